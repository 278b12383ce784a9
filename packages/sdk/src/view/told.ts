// A derived value with when and how its source was told. Nothing derived is shown without them.
import type { Observed } from '../mirror/observed.ts';
import { isKnownTime } from '../mirror/timely.ts';
import { ageOf, type Followed, listedAgeMs } from './stated-age.ts';

/** A value with when and how it was told. */
export interface Told<T> {
  /** Null where nothing was told, or where what was told cannot be read as this. */
  readonly value: T | null;
  /**
   * Event time, ms since 1970 UTC. A row of a list names none: null where one stands in until the state is read, and of the
   * role User, whom the list alone tells: when the cloud gave that list, which may be long after it happened. Null where
   * nothing was told.
   */
  readonly observedAtMs: number | null;
  /** When it was received, ms since 1970 UTC; null where nothing was told, or an earlier run whose clock was ahead received it. */
  readonly receivedAtMs: number | null;
  /** How it came: pushed by the bus, or read; null where nothing was told. */
  readonly via: 'stream' | 'poll' | null;
  /**
   * How old this can be at most while the cloud answers, ms: a change of it would have been told within that time. Not the
   * time since it changed. After a restart what was kept is at most as old as the last whole read of its charger, which is
   * stated at once, until the stream has told of the charger for a minute or the state is read again. Null where nothing was
   * told, nothing keeps it up to date, or that read has a time still to come, by a clock that was ahead. See `statedAges`.
   */
  readonly mostAgeMs: number | null;
}

export const nothingTold = { value: null, observedAtMs: null, receivedAtMs: null, via: null, mostAgeMs: null } as const;

/** Its age is stated by whoever knows how its charger is followed. */
export function told<T>(observed: Observed | undefined, read: (value: string | null) => T | null): Told<T> {
  if (!observed) return nothingTold;
  const { value, observedAtUs, receivedAtMs: atMs, via } = observed;
  const receivedAtMs = isKnownTime(atMs) ? atMs : null;
  return { value: read(value), observedAtMs: Math.floor(observedAtUs / 1_000), receivedAtMs, via, mostAgeMs: null };
}

/** Told by a row of the list, which names no time. */
export function listedAt(readAtMs: number): Omit<Told<never>, 'value'> {
  return { observedAtMs: null, receivedAtMs: isKnownTime(readAtMs) ? readAtMs : null, via: 'poll', mostAgeMs: null };
}

/** States how old a value can be. @param stateId what it was derived from */
export function withAge<T>(stateId: number, value: Told<T>, followed: Followed | null): Told<T> {
  if (followed === null || value.receivedAtMs === null) return value;
  const isListed = value.observedAtMs === null && followed.upkeep !== 'listed';
  return { ...value, mostAgeMs: isListed ? listedAgeMs(value.receivedAtMs, followed) : ageOf(stateId, followed) };
}
