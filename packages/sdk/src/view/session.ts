// The charge session that is open at a charger, from 721, 722 and 553.
import { cloudNumber, stateIds } from '@fairlead/protocol';
import type { Observed } from '../mirror/observed.ts';
import { withPersonal } from './personal.ts';

/** A session that is open. Source: zaptec-api.md §7.0. */
export interface OpenSession {
  /** The same as of the archived session that comes of it. */
  readonly id: string;
  /**
   * When its id was told, ms since 1970 UTC: at plug-in, or later where the charger said everything again.
   */
  readonly sinceMs: number;
  /** kWh so far; null where it was not told since the session is open. */
  readonly energyKwh: number | null;
  /**
   * Who charges: a card or a user, null before somebody was let in. Personal: not enumerable, so that what prints, logs,
   * spreads or serialises a session leaves it out.
   */
  readonly user: string | null;
}

export function sessionOf(held: (stateId: number) => Observed | undefined): OpenSession | null {
  const opened = held(stateIds.SessionIdentifier);
  if (!opened?.value) return null;
  const energy = held(stateIds.TotalChargePowerSession);
  const isOfThisOne = energy !== undefined && energy.observedAtUs >= opened.observedAtUs;
  const session = {
    id: opened.value,
    sinceMs: Math.floor(opened.observedAtUs / 1_000),
    energyKwh: isOfThisOne ? (cloudNumber(energy.value) ?? null) : null,
    user: held(stateIds.ChargerCurrentUserUuid)?.value || null,
  };
  return withPersonal(session, ['user']);
}
