// Keeps a map bounded when what was kept last stands last.
// Measured: to look at the front of a Map costs as much as it has seen deletions since it last grew, so a look per fact
// made a ledger of 65,536 things a hundred times slower. A map below its bound is never looked at, a small one costs some
// microseconds a look, and the front of a large one is looked at once in an eighth of its bound.

const largeFrom = 16_384;

/** Sets an entry and puts it last. One that is alone stands last as it is: taken out first, it would shrink and grow the map. */
export function putLast<Key, Value>(kept: Map<Key, Value>, key: Key, value: Value): void {
  if (kept.size > 1) kept.delete(key);
  kept.set(key, value);
}

/** Leaves the latest, at most `most` of them. Beyond that the oldest goes; of a large map the oldest eighth at once. */
export function dropOldest<Key>(kept: Map<Key, unknown>, most: number, dropped?: (key: Key) => void): void {
  if (kept.size <= most) return;
  const left = most < largeFrom ? most : most - Math.floor(most / 8);
  for (const oldest of kept.keys()) {
    dropped?.(oldest);
    kept.delete(oldest);
    if (kept.size <= left) return;
  }
}
