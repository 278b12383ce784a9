// Opening with an end: a link that comes too late, or after nobody wants it any more, is closed and never forgotten.
import type { Clock } from '../clock.ts';
import { LinkLossError } from './link-loss-error.ts';
import type { MessageLink } from './message-source.ts';

/** Details and opening together may take this long; a source's own time-outs are shorter. */
const openWithinMs = 90_000;

export interface Opening {
  readonly link: Promise<MessageLink>;
  /** Closes the link whenever it comes. */
  abandon(): void;
}

export function openLink(open: () => Promise<MessageLink>, clock: Clock): Opening {
  const coming = Promise.resolve().then(open);
  const abandon = (): void => {
    clock.clearTimer(timer);
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

const tooLate = `Failed to open the stream: no answer within ${openWithinMs / 1000} s. It is tried again.`;
