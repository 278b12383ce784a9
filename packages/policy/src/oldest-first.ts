// Keeps a map bounded when what was kept last stands last.
// Measured: to look at the front of a Map costs as much as it has seen deletions since it last grew, so a look per fact
// made a ledger of 65,536 things a hundred times slower. Here the front is looked at once in `most` / 8 additions.

/** Leaves the latest, at most `most` of them. Beyond that the oldest go, an eighth of the bound at a time. */
export function dropOldest<Key>(kept: Map<Key, unknown>, most: number, dropped?: (key: Key) => void): void {
  if (kept.size <= most) return;
  const left = most - Math.floor(most / 8);
  for (const oldest of kept.keys()) {
    dropped?.(oldest);
    kept.delete(oldest);
    if (kept.size <= left) return;
  }
}
