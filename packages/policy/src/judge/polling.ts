// How far apart the states of each charger and each session are read, against the floors of polling.
import {
  chargingFloorMs,
  idleFloorMs,
  leastPollingMs,
  streamedFloorMs,
  streamSettlesMs,
} from '../clauses/polling-floors.ts';
import type { CallFact, Known } from '../fact.ts';
import { wasServed } from './answer.ts';
import { writtenByReceiver } from './count.ts';
import { type Distance, free, opened } from './distance.ts';
import { keepRead, type LatestReads, mayBeForgotten, noReads } from './latest-reads.ts';
import { healthySinceMs, type StreamHealth, unseenStreams } from './stream-health.ts';
import { noteWrite, openedBy, type WritesToFollow } from './writes-to-follow.ts';

/**
 * Reads of 600 s at the limit are 6,015. When the oldest eighth goes, 57,344 are left: 95 reads a second for 600 s, for
 * larger tiers. Beyond that it cannot be told. 65,536 × about 200 bytes = 13 MB an account that has so many.
 */
const maxChargers = 65_536;
/** Reads of 60 s at the limit are 615; 8,192 are 136 a second. 8,192 × about 120 bytes = 1 MB an account. */
const maxSessions = 8192;

interface ChargerReads {
  latestAtMs: number;
  /** The latest that no write had opened. */
  regularAtMs: number;
  charging: Known;
}

export interface Polling {
  readonly chargers: LatestReads<ChargerReads>;
  readonly sessions: LatestReads<number>;
  readonly health: StreamHealth;
  readonly writes: WritesToFollow;
}

export function noPolling(): Polling {
  return { chargers: noReads(), sessions: noReads(), health: unseenStreams(), writes: new Map() };
}

const unknownCause = 'why a state was read: the receiver cannot see whether the read followed a command or an update';

const manyChargers: Distance = {
  kind: 'forgotten',
  what: `when a charger's state was read before: more than ${maxChargers} chargers were read by turns`,
};
const manySessions: Distance = {
  kind: 'forgotten',
  what: `when a session was read before: more than ${maxSessions} sessions were read by turns`,
};

/** Takes note of a read or a write; null for what is no read of a state or a session. */
export function lookAtPolling(polling: Polling, fact: CallFact): Distance | null {
  switch (fact.class) {
    case 'state':
      return lookAtState(polling, fact);
    case 'history':
      return fact.path === '/api/session/{id}' && fact.resource !== null
        ? lookAtSession(polling, fact, fact.resource)
        : null;
    default:
      noteWrite(polling.writes, fact);
      return null;
  }
}

function lookAtState(polling: Polling, read: CallFact): Distance {
  const charger = read.resource ?? read.path;
  const before = polling.chargers.of.get(charger);
  const distance = before === undefined ? distanceOfUnknown(polling, read) : distanceOf(polling, before, read);
  if (wasServed(read)) remember(polling, charger, before, read, distance);
  return distance;
}

function distanceOfUnknown(polling: Polling, read: CallFact): Distance {
  const floorMs = isStreamed(polling, read) ? streamedFloorMs : read.charging === 'no' ? idleFloorMs : chargingFloorMs;
  return mayBeForgotten(polling.chargers, read.sentAtMs, floorMs) ? manyChargers : free;
}

function isStreamed({ health }: Polling, read: CallFact): boolean {
  const healthyMs = healthySinceMs(health, read.installationId);
  return healthyMs !== null && read.sentAtMs >= healthyMs + streamSettlesMs;
}

function distanceOf(polling: Polling, before: ChargerReads, read: CallFact): Distance {
  const healthy = isStreamed(polling, read);
  const idle = before.charging === 'no' && read.charging === 'no';
  const floorMs = healthy ? streamedFloorMs : idle ? idleFloorMs : chargingFloorMs;
  const gapMs = read.sentAtMs - before.regularAtMs;
  const sinceLatestMs = read.sentAtMs - before.latestAtMs;
  const words = "this charger's state was read";
  if (sinceLatestMs < leastPollingMs) {
    const leastMs = gapMs < floorMs ? floorMs : leastPollingMs;
    return { kind: 'early', gapMs: sinceLatestMs, floorMs: leastMs, before: words };
  }
  if (gapMs >= floorMs) return { kind: 'kept', gapMs, floorMs };
  const write = openedBy(polling.writes, read, healthy, 0);
  const told = read.cause === 'after-command';
  if (write !== null && (told || writtenByReceiver(read))) {
    if (wasServed(read)) write.followed = true;
    return told ? opened : { kind: 'unclear', what: unknownCause };
  }
  return { kind: 'early', gapMs, floorMs, before: words };
}

function remember(
  { chargers }: Polling,
  charger: string,
  before: ChargerReads | undefined,
  read: CallFact,
  distance: Distance,
): void {
  const { sentAtMs, charging } = read;
  const reads = before ?? { latestAtMs: sentAtMs, regularAtMs: sentAtMs, charging };
  reads.latestAtMs = sentAtMs;
  reads.charging = charging;
  if (distance.kind !== 'opened' && distance.kind !== 'unclear') reads.regularAtMs = sentAtMs;
  keepRead(chargers, charger, reads, maxChargers, latestOf);
}

const latestOf = ({ latestAtMs }: ChargerReads): number => latestAtMs;
const asIs = (atMs: number): number => atMs;

function lookAtSession({ sessions }: Polling, read: CallFact, session: string): Distance {
  const floorMs = chargingFloorMs;
  const beforeAtMs = sessions.of.get(session);
  const forgotten = beforeAtMs === undefined && mayBeForgotten(sessions, read.sentAtMs, floorMs);
  if (wasServed(read)) keepRead(sessions, session, read.sentAtMs, maxSessions, asIs);
  if (beforeAtMs === undefined) return forgotten ? manySessions : free;
  const gapMs = read.sentAtMs - beforeAtMs;
  return gapMs >= floorMs
    ? { kind: 'kept', gapMs, floorMs }
    : { kind: 'early', gapMs, floorMs, before: 'this session was read' };
}
