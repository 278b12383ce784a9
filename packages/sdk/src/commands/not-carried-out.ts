// Whether the state shows that a pause or resume of unknown outcome was not carried out. Only then may it go again.
// Invariant: silence proves nothing. What counts was observed, or read, after the command would have shown: by the cloud's clock and
// by our own, as either may be wrong. Of a charger that is offline a read tells what was the case before: it proves nothing either.
import { cloudFlag, cloudInteger, cloudNumber, operatingModes, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Left } from './left.ts';

/** 718 shows after 0.5 s and 710 after 5 s (zaptec-api.md §5.4); thrice that covers charger clocks that are a little off. */
export const settledAfterMs = 15_000;
/** A state read may be answered from a cache of 15 s: only what left after that tells of the time since. */
export const cacheMs = 15_000;
/** Between idle noise, 2 to 3 W (§8.7), and the least that charges, 6 A or 1.4 kW (§6.2). */
const flowingW = 100;

export interface Evidence {
  /** By the policy's time, as `readAtMs`. */
  readonly sentAtMs: number;
  readonly left: Left;
  /** When the last state read left that was answered and is in the mirror; null where none was. */
  readonly readAtMs: number | null;
}

export function isNotCarriedOut(
  command: 'pause' | 'resume',
  mirror: MirrorView,
  chargerId: string,
  { sentAtMs, left, readAtMs }: Evidence,
): boolean {
  const { ChargerOperationMode, FinalStopActive, IsOnline, TotalChargePower } = stateIds;
  const mode = cloudInteger(mirror.observation(chargerId, ChargerOperationMode)?.value);
  const stopped = cloudFlag(mirror.observation(chargerId, FinalStopActive)?.value);
  const isOffline = cloudFlag(mirror.observation(chargerId, IsOnline)?.value) === false;
  const isRead = !isOffline && readAtMs !== null && readAtMs >= sentAtMs + settledAfterMs + cacheMs;
  const isObserved = (stateId: number): boolean => {
    const held = mirror.observation(chargerId, stateId);
    if (held === undefined || held.clockSuspect) return false;
    const isReceived = held.receivedAtMs >= left.leftAtMs + settledAfterMs;
    return isReceived && held.observedAtUs / 1_000 >= left.cloudAtMs + settledAfterMs;
  };
  switch (command) {
    case 'pause': {
      const power = cloudNumber(mirror.observation(chargerId, TotalChargePower)?.value) ?? 0;
      const flows = isObserved(TotalChargePower) && power >= flowingW;
      return mode === operatingModes.Connected_Charging && stopped === false && (isRead || flows);
    }
    case 'resume':
      return mode === operatingModes.Connected_Finished && stopped === true && (isRead || isObserved(FinalStopActive));
  }
}
