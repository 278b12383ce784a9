// What an account may do: its tier at the cloud, and the margin that a client keeps below it.
// Invariant: a margin tightens, it never loosens.
import { inWords, PolicyError } from './policy-error.ts';

/** A service tier. Today the cloud has one for everybody (zaptec-api.md §1.1 rule 4). */
export interface Tier {
  readonly name: string;
  /** Requests that come back per second. */
  readonly ratePerSecond: number;
  /** Requests that may be sent at once when nothing was sent before. */
  readonly burst: number;
}

export interface Terms {
  readonly tier: Tier;
  /** What a client stays below; null counts exactly, as the cloud does. */
  readonly margin: { readonly ratePerSecond: number; readonly burst: number } | null;
  /** Hosts, with their ports, that stand for the cloud in a rehearsal beyond loopback. Default none. */
  readonly doors?: readonly string[];
}

/** 10 requests a second (policy §2), burst 15, excess refused (published: docs/api-rate-limiting). */
export const generalAccess: Tier = { name: 'General Access', ratePerSecond: 10, burst: 15 };

/**
 * 9.9 requests a second, burst 12. Calls that were sent in `L` seconds arrive within `L + J`, where `J` is the spread of
 * the way; 12 + 9.9·(L + J) ≤ 15 + 10·L holds for every `L` while J ≤ 303 ms, so a spread of 250 ms is never refused.
 */
export const defaultMargin = { ratePerSecond: 9.9, burst: 12 } as const;

/** Whether a bucket can count with this rate and burst, whoever gave them. */
export function isUsableLimit(told: unknown): told is Pick<Tier, 'ratePerSecond' | 'burst'> {
  const { ratePerSecond, burst } = limitIn(told);
  return isWithin(ratePerSecond, 0.001) && isWithin(burst, 1);
}

/** Two sentences: what is wrong with such a limit, and what to give. */
export function unusableLimit(told: unknown): string {
  const { ratePerSecond, burst } = limitIn(told);
  const given = `${inWords(ratePerSecond)} requests a second with burst ${inWords(burst)}`;
  return `${given} is no usable limit. Give a rate from 0.001 to 1000000 and a burst from 1 to 1000000.`;
}

function limitIn(told: unknown): Readonly<Partial<Record<keyof Tier, unknown>>> {
  return typeof told === 'object' && told !== null ? told : {};
}

function isWithin(told: unknown, least: number): boolean {
  return typeof told === 'number' && told >= least && told <= 1_000_000;
}

/** The rate and burst to count with: the tier's, or the margin's where that is tighter. Throws `bad-terms`. */
export function effectiveLimit(terms: Terms): { readonly ratePerSecond: number; readonly burst: number } {
  if (typeof terms !== 'object' || terms === null) throw badTerms('there are no terms. Give a tier and a margin.');
  const { tier, margin, doors = [] } = terms;
  const limits = margin === null ? [tier] : [tier, margin];
  for (const limit of limits) if (!isUsableLimit(limit)) throw badTerms(unusableLimit(limit));
  if (!areHosts(doors)) throw badTerms('the doors are no list of hosts. Give each with its port, or leave them out.');
  return {
    ratePerSecond: Math.min(...limits.map(({ ratePerSecond }) => ratePerSecond)),
    burst: Math.min(...limits.map(({ burst }) => burst)),
  };
}

export function areHosts(told: unknown): boolean {
  return Array.isArray(told) && told.every((host) => typeof host === 'string');
}

/** @param why What is wrong, and what to do: two sentences. */
export function badTerms(why: string, failed = 'open a ledger'): PolicyError {
  return new PolicyError('bad-terms', `Failed to ${failed}: ${why}`);
}
