// A number of push-first, in a file of its own: the ledger and the clause both need it.

/** Streams of single installations that one account keeps open (design: 64 links); a group's stream tells of all. */
export const installationStreams = 64;
