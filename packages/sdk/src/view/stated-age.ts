// How old what is held can be, as one table: by how a kind of value becomes known, and by how its charger is followed.
// Pure. Invariant: while the cloud answers no value is older than stated; when it does not, the statement grows with time.
// Sources: zaptec-api.md §4.5 (pulses about every 10 min), §4.6 (what is not pushed), §3.10 (settings); cadence.ts.
import { stateIds } from '@fairlead/protocol';
import { cadences } from '../account/cadence.ts';
import { isKnownTime } from '../mirror/timely.ts';
import { mustFit } from '../must-fit.ts';
import { fields, firstOf, number, oneOf, optional, orNull } from '../value-check.ts';

/**
 * `stream`: it tells of the charger, and has for a minute. `changing`: it begins to, or ceased to and the state was not read
 * since, or a part of it may have gone elsewhere. `polled`: the state is read, `polled-charging` while a car charges. `listed`: only the list tells (role User).
 * `none`: nothing keeps it up to date.
 */
export const upkeeps = ['stream', 'changing', 'polled', 'polled-charging', 'listed', 'none'] as const;
/** What keeps a charger's values up to date now. Source: zaptec-api.md §4.5, §4.6. */
export type Upkeep = (typeof upkeeps)[number];

/**
 * `pushed`: changes are published as they happen. `setting`: written through the API and not pushed, or not always.
 * `online`: computed by the cloud, and whether it is pushed is not known; a charger of which the stream tells nothing, pulses
 * neither, for 20 minutes counts as offline.
 */
export type Telling = 'pushed' | 'setting' | 'online';

/** What an update of a charger writes: 510, 511, 520, 522, 523 and 555. */
const settings: ReadonlySet<number> = new Set([510, 511, 520, 522, 523, 555]);

/** How changes of an observation (its id) come to be known. */
export function tellingOf(stateId: number): Telling {
  if (stateId === stateIds.IsOnline) return 'online';
  return settings.has(stateId) ? 'setting' : 'pushed';
}

/** Half-open links are noticed within 90 s; the rest is the way of a message. */
const streamedMs = 120_000;
/** So long a charger counts as told of by a group's stream that has not told of it yet. */
const firstHeardWithinMs = 30 * 60_000;
/** Two pulses. */
export const missedPulsesMs = 20 * 60_000;

const longest = ({ everyMs, spreadMs }: (typeof cadences)[keyof typeof cadences]): number => everyMs + spreadMs;

/** ms; null: nothing keeps it up to date. Reads add what they wait for their turn (`lateMs`). */
export const statedAges: Readonly<Record<Telling, Readonly<Record<Upkeep, number | null>>>> = {
  pushed: {
    stream: streamedMs,
    changing: firstHeardWithinMs,
    polled: longest(cadences.idle),
    'polled-charging': longest(cadences.charging),
    listed: longest(cadences.listsAlone),
    none: null,
  },
  setting: {
    stream: longest(cadences.covered),
    changing: longest(cadences.covered) + longest(cadences.idle),
    polled: longest(cadences.idle),
    'polled-charging': longest(cadences.charging),
    listed: null,
    none: null,
  },
  online: {
    stream: missedPulsesMs,
    changing: firstHeardWithinMs + longest(cadences.idle),
    polled: longest(cadences.idle),
    'polled-charging': longest(cadences.charging),
    listed: longest(cadences.listsAlone),
    none: null,
  },
};

/** An installation's currents, which are in no stream: as old as its detail. Longer where it was told to read none. */
export const installationAgeMs = longest(cadences.detail);

/** What keeps an installation up to date: its detail, or the list alone (role User, `reads: { detail: false }`, refused). */
export type InstallationUpkeep = 'detail' | 'listed';

/** How an installation is followed now. */
export interface FollowedInstallation {
  readonly upkeep: InstallationUpkeep;
  readonly nowMs: number;
  /** How long a read may wait for its turn and its answer, ms. */
  readonly lateMs: number;
}

/** As `mostAgeMs`, of what an installation's row or detail told. @param readAtMs when */
export function installationMostAgeMs(
  readAtMs: number,
  { upkeep, nowMs, lateMs }: FollowedInstallation,
): number | null {
  if (!isKnownTime(readAtMs)) return null;
  const statedMs = upkeep === 'detail' ? installationAgeMs : longest(cadences.lists);
  return Math.max(statedMs + lateMs, nowMs - readAtMs);
}

/** How a charger is followed now. */
export interface Followed {
  /** What keeps its values up to date. */
  readonly upkeep: Upkeep;
  /** Instant of which is spoken, ms since 1970 UTC. */
  readonly nowMs: number;
  /** How long a read may wait for its turn and its answer, ms. */
  readonly lateMs: number;
  /** The last whole read, ms since 1970 UTC; null when there was none. */
  readonly readAtMs: number | null;
  /** Until when a stream that was well told of every change, ms since 1970 UTC; null when none did. */
  readonly toldUntilMs: number | null;
  /** By how much the clock of `nowMs` is ahead of the cloud's, ms; less than 0: behind. Default 0. */
  readonly aheadMs?: number;
}

export const isFollowed = fields({
  ...{ upkeep: oneOf(...upkeeps), nowMs: number, lateMs: number },
  ...{ readAtMs: orNull(number), toldUntilMs: orNull(number), aheadMs: optional(number) },
});

/** A read waits for its turn among the reads of the other chargers, and a minute for its answer. */
export function lateMs(chargers: number, ratePerSecond: number): number {
  return 60_000 + Math.ceil((2 * chargers * 1_000) / ratePerSecond);
}

/**
 * How old a value can be at most, ms; null where nothing keeps it up to date. While the cloud does not answer it grows.
 *
 * @throws SdkError `invalid-option` for what is no number of a value, or no `Followed`
 *
 * @example
 * // One charger while the stream is well: 24 h, and a minute for the read's turn and answer.
 * mostAgeMs(510, followed); // → 86_460_203
 */
export function mostAgeMs(stateId: number, followed: Followed): number | null {
  mustFit('state an age', firstOf([number(stateId, 'stateId'), isFollowed(followed, 'followed')]));
  return ageOf(stateId, followed);
}

/** The same for whoever has looked at what it asks with. */
export function ageOf(stateId: number, followed: Followed): number | null {
  const { upkeep, nowMs, readAtMs, toldUntilMs } = followed;
  const telling = tellingOf(stateId);
  const statedMs = statedAges[telling][upkeep];
  if (statedMs === null) return null;
  if (upkeep === 'stream' && telling !== 'setting') return statedMs;
  const knownAtMs = telling === 'setting' ? readAtMs : Math.max(readAtMs ?? 0, toldUntilMs ?? 0);
  return knownAtMs === null || !isKnownTime(knownAtMs) ? null : Math.max(statedMs + followed.lateMs, nowMs - knownAtMs);
}

/** As `mostAgeMs`, of what only a list told. */
export function listedAgeMs(receivedAtMs: number, followed: Followed): number {
  return Math.max(longest(cadences.lists) + followed.lateMs, followed.nowMs - receivedAtMs);
}
