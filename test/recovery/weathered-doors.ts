// The emulator's in-process doors with the weather of a network before them, as a client sees it: names that cannot be
// resolved, links that open never, links over which nothing comes any more although no connection ends.
import type { Clock, ConnectionDetails, LinkHandler, LinkLoss, MessageLink, MessageSource } from '@fairlead/sdk';

/** When the real client takes a half-open connection for dead: twice its idle limit of 40 s, and 1 s for the socket. */
export const halfOpenNoticedMs = 81_000;
/** When the real client gives up an opening that nobody answers. */
export const openGivenUpMs = 30_000;
/** When the bus takes a silent reader for gone; until then it hands messages to it, whose locks run out. */
export const busPatienceMs = 240_000;

export type Weather = 'fair' | 'hanging' | 'nameless';

export interface WeatheredDoors {
  readonly fetch: typeof globalThis.fetch;
  readonly source: MessageSource;
  turn(weather: Weather): void;
  /** Nothing comes over the open links any more, in neither direction. */
  freeze(): void;
  /** The open links end, each told so. */
  reset(): void;
  /** Somebody else reads the subscription that was read last, and keeps what he gets. Answers his end. */
  rival(): Promise<() => Promise<void>>;
}

interface OpenLink {
  readonly lose: (loss: LinkLoss) => void;
  readonly freeze: () => void;
}

export interface WeatheredDoorsOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly source: MessageSource;
  /** The client's clock, which may sleep. */
  readonly clock: Clock;
  /** The bus's clock, which does not. */
  readonly busClock: Clock;
}

export function weatheredDoors({ fetch, source, clock, busClock }: WeatheredDoorsOptions): WeatheredDoors {
  let weather: Weather = 'fair';
  const links = new Set<OpenLink>();
  let known: ConnectionDetails | null = null;

  const open: MessageSource['open'] = async (details, handler, options) => {
    known = details;
    if (weather === 'hanging')
      return new Promise((_, reject) => void clock.setTimer(() => reject(noAnswer), openGivenUpMs));
    if (weather === 'nameless') throw nameless;
    let frozen = false;
    let over = false;
    const leave = (): void => {
      over = true;
      links.delete(link);
    };
    const lose = (loss: LinkLoss): void => {
      if (over) return;
      leave();
      handler.lost(loss);
    };
    const weathered: LinkHandler = {
      message: (message) => (frozen || over ? new Promise(() => {}) : handler.message(message)),
      lost: (loss) => void (frozen || lose(loss)),
    };
    const inner: MessageLink = await source.open(details, weathered, options);
    const link: OpenLink = {
      lose(loss) {
        lose(loss);
        void inner.close();
      },
      freeze() {
        frozen = true;
        clock.setTimer(() => lose(silence), halfOpenNoticedMs);
        busClock.setTimer(() => void inner.close(), busPatienceMs);
      },
    };
    links.add(link);
    return {
      async close() {
        leave();
        if (!frozen) await inner.close();
      },
    };
  };

  return {
    source: { open },
    fetch: (input, init) => {
      if (weather === 'nameless') return Promise.reject(new TypeError('fetch failed', { cause: nameless }));
      return fetch(input, init);
    },
    turn(next) {
      weather = next;
    },
    freeze() {
      for (const link of [...links]) link.freeze();
    },
    reset() {
      for (const link of [...links]) link.lose(reset);
    },
    async rival() {
      if (known === null) throw new Error('Nobody has read a subscription yet.');
      const link = await source.open(known, { message: async () => 'complete', lost() {} }, { credit: 500 });
      return () => link.close();
    },
  };
}

const nameless = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
  code: 'ENOTFOUND',
  condition: 'ENOTFOUND',
  permanent: false,
});
const noAnswer = Object.assign(new Error('No answer.'), { condition: 'timeout', permanent: false });
const silence: LinkLoss = { condition: 'idle', message: 'Nothing came for too long.', permanent: false };
const reset: LinkLoss = { condition: 'ECONNRESET', message: 'The connection was reset.', permanent: false };
