// The numbers of no-scraping, in a file of their own: the ledger and the clause both need them.

/** Each window of history, and each full crawl, once in 24 h. */
export const windowAgainMs = 86_400_000;
/** A window of which one that was served holds this much is the same one: it may slide by minutes. */
export const sameWindowPercent = 50;
