// How far apart the states of each charger and each session are read, against the floors of polling.
import {
  chargingFloorMs,
  idleFloorMs,
  leastPollingMs,
  streamedFloorMs,
  streamSettlesMs,
} from '../clauses/polling-floors.ts';
import type { CallFact, Known } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { wasServed } from './answer.ts';
import { writtenByReceiver } from './count.ts';
import { type Distance, free, opened } from './distance.ts';
import { healthySinceMs, type StreamHealth, unseenStreams } from './stream-health.ts';
import { noteWrite, openedBy, type WritesToFollow } from './writes-to-follow.ts';

/** Reads of 600 s at the limit are 6,015; 8,192 × about 200 bytes = 1.6 MB an account. */
const maxChargers = 8192;
/** Reads of 60 s at the limit are 615; 1,024 × about 120 bytes = 0.1 MB an account. */
const maxSessions = 1024;

interface ChargerReads {
  latestAtMs: number;
  /** The latest that no write had opened. */
  regularAtMs: number;
  charging: Known;
}

export interface Polling {
  readonly chargers: Map<string, ChargerReads>;
  readonly sessions: Map<string, number>;
  readonly health: StreamHealth;
  readonly writes: WritesToFollow;
}

export function noPolling(): Polling {
  return { chargers: new Map(), sessions: new Map(), health: unseenStreams(), writes: new Map() };
}

const unknownCause = 'why a state was read: the receiver cannot see whether the read followed a command or an update';

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
  const before = polling.chargers.get(charger);
  const distance = before === undefined ? free : distanceOf(polling, before, read);
  if (wasServed(read)) remember(polling, charger, before, read, distance);
  return distance;
}

function distanceOf(polling: Polling, before: ChargerReads, read: CallFact): Distance {
  const healthyMs = healthySinceMs(polling.health, read.installationId);
  const healthy = healthyMs !== null && read.sentAtMs >= healthyMs + streamSettlesMs;
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
  chargers.delete(charger);
  chargers.set(charger, reads);
  dropOldest(chargers, maxChargers);
}

function lookAtSession({ sessions }: Polling, read: CallFact, session: string): Distance {
  const beforeAtMs = sessions.get(session);
  if (wasServed(read)) {
    sessions.delete(session);
    sessions.set(session, read.sentAtMs);
    dropOldest(sessions, maxSessions);
  }
  if (beforeAtMs === undefined) return free;
  const gapMs = read.sentAtMs - beforeAtMs;
  const floorMs = chargingFloorMs;
  return gapMs >= floorMs
    ? { kind: 'kept', gapMs, floorMs }
    : { kind: 'early', gapMs, floorMs, before: 'this session was read' };
}
