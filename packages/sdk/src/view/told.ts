// A derived value with when and how its source was told. Nothing derived is shown without them.
import type { Observed } from '../mirror/observed.ts';

/** A value with when and how it was told. */
export interface Told<T> {
  /** Null where nothing was told, or where what was told cannot be read as this. */
  readonly value: T | null;
  /** Event time, ms since 1970 UTC; null where only a list told it, which names no time. */
  readonly observedAtMs: number | null;
  /** When it was received, ms since 1970 UTC; null where nothing was told. */
  readonly receivedAtMs: number | null;
  readonly via: 'stream' | 'poll' | null;
}

export const nothingTold = { value: null, observedAtMs: null, receivedAtMs: null, via: null } as const;

export function told<T>(observed: Observed | undefined, read: (value: string | null) => T | null): Told<T> {
  if (!observed) return nothingTold;
  const { value, observedAtUs, receivedAtMs, via } = observed;
  return { value: read(value), observedAtMs: Math.floor(observedAtUs / 1_000), receivedAtMs, via };
}
