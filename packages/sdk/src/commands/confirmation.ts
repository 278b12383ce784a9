// Whether what was asked for can be seen. Only values received after the command left count: older ones prove nothing.
// 506 shows first as FinalStopActive = 1, about 5 s later as mode 5: only what charges no longer is paused.
// 507 shows as FinalStopActive = 0 with mode 2 or 3.
import { cloudFlag, cloudInteger, operatingModes, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';

/** Commands whose effect a charger's state shows. */
export type ShownCommand = 'pause' | 'resume';

/**
 * Whether the charger's state, as it is held, shows that a command sent at `sentAtMs` (ms since 1970 UTC) was carried
 * out.
 */
export function isConfirmed(command: ShownCommand, mirror: MirrorView, chargerId: string, sentAtMs: number): boolean {
  const modeHeld = mirror.observation(chargerId, stateIds.ChargerOperationMode);
  const stopHeld = mirror.observation(chargerId, stateIds.FinalStopActive);
  const since = (held: Observed | undefined): boolean => held !== undefined && held.receivedAtMs >= sentAtMs;
  const mode = cloudInteger(modeHeld?.value);
  const stopped = cloudFlag(stopHeld?.value);
  switch (command) {
    case 'pause':
      return (
        mode !== operatingModes.Connected_Charging &&
        ((stopped === true && (since(stopHeld) || since(modeHeld))) ||
          (since(modeHeld) && mode === operatingModes.Connected_Finished))
      );
    case 'resume': {
      const runs = mode === operatingModes.Connected_Requesting || mode === operatingModes.Connected_Charging;
      return runs && stopped === false && (since(modeHeld) || since(stopHeld));
    }
  }
}
