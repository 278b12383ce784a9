// What is written on stop and read on start. Holds no key, token or password.
import type { Consent } from './accounts/consents.ts';
import type { EmulatorSnapshot } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';

export interface SavedState {
  readonly world: unknown;
  readonly activeTopics: readonly string[];
  /** Subscriptions that were removed and not activated again; not there in what was saved before they could be. */
  readonly removedTopics?: readonly string[];
  /** For how long nobody had read each subscription, ms; not there in what was saved before it was kept. */
  readonly idleTopicsMs?: Readonly<Record<string, number>>;
  /** Not there in what was saved before there were consents. */
  readonly consents?: readonly Consent[];
}

export function toSnapshot(savedAtMs: number, state: SavedState): EmulatorSnapshot {
  return { version: 1, savedAt: new Date(savedAtMs).toISOString(), world: state };
}

export function fromSnapshot(snapshot: EmulatorSnapshot): SavedState {
  const state = snapshot.world as Partial<SavedState> | null;
  const consents = state?.consents ?? [];
  const removedTopics = state?.removedTopics ?? [];
  const idleTopicsMs = state?.idleTopicsMs ?? {};
  const readable =
    Array.isArray(state?.activeTopics) &&
    Array.isArray(removedTopics) &&
    areTimes(idleTopicsMs) &&
    areConsents(consents);
  if (snapshot.version !== 1 || !readable) {
    throw new EmulatorError(
      'bad-snapshot',
      'Failed to go on with the saved world: it was written by another version or is damaged. Delete the file to start afresh.',
    );
  }
  return { world: state.world, activeTopics: state.activeTopics, removedTopics, idleTopicsMs, consents };
}

function areTimes(saved: unknown): saved is Readonly<Record<string, number>> {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return false;
  return Object.values(saved).every((ms) => typeof ms === 'number' && ms >= 0);
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
