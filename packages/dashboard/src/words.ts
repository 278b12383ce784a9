// Numbers and states in words a person reads at a glance.
import type { ChargerMode, ClauseVerdictView, Freshness, StreamState } from '@fairlead/gateway/contract';

export const modeInWords: Record<ChargerMode, string> = {
  unknown: 'Unknown',
  disconnected: 'No car',
  requesting: 'Car waiting',
  charging: 'Charging',
  finished: 'Finished',
  paused: 'Paused',
  'waiting-for-authorisation': 'Waiting for a card',
};

export const freshnessInWords: Record<Freshness, string> = {
  live: 'live',
  recent: 'read lately',
  stale: 'stale',
  unknown: 'never seen',
};

export const streamInWords: Record<StreamState, string> = {
  off: 'No stream: the cloud is asked now and then',
  connecting: 'Connecting to the service bus',
  live: 'Live: changes arrive by themselves',
  quiet: 'Live, and quiet',
  stale: 'Silent for long: checking',
  shared: 'Shared: somebody else reads this subscription',
  down: 'Cut: trying again',
};

export function powerText(powerW: number | null): string {
  if (powerW === null) return '–';
  return powerW < 1_000 ? `${Math.round(powerW)} W` : `${(powerW / 1_000).toFixed(2)} kW`;
}

export function energyText(energyKwh: number | null): string {
  return energyKwh === null ? '–' : `${energyKwh.toFixed(3)} kWh`;
}

/** Age of an instant: `3 s`, `12 min`, `5 h`, `3 days`. */
export function ageText(instant: string | null, nowMs: number): string {
  if (instant === null) return 'never';
  const ageS = Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 1_000));
  if (ageS < 100) return `${ageS} s`;
  if (ageS < 100 * 60) return `${Math.floor(ageS / 60)} min`;
  if (ageS < 48 * 3_600) return `${Math.floor(ageS / 3_600)} h`;
  return `${Math.floor(ageS / 86_400)} days`;
}

/** `3 s ago`, or `never`. */
export function agoText(instant: string | null, nowMs: number): string {
  return instant === null ? 'never' : `${ageText(instant, nowMs)} ago`;
}

/** Time until an instant, in whole seconds; null when it has passed or there is none. */
export function untilText(instant: string | null, nowMs: number): string | null {
  if (instant === null) return null;
  const leftMs = Date.parse(instant) - nowMs;
  return leftMs > 0 ? `${Math.ceil(leftMs / 1_000)} s` : null;
}

/** All verdicts in one line: `Fair use: 6 clauses kept, 2 not seen`. */
export function verdictsInWords(clauses: readonly ClauseVerdictView[]): string {
  const words = {
    broken: 'broken',
    kept: 'kept',
    'cannot-tell': 'cannot be told',
    'not-applicable': 'without a case so far',
  } as const;
  const parts = (Object.keys(words) as (keyof typeof words)[])
    .map((verdict) => ({ verdict, count: clauses.filter((clause) => clause.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ verdict, count }, index) =>
        `${count}${index === 0 ? (count === 1 ? ' clause' : ' clauses') : ''} ${words[verdict]}`,
    );
  return parts.length === 0 ? 'Fair use: nothing judged yet' : `Fair use: ${parts.join(', ')}`;
}
