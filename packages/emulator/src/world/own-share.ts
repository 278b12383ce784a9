// What a charger takes that nobody shares current with: offline, or under OCPP native (zaptec-api.md §3.21, §6.3). Pure.
import { leastShareA } from './load-sharing.ts';

export interface OnItsOwn {
  readonly online: boolean;
  /** The most that car, cable and charger take, A. */
  readonly wantsA: number;
  /** What it had when it was left alone, A. */
  readonly heldA: number;
  /** Setting of the charger: −1 automatic. */
  readonly offlineCurrentA: number;
  /** Setting of the installation: offline chargers give the minimum. */
  readonly minPowerOffline: boolean;
  /** What each charger of the installation would have if all charged, A. */
  readonly evenShareA: number;
}

/** 0 or at least 6 A, in tenths. */
export function ownShareA(question: OnItsOwn): number {
  const shareA = Math.floor(Math.min(question.wantsA, offeredA(question)) * 10) / 10;
  return shareA < leastShareA ? 0 : shareA;
}

function offeredA({ online, wantsA, heldA, offlineCurrentA, minPowerOffline, evenShareA }: OnItsOwn): number {
  if (online) return wantsA;
  if (offlineCurrentA >= 0) return offlineCurrentA;
  if (minPowerOffline) return leastShareA;
  // Automatic: the even share, which together with those of the others never exceeds what there is. What it had already
  // was within that too, so of this it keeps the minimum.
  return Math.max(evenShareA, Math.min(heldA, leastShareA));
}
