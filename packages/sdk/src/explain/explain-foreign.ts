// What is not an SdkError, in words: by what it is, since its own text may hold anything and is not quoted.
import { isFetchFailure, networkCode } from '../transport/network-failure.ts';
import type { Explanation, Words } from './explanation.ts';

/** What others throw. `foreign`: everything of which nothing else is known, and what is no error at all. */
export const foreignCases = ['foreign abort', 'foreign network', 'foreign lost link', 'foreign'] as const;
export type ForeignCase = (typeof foreignCases)[number];

export const wordsOfForeign: Readonly<Record<ForeignCase, Words>> = {
  'foreign abort': {
    happened: "a signal of the program's own, or its time limit, ended something",
    fault: 'program',
    remedy: 'Ask again when it is wanted, or with a longer limit',
  },
  'foreign network': {
    happened: 'a connection failed that this library did not make, or handed over as it was',
    fault: 'network',
    remedy: 'Read its code, and look at the address and at the network of this machine',
  },
  'foreign lost link': {
    happened: 'a source of messages could not open a link to the bus, or lost it',
    fault: 'network',
    remedy: 'Read its condition and its message; unless it is permanent, the account opens a link again by itself',
  },
  foreign: {
    happened: 'something else than this library threw',
    fault: 'program',
    remedy: 'Read its own message and its stack',
  },
};

/** Whatever was thrown, a proxy that throws at every look too. */
export function explainForeign(error: unknown): Explanation {
  const subject = caseOf(error);
  return { subject, ...wordsOfForeign[subject] };
}

function caseOf(error: unknown): ForeignCase {
  if (!(error instanceof Error)) return 'foreign';
  switch (error.name) {
    case 'LinkLossError':
      return 'foreign lost link';
    case 'AbortError':
    case 'TimeoutError':
      return 'foreign abort';
    default:
      return isFetchFailure(error) || networkCode(error) !== null ? 'foreign network' : 'foreign';
  }
}
