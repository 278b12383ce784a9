// A traffic model: what a known sort of client sends in a day and more, and what the judge must say of it.
// The facts are those of the receiving side: it sees addresses and refuses by its own buckets.
import type { ClauseId } from '../../decision.ts';
import type { CallFact, Fact } from '../../fact.ts';
import { call } from '../call.ts';

/** 2026-11-23T00:00:00Z: the wall clock of the models begins at midnight. */
export const midnightMs = 1_795_392_000_000;
export const daySeconds = 86_400;

export type Expected =
  | { readonly verdict: 'kept' | 'not-applicable' | 'cannot-tell' }
  | {
      readonly verdict: 'broken';
      /** How many facts offend. */
      readonly count: number;
      /** Second after midnight at which the first offender was sent. */
      readonly first: number;
    };

export interface TrafficModel {
  readonly name: string;
  readonly facts: () => Generator<Fact>;
  /** Written down by hand, with the reasoning. */
  readonly expected: Readonly<Record<ClauseId, Expected>>;
}

export const kept = { verdict: 'kept' } as const;
export const notApplicable = { verdict: 'not-applicable' } as const;
export const cannotTell = { verdict: 'cannot-tell' } as const;
export const broken = (count: number, first: number) => ({ verdict: 'broken', count, first }) as const;

/** A call as the cloud wrote it down, `second` after midnight, answered 200 after 20 ms. */
export function received(second: number, given: Partial<CallFact>): CallFact {
  const sentAtMs = midnightMs + Math.round(second * 1000);
  return call({ clientAddress: '198.51.100.7', shown: 'yes', changed: 'unknown', ...given, sentAtMs });
}

export const refused = { status: 429, retryAfterMs: 1000 } as const;

export const ids = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${letter}${n + 1}`);
