// A map that is bounded: what was kept last stands last, what was kept first goes first.
import { dropOldest, putLast } from '../oldest-first.ts';

export function keepLatest<T>(kept: Map<string, T>, key: string, value: T, most: number): void {
  putLast(kept, key, value);
  dropOldest(kept, most);
}
