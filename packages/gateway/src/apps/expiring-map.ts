// A map whose entries end after a time and whose size has a bound: the oldest entry makes room.

export interface ExpiringMap<T> {
  get(key: string): T | undefined;
  /** Returns the key that had to make room, if one had to. */
  set(key: string, value: T, expiresAtMs: number): string | undefined;
  delete(key: string): boolean;
  readonly size: number;
}

export function expiringMap<T>(nowMs: () => number, maxEntries: number): ExpiringMap<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAtMs: number }>();
  const makeRoom = (): string | undefined => {
    if (entries.size < maxEntries) return undefined;
    for (const [key, { expiresAtMs }] of entries) if (expiresAtMs <= nowMs()) entries.delete(key);
    if (entries.size < maxEntries) return undefined;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
    return oldest;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry && entry.expiresAtMs > nowMs()) return entry.value;
      if (entry) entries.delete(key);
      return undefined;
    },
    set(key, value, expiresAtMs) {
      entries.delete(key);
      const evicted = makeRoom();
      entries.set(key, { value, expiresAtMs });
      return evicted;
    },
    delete: (key) => entries.delete(key),
    get size() {
      return entries.size;
    },
  };
}
