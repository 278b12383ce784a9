// The numbers of no-aggressive-polling, in a file of their own: the ledger and the clause both need them.

/** The cloud's cache: below this a read can tell nothing new, whatever opened it. */
export const leastPollingMs = 15_000;
/** While a car charges, and where nobody knows whether one does. */
export const chargingFloorMs = 60_000;
/** While no car charges. */
export const idleFloorMs = 600_000;
/** While a healthy stream tells of the charger: reads are a safety net. */
export const streamedFloorMs = 600_000;
/** Calls and streams may be told by two clocks: a stream counts as healthy once it has been open for so long. */
export const streamSettlesMs = 60_000;
/**
 * Details are fetched before every connect (zaptec-api.md §1.1 rule 25). Backing off from 1 s, doubling to 60 s, a client
 * connects 6 times in the first minute of an outage and then once a minute: 15 times in its first ten minutes; with full
 * jitter 26 times in the mean and seldom above 33. Forty are one each 15 s.
 */
export const detailsAtMost = 40;
export const detailsWithinMs = 600_000;
/** So long an accepted write opens a read of what was written. */
export const openingKeptMs = 3_600_000;
/** A client forgets 100 s sooner: the flight of the write and the way of the read. */
export const clientOpeningKeptMs = 3_500_000;
