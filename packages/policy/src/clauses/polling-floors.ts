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
/** So long an accepted write opens a read of what was written. */
export const openingKeptMs = 3_600_000;
/** A client forgets 100 s sooner: the flight of the write and the way of the read. */
export const clientOpeningKeptMs = 3_500_000;
