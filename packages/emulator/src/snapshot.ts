// What is written on stop and read on start. Holds no key, token or password.
import type { EmulatorSnapshot } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';

export interface SavedState {
  readonly world: unknown;
  readonly activeTopics: readonly string[];
}

export function toSnapshot(savedAtMs: number, state: SavedState): EmulatorSnapshot {
  return { version: 1, savedAt: new Date(savedAtMs).toISOString(), world: state };
}

export function fromSnapshot(snapshot: EmulatorSnapshot): SavedState {
  const state = snapshot.world as Partial<SavedState> | null;
  if (snapshot.version !== 1 || !state || typeof state !== 'object' || !Array.isArray(state.activeTopics)) {
    throw new EmulatorError(
      'bad-snapshot',
      'Failed to go on with the saved world: it was written by another version or is damaged. Delete the file to start afresh.',
    );
  }
  return { world: state.world, activeTopics: state.activeTopics };
}
