// When a page belongs to the read of a list before it, in a file of its own: the ledger and several clauses need it.

/** A following page belongs to the read when it is sent within 60 s of the page before it. */
export const followWithinMs = 60_000;
/** A client keeps a second for the way, so that the page also arrives in time. */
export const clientFollowWithinMs = 59_000;
