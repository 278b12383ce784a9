// How a keeper says why it could not keep or load: its sentence is told to whoever looks at the stream, everybody else's is not.

/**
 * Thrown by a `StateKeeper` that wants its reason told, in status, events and the log: one sentence for people, without
 * secrets and without a value that it was handed. Of any other error only kind and code are told.
 *
 * @example
 * throw new KeeperError('The disk of the store is full.');
 */
export class KeeperError extends Error {
  override readonly name = 'KeeperError';
}
