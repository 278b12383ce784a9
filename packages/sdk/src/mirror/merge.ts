// The only rule by which one value replaces another.
// Invariant: `merge` picks the greater of two records in one total order, so merging commutes, associates and repeats
// harmlessly: any loss, duplication or reordering ends in the same mirror once every winner was seen.
import { misfit } from '../must-fit.ts';
import type { Observed } from './observed.ts';

/**
 * The later of two records of the same charger and state id.
 * Order: event time, exact (a tolerance would not be a total order); at equal times stream before poll, since a poll is
 * served from a cache of 15 s; then the broker's sequence number; then the value as text. What is left (time of receipt,
 * flag) tells two receipts of one event apart: the earlier receipt stays.
 *
 * @throws SdkError `invalid-option` for what is no observation
 */
export function merge(held: Observed | undefined, incoming: Observed): Observed {
  // Half a million a second pass here: one look at each.
  if (typeof incoming?.observedAtUs !== 'number') throw misfit('merge', '`incoming` must be an observation');
  if (held !== undefined && typeof held?.observedAtUs !== 'number')
    throw misfit('merge', '`held` must be an observation');
  return held === undefined || compare(incoming, held) > 0 ? incoming : held;
}

/** Positive when `a` wins over `b`, 0 only when they are the same in every field. */
function compare(a: Observed, b: Observed): number {
  return (
    a.observedAtUs - b.observedAtUs ||
    rank(a) - rank(b) ||
    a.sequenceNumber - b.sequenceNumber ||
    compareText(a.value, b.value) ||
    b.receivedAtMs - a.receivedAtMs ||
    Number(b.clockSuspect) - Number(a.clockSuspect)
  );
}

const rank = (observed: Observed): number => (observed.via === 'stream' ? 1 : 0);

/** By UTF-16 code units, which is the same on every machine; null comes before every text. */
function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
