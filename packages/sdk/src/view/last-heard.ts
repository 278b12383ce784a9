// When a charger was last heard of while the stream tells of it, and whether its silence means that it is offline.
import { stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import { type Followed, missedPulsesMs, tellingOf } from './stated-age.ts';

export interface LastHeard {
  readonly atMs: number;
  /** Within two pulses. */
  readonly isRecent: boolean;
  /** It sends pulses, and two of them were missing while the stream was well: it is offline. */
  readonly isSilent: boolean;
}

/** An event may be this much older than its receipt, or its charger's clock behind by so much: 5 min, as ahead. */
const toleranceMs = 300_000;

/**
 * Null where silence says nothing: no stream tells of the charger, or nothing was ever told. What waited at the broker counts from
 * the time of the event, which the cloud's clock told and not the one that receipts go by.
 */
export function lastHeard(chargerId: string, mirror: MirrorView, followed: Followed | null): LastHeard | null {
  if (followed?.upkeep !== 'stream' && followed?.upkeep !== 'changing') return null;
  const { aheadMs = 0 } = followed;
  let atMs: number | null = null;
  for (const [stateId, { via, receivedAtMs, observedAtUs }] of mirror.observations(chargerId)) {
    if (!isSignOfLife(stateId)) continue;
    // What was read tells of its event alone: when it was read says nothing about the charger.
    const toldAtMs = Math.floor(observedAtUs / 1_000) + aheadMs;
    // Received before it was: the clock was set ahead since.
    const isMisdated = receivedAtMs < toldAtMs - toleranceMs;
    const heardAtMs = via === 'stream' && !isMisdated ? Math.min(receivedAtMs, toldAtMs + toleranceMs) : toldAtMs;
    if (atMs === null || heardAtMs > atMs) atMs = heardAtMs;
  }
  if (atMs === null) return null;
  const pulses = mirror.observation(chargerId, stateIds.Pulse) !== undefined;
  const { nowMs, upkeep, toldUntilMs } = followed;
  const listenedUntilMs = upkeep === 'stream' ? nowMs : (toldUntilMs ?? 0);
  return {
    atMs,
    isRecent: nowMs - atMs <= missedPulsesMs,
    isSilent: pulses && listenedUntilMs - atMs > missedPulsesMs,
  };
}

/** What the cloud computes, and what was written through the API, the charger did not say. */
function isSignOfLife(stateId: number): boolean {
  return tellingOf(stateId) === 'pushed' && stateId !== stateIds.IsOcppConnected;
}
