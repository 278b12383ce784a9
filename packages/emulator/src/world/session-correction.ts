// A record of a session that was wrong: it becomes void and names the one that took its place (zaptec-api.md §7.0). When
// and why the cloud does so is not told; here an operator does it, and the new record differs in its id and its times of
// taking in alone. Invariant: what was kept is kept, and no record is replaced twice.
import { sessionCommitMetadata as commitBits } from '@fairlead/protocol';
import { EmulatorError } from '../emulator-error.ts';
import type { ChargerContext } from './charger-context.ts';
import { type EndedSession, keepBounded } from './ended-session.ts';
import { derivedUuid } from './identity.ts';

/** Id of the record that is good from now on. */
export function replaceSession({ state, surroundings }: ChargerContext, sessionId: string, nowMs: number): string {
  const place = state.ended.findIndex(({ id }) => id === sessionId);
  const wrong = state.ended[place];
  if (wrong === undefined || wrong.replacedBy !== undefined) {
    throw new EmulatorError(
      'unknown-session',
      `Failed to replace session ${sessionId}: it has not ended since this world was opened, or was replaced before. Give one that ended and is not void.`,
    );
  }
  const id = derivedUuid(surroundings.seed, `session/${sessionId}/corrected`);
  const right: EndedSession = { ...wrong, id, committedUs: surroundings.time.wallMs(nowMs) * 1000 };
  state.ended[place] = { ...wrong, commit: wrong.commit | commitBits.Void, replacedBy: id };
  keepBounded(state.ended, right, surroundings.endedKept);
  return id;
}
