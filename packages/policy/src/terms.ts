// What an account may do: its tier at the cloud, and the margin that a client keeps below it.
// Invariant: a margin tightens, it never loosens.
import { PolicyError } from './policy-error.ts';

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

/** Whether a bucket can count with this rate and burst. */
export function isUsableLimit({ ratePerSecond, burst }: Pick<Tier, 'ratePerSecond' | 'burst'>): boolean {
  return ratePerSecond >= 0.001 && ratePerSecond <= 1_000_000 && burst >= 1 && burst <= 1_000_000;
}

/** The rate and burst to count with: the tier's, or the margin's where that is tighter. Throws `bad-terms`. */
export function effectiveLimit(terms: Terms): { readonly ratePerSecond: number; readonly burst: number } {
  const { tier, margin } = terms;
  const ratePerSecond = Math.min(tier.ratePerSecond, margin?.ratePerSecond ?? tier.ratePerSecond);
  const burst = Math.min(tier.burst, margin?.burst ?? tier.burst);
  if (!isUsableLimit({ ratePerSecond, burst })) {
    throw new PolicyError(
      'bad-terms',
      `Failed to open a ledger: ${ratePerSecond} requests a second with burst ${burst} is no usable limit. Give a rate from 0.001 to 1000000 and a burst from 1 to 1000000.`,
    );
  }
  return { ratePerSecond, burst };
}
