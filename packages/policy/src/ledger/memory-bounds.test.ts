// What a book remembers when hostile facts make it more than any program does: up to a bound everything, beyond it the
// latest. Instants are counted from 0; the nth thing happens at `n`.
import { describe, expect, test } from 'vitest';
import { asSent, call, listCall, stateCall } from '../testing/call.ts';
import { DenialBook } from './denial-book.ts';
import { FollowBook } from './follow-book.ts';
import { HeavyBook } from './heavy-book.ts';
import { LookupBook } from './lookup-book.ts';
import { OpeningBook } from './opening-book.ts';
import { ReadBook } from './read-book.ts';

interface Memory {
  readonly remember: (n: number) => void;
  readonly knows: (n: number) => boolean;
}

interface Bound {
  readonly of: string;
  readonly most: number;
  readonly open: () => Memory;
}

const report = (n: number) => call({ sentAtMs: n, id: `report ${n}`, class: 'report', resource: 'i1' });
const session = (n: number) => call({ sentAtMs: n, class: 'history', path: '/api/session/{id}', resource: `s${n}` });
const state = (n: number) => stateCall({ sentAtMs: n, resource: `c${n}` });
const lookup = (n: number) => listCall({ sentAtMs: n, narrowing: 'name', resource: `z${n}` });

const bounds: readonly Bound[] = [
  {
    of: 'addresses whose logins were refused',
    most: 1024,
    open: () => {
      const book = new DenialBook();
      return {
        remember: (n) => book.loginRefused(`address ${n}`, n),
        knows: (n) => book.nthLoginAtMs(`address ${n}`, 1) === n,
      };
    },
  },
  {
    of: 'refused logins of one address',
    most: 16,
    open: () => {
      const book = new DenialBook();
      let count = 0;
      return {
        remember: (n) => {
          book.loginRefused('address', n);
          count += 1;
        },
        knows: (n) => book.nthLoginAtMs('address', count - n) === n,
      };
    },
  },
  {
    of: 'refused ids',
    most: 64,
    open: () => {
      const book = new DenialBook();
      return {
        remember: (n) => book.guessAnswered(`guess ${n}`, `id ${n}`, n, n),
        knows: (n) => book.nthOtherIdAtMs('another', book.size, n) <= n,
      };
    },
  },
  {
    of: 'guesses under way',
    most: 1024,
    open: () => {
      const book = new DenialBook();
      return {
        remember: (n) => book.guessed(`guess ${n}`, `id ${n}`, n),
        knows: (n) => book.nthOtherIdAtMs('another', book.size, n) <= n,
      };
    },
  },
  {
    of: 'reads of other accounts under way',
    most: 1024,
    open: () => {
      const book = new FollowBook();
      return { remember: (n) => book.otherSent(`c${n}`, `read ${n}`, n), knows: (n) => book.isAnothers(`c${n}`, n) };
    },
  },
  {
    of: 'what was refused to other accounts',
    most: 1024,
    open: () => {
      const book = new FollowBook();
      return { remember: (n) => book.otherRefused(`c${n}`, n), knows: (n) => book.refusedAtMs(`c${n}`) === n };
    },
  },
  {
    of: 'heavy calls of one installation under way',
    most: 4,
    open: () => {
      const book = new HeavyBook(true);
      return {
        remember: (n) => book.sent(asSent(report(n))),
        knows: (n) => book.underWay(report(n), n + 1, 2) > book.underWay(report(n), n + 1, 1),
      };
    },
  },
  {
    of: 'look-ups',
    most: 4096,
    open: () => {
      const book = new LookupBook(true);
      return { remember: (n) => book.end(lookup(n), n), knows: (n) => book.lastAtMs(lookup(n)) === n };
    },
  },
  {
    of: 'things with an opening',
    most: 8192,
    open: () => {
      const book = new OpeningBook(60_000);
      return {
        remember: (n) => book.open(`c${n}`, { byUpdate: false, atMs: n }),
        knows: (n) => book.openedBy(`c${n}`, n, false) !== null,
      };
    },
  },
  {
    of: 'sessions',
    most: 1024,
    open: () => {
      const book = new ReadBook(true);
      return { remember: (n) => book.answered(session(n), n), knows: (n) => book.lastAtMs(session(n), n) === n };
    },
  },
  {
    of: 'reads under way',
    most: 1024,
    open: () => {
      const book = new ReadBook(true);
      return { remember: (n) => book.sent(asSent(state(n))), knows: (n) => book.lastAtMs(state(n), n) === n };
    },
  },
];

describe.each(bounds)('$of', ({ most, open }) => {
  test(`${most} are remembered, of ${most + 1} the first is forgotten`, () => {
    const { remember, knows } = open();
    for (let n = 0; n < most; n += 1) remember(n);
    expect(knows(0)).toBe(true);
    remember(most);
    expect([knows(0), knows(1), knows(most)]).toEqual([false, true, true]);
  });
});
