// Whether a charger is online. The cloud computes it, and whether it pushes it is not known (zaptec-api.md §4.6): while a
// stream tells of the charger, what was heard of it lately says more than what was read of it once.
import { cloudFlag, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { lastHeard } from './last-heard.ts';
import { type Followed, missedPulsesMs, statedAges } from './stated-age.ts';
import { listedAt, nothingTold, type Told, told, withAge } from './told.ts';

export function onlineOf(row: ChargerRow, mirror: MirrorView, followed: Followed | null): Told<boolean> {
  const said = saidOf(row, mirror);
  const heard = lastHeard(row.id, mirror, followed);
  if (followed === null || heard === null) return withAge(stateIds.IsOnline, said, followed);
  const saidAtMs = said.receivedAtMs ?? 0;
  const derived = {
    observedAtMs: heard.atMs,
    receivedAtMs: heard.atMs,
    via: 'stream',
    mostAgeMs: missedPulsesMs,
  } as const;
  if (heard.isRecent && heard.atMs >= saidAtMs) return { ...derived, value: true };
  if (followed.nowMs - saidAtMs <= missedPulsesMs) return { ...said, mostAgeMs: missedPulsesMs };
  if (heard.isSilent) return { ...derived, value: false };
  if (followed.upkeep === 'changing') return withAge(stateIds.IsOnline, said, followed);
  // Silence of a charger that sends no pulses says nothing: what was read stands, as old as reads get.
  const readMs = statedAges.setting.stream ?? 0;
  return { ...said, mostAgeMs: Math.max(readMs + followed.lateMs, followed.nowMs - (followed.readAtMs ?? saidAtMs)) };
}

/** Until it was observed, the row of the list serves. */
function saidOf({ id, row, readAtMs }: ChargerRow, mirror: MirrorView): Told<boolean> {
  const observed = mirror.observation(id, stateIds.IsOnline);
  if (observed) return told(observed, (text) => cloudFlag(text) ?? null);
  const listed = cloudFlag(row['IsOnline']);
  return listed === undefined ? nothingTold : { ...listedAt(readAtMs), value: listed };
}
