// What is said of a login that failed. Invariant: no sentence names a user or a token.
import { failure } from '../explain/failure.ts';
import type { Ending } from '../governor/flight.ts';
import { anothersLookMs } from './login-standing.ts';

export const refusedSentence = failure('log in', 'login-refused').message;
export const refusedClient = failure('log in', 'login-refused', {
  happened: 'the cloud refused the client or its token',
  remedy: 'Correct the secret, or let a person log in again; the same one is not tried again',
}).message;
export const anotherUser = failure('log in', 'another-login', {
  remedy: `Give the first one again, which is taken within ${anothersLookMs / 1_000} s, or start the program again to follow the other`,
}).message;
export const followedAlready = failure('log in', 'in-use', {
  happened: 'this program follows the account already',
  remedy: `Share what the first connect() gave, or close that one, and this one logs in within ${anothersLookMs / 1_000} s`,
}).message;

export function sourceHangs(forMs: number): string {
  return failure('read the credentials', 'credentials-unreadable', {
    happened: `their source has not answered for ${forMs / 1_000} s`,
    remedy: 'Look at what it waits for; its answer is taken when it comes',
  }).message;
}

export function reasonOf(ending: Exclude<Ending, { kind: 'exchanged' }>): string {
  if (ending.kind === 'cancelled') return 'the login was cancelled.';
  switch (ending.reason) {
    case 'closed':
      return 'the account is closed.';
    case 'too-early':
    case 'held':
    case 'forbidden':
      return `the policy asks for patience (${ending.clause}).`;
    case 'queue-full':
    case 'no-login':
      return 'the login could not be queued.';
  }
}
