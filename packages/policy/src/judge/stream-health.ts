// Since when a stream has told of a charger without a loss, as the history shows it.
import type { StreamFact } from '../fact.ts';

/** Streams that one account may have open at once (64 by design), sixteen times over. 1,024 × about 150 bytes = 0.15 MB. */
const maxStreams = 1024;

/** A scope that was lost or refused stays here with `sinceMs` null until it is read again. */
interface StreamSeen {
  sinceMs: number | null;
}

export interface StreamHealth {
  /** By kind of bus, then by scope: a key made of both would have to be made and hashed for every message. */
  readonly streams: Readonly<Record<StreamFact['bus'], Map<string, StreamSeen>>>;
  missing: number;
  /** Latest instant at which a missing stream was read again. */
  mendedAtMs: number;
  /** Earliest opening of the streams that are open, of all and of groups alone; null while none is. */
  firstOfAllMs: number | null;
  firstOfGroupsMs: number | null;
}

export function unseenStreams(): StreamHealth {
  return {
    streams: { group: new Map(), installation: new Map() },
    missing: 0,
    mendedAtMs: Number.NEGATIVE_INFINITY,
    firstOfAllMs: null,
    firstOfGroupsMs: null,
  };
}

export function noteStream(health: StreamHealth, { bus, scope, event, atMs }: StreamFact): void {
  const seen = health.streams[bus].get(scope);
  const reads = event === 'opened' || event === 'message';
  if (seen === undefined) {
    if (seenIn(health) < maxStreams) health.streams[bus].set(scope, { sinceMs: reads ? atMs : null });
  } else if (event === 'message' && seen.sinceMs !== null) {
    return;
  } else {
    if (reads && seen.sinceMs === null) health.mendedAtMs = atMs;
    seen.sinceMs = reads ? atMs : null;
  }
  sumUp(health);
}

/** Null where nothing shows that an open stream tells of this installation's chargers; `installationId` null: not known. */
export function healthySinceMs(health: StreamHealth, installationId: string | null): number | null {
  if (seenIn(health) === 0) return null;
  const own = installationId === null ? undefined : health.streams.installation.get(installationId);
  if (own !== undefined && own.sinceMs !== null) return own.sinceMs;
  const first = installationId === null ? health.firstOfAllMs : health.firstOfGroupsMs;
  return first === null || health.missing > 0 ? null : Math.max(first, health.mendedAtMs);
}

function sumUp(health: StreamHealth): void {
  health.missing = 0;
  health.firstOfAllMs = null;
  health.firstOfGroupsMs = null;
  for (const { sinceMs } of health.streams.group.values()) {
    if (sinceMs === null) health.missing += 1;
    else health.firstOfGroupsMs = Math.min(sinceMs, health.firstOfGroupsMs ?? sinceMs);
  }
  health.firstOfAllMs = health.firstOfGroupsMs;
  for (const { sinceMs } of health.streams.installation.values()) {
    if (sinceMs === null) health.missing += 1;
    else health.firstOfAllMs = Math.min(sinceMs, health.firstOfAllMs ?? sinceMs);
  }
}

function seenIn({ streams }: StreamHealth): number {
  return streams.group.size + streams.installation.size;
}
