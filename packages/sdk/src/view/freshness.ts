// How far a charger's values can be trusted now: four words from its signs of life and from whether its stream is up.
import type { MirrorView, StreamSourceStatus, StreamState } from '../account.ts';
import { clockToleranceMs } from '../mirror/receive.ts';
import { mustFit } from '../must-fit.ts';
import { ableTo, fields, firstOf, flag, listOf, number, orNull, text } from '../value-check.ts';

/**
 * `live`: its stream is up and it was heard of within 20 min. `recent`: a value came, or its state was read, within 15 min.
 * `stale`: neither. `unknown`: nothing was ever told of it. Source: zaptec-api.md §4.5, §4.6.
 */
export type Freshness = 'live' | 'recent' | 'stale' | 'unknown';

const instant = orNull(number);
const isMirror = ableTo('observations');
const isSigns = fields({ lastSeenAtMs: instant, lastReadAtMs: instant });
const isSources = listOf(fields({ bus: text, scope: text, state: text }));
const isInstallation = orNull(text);

const liveForMs = 20 * 60_000;
const recentForMs = 15 * 60_000;

/** What is known of when a charger was heard of. Instants in ms since 1970 UTC. */
export interface Signs {
  /** Newest event time of any value, pulse included; null when nothing was ever seen. */
  readonly lastSeenAtMs: number | null;
  /** When values were last received or read; null when never. */
  readonly lastReadAtMs: number | null;
  /** How the newest of them came; null where none did. */
  readonly lastVia: 'stream' | 'poll' | null;
}

/** The signs of a charger and the word for them. */
export interface ChargerStanding extends Signs {
  /** How far what is held can be trusted. */
  readonly freshness: Freshness;
}

/**
 * @param stateReadAtMs when its state was last read, also where the answer brought nothing new (`StateReads`)
 * @param nowMs by the clock that told the receipts: what came more than 5 min after it came before the clock was set back, and
 * counts only where there is nothing else. Default: no clock is looked at
 * @throws SdkError `invalid-option`
 */
export function signsOf(
  mirror: MirrorView,
  chargerId: string,
  stateReadAtMs: number | null,
  nowMs = Number.POSITIVE_INFINITY,
): Signs {
  mustFit(
    'tell the signs of a charger',
    firstOf([isMirror(mirror, 'mirror'), text(chargerId, 'chargerId'), instant(stateReadAtMs, 'stateReadAtMs')]),
  );
  const all = [...mirror.observations(chargerId).values()];
  const isPast = (atMs: number): boolean => atMs <= nowMs + clockToleranceMs;
  const past = all.filter(({ receivedAtMs }) => isPast(receivedAtMs));
  const told = past.length > 0 ? past : all;
  let lastSeenAtUs: number | null = null;
  let lastReadAtMs = stateReadAtMs !== null && (isPast(stateReadAtMs) || past.length === 0) ? stateReadAtMs : null;
  let lastVia: Signs['lastVia'] = lastReadAtMs === null ? null : 'poll';
  for (const { observedAtUs, receivedAtMs, via } of told) {
    // By a clock that is behind, no event is later than its receipt.
    const seenAtUs = isPast(observedAtUs / 1_000) ? observedAtUs : Math.min(observedAtUs, receivedAtMs * 1_000);
    if (lastSeenAtUs === null || seenAtUs > lastSeenAtUs) lastSeenAtUs = seenAtUs;
    if (lastReadAtMs !== null && receivedAtMs <= lastReadAtMs) continue;
    lastReadAtMs = receivedAtMs;
    lastVia = via;
  }
  return { lastSeenAtMs: lastSeenAtUs === null ? null : Math.floor(lastSeenAtUs / 1_000), lastReadAtMs, lastVia };
}

/**
 * The word for a charger’s signs at `nowMs`; see `Freshness`.
 *
 * @param aheadMs by how much the clock of `nowMs` is ahead of the cloud's, which tells when events were, ms; default 0
 * @throws SdkError `invalid-option`
 */
export function freshnessOf(signs: Signs, streamUp: boolean, nowMs: number, aheadMs = 0): Freshness {
  mustFit(
    'tell how fresh a charger is',
    firstOf([
      ...[isSigns(signs, 'signs'), flag(streamUp, 'streamUp'), number(nowMs, 'nowMs')],
      number(aheadMs, 'aheadMs'),
    ]),
  );
  const { lastSeenAtMs, lastReadAtMs } = signs;
  if (lastSeenAtMs === null && lastReadAtMs === null) return 'unknown';
  // A clock that is behind has bounded the events by their receipts (signsOf).
  const seenAtMs = lastSeenAtMs === null ? null : lastSeenAtMs + Math.max(0, aheadMs);
  if (streamUp && isWithin(seenAtMs, liveForMs, nowMs)) return 'live';
  return isWithin(lastReadAtMs, recentForMs, nowMs) ? 'recent' : 'stale';
}

/** A sign of a time still to come says nothing of now. */
function isWithin(atMs: number | null, forMs: number, nowMs: number): boolean {
  return atMs !== null && nowMs - atMs <= forMs && atMs - nowMs <= clockToleranceMs;
}

const up: Readonly<Record<StreamState, boolean>> = {
  live: true,
  quiet: true,
  off: false,
  connecting: false,
  stale: false,
  shared: false,
  down: false,
};

/**
 * Whether a source that carries this installation's chargers is up. A user group's bus carries all of its installations.
 *
 * @throws SdkError `invalid-option`
 */
export function streamUpFor(sources: readonly StreamSourceStatus[], installationId: string | null): boolean {
  mustFit(
    'tell whether a stream is up',
    firstOf([isSources(sources, 'sources'), isInstallation(installationId, 'installationId')]),
  );
  return sources.some(({ bus, scope, state }) => up[state] && (bus === 'group' || scope === installationId));
}
