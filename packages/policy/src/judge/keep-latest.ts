import { dropOldest } from '../oldest-first.ts';
// A map that is bounded: what was kept last stands last, what was kept first goes first.

export function keepLatest<T>(kept: Map<string, T>, key: string, value: T, most: number): void {
  kept.delete(key);
  kept.set(key, value);
  dropOldest(kept, most);
}
