// Opening with an end: a link that comes too late, or after nobody wants it any more, is closed and never forgotten.
// What is no link is an error that says so; a link whose goodbye fails is gone all the same.
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { LinkLossError } from './link-loss-error.ts';
import type { MessageLink } from './message-source.ts';

/** Details and opening together may take this long; a source's own time-outs are shorter. */
const openWithinMs = 90_000;

export interface Opening {
  readonly link: Promise<MessageLink>;
  /** Tells who opens it so, and closes the link whenever it comes. */
  abandon(): void;
}

export function openLink(open: (signal: AbortSignal) => Promise<MessageLink>, clock: Clock): Opening {
  const unwanted = new AbortController();
  const coming = Promise.resolve(unwanted.signal).then(open).then(checkedLink);
  const abandon = (): void => {
    clock.clearTimer(timer);
    unwanted.abort();
    coming.then(
      (link) => link.close(),
      () => {}, // it could not be opened: nothing to close
    );
  };
  let timer: unknown;
  const link = new Promise<MessageLink>((resolve, reject) => {
    timer = clock.setTimer(() => {
      abandon();
      reject(new LinkLossError({ condition: 'timeout', message: tooLate, permanent: false }));
    }, openWithinMs);
    coming.then(resolve, reject).finally(() => clock.clearTimer(timer));
  });
  return { link, abandon };
}

/** The supervisor goes on whatever a source of somebody else's gives, or throws at the end. */
function checkedLink(given: unknown): MessageLink {
  const link = (typeof given === 'object' && given !== null ? given : {}) as Partial<MessageLink>;
  if (typeof link.close !== 'function')
    throw failure('open the stream', 'invalid-option', {
      happened: 'the open() of its source gave something that is no link',
      remedy: 'Have it resolve with an object that has close(); it is tried again',
    });
  return {
    async close() {
      try {
        await link.close?.();
      } catch {
        // It promised not to: nothing is read over it any more, and the bus takes back what was locked.
      }
    },
  };
}

const tooLate = `Failed to open the stream: no answer within ${openWithinMs / 1000} s. It is tried again.`;
