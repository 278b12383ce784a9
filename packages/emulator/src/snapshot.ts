// What is written on stop and read on start. Holds no key, token or password.

import { type Ladder, openLadder } from '@fairlead/policy';
import type { Consent } from './accounts/consents.ts';
import type { EmulatorSnapshot } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';
import { readLadder, type SavedLadder } from './enforcement/saved-ladder.ts';

export interface SavedState {
  readonly world: unknown;
  readonly activeTopics: readonly string[];
  /** Subscriptions that were removed and not activated again; not there in what was saved before they could be. */
  readonly removedTopics?: readonly string[];
  /** For how long nobody had read each subscription, ms; not there in what was saved before it was kept. */
  readonly idleTopicsMs?: Readonly<Record<string, number>>;
  /** Not there in what was saved before there were consents. */
  readonly consents?: readonly Consent[];
  /** By how much the chargers' clocks were wrong, ms; not there in what was saved before it was kept. */
  readonly chargersSkewMs?: number;
  /** Not there in what was saved before standings outlived a restart. */
  readonly standings?: SavedLadder;
}

/** What a new cloud goes on from. */
export interface EarlierState extends Omit<SavedState, 'standings'> {
  readonly standings: Ladder;
}

export function toSnapshot(savedAtMs: number, state: SavedState): EmulatorSnapshot {
  return { version: 1, savedAt: new Date(savedAtMs).toISOString(), world: state };
}

/** @throws EmulatorError `bad-snapshot`, `unreadable-snapshot` */
export function fromSnapshot(snapshot: EmulatorSnapshot): EarlierState {
  const state = snapshot.world as Partial<SavedState> | null;
  const consents = state?.consents ?? [];
  const removedTopics = state?.removedTopics ?? [];
  const idleTopicsMs = state?.idleTopicsMs ?? {};
  const chargersSkewMs = state?.chargersSkewMs ?? 0;
  const readable =
    state?.world != null &&
    Number.isFinite(chargersSkewMs) &&
    areTopics(state?.activeTopics) &&
    areTopics(removedTopics) &&
    areTimes(idleTopicsMs) &&
    areConsents(consents);
  if (snapshot.version !== 1 || !readable) {
    throw new EmulatorError(
      'bad-snapshot',
      'Failed to go on with the saved world: it was written by another version or is damaged. Start afresh without it.',
    );
  }
  const { world, activeTopics = [], standings } = state as Partial<SavedState>;
  return {
    ...{ world, activeTopics, removedTopics, idleTopicsMs, consents, chargersSkewMs },
    standings: standings === undefined ? openLadder() : readLadder(standings),
  };
}

function areTimes(saved: unknown): saved is Readonly<Record<string, number>> {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return false;
  return Object.values(saved).every((ms) => typeof ms === 'number' && ms >= 0);
}

function areTopics(saved: unknown): boolean {
  return Array.isArray(saved) && saved.every((topic) => typeof topic === 'string');
}

function areConsents(saved: unknown): saved is readonly Consent[] {
  return (
    Array.isArray(saved) &&
    saved.every(
      (one: Partial<Consent> | null) =>
        typeof one?.groupId === 'string' &&
        typeof one.installationId === 'string' &&
        typeof one.grantedAtMs === 'number',
    )
  );
}
