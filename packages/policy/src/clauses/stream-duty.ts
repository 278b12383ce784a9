// What it is to follow state without a stream, for how long that may go on, and how many streams are asked for.

/** Trial time: so long may state be followed by reading alone, at the start and after a loss. */
export const trialMs = 3_600_000;
/** Reads further apart than this are no following. */
export const followingPauseMs = 3_600_000;
/** Streams of single installations that one account keeps open (design: 64 links); a group's stream tells of all. */
export const installationStreams = 64;
