// §2, §5: never poll to detect changes. Floors between two reads of one charger's state, and of one session; and how often
// the connection details of one stream are read.
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isSession, stateFloorMs } from '../ledger/read-words.ts';
import {
  chargingFloorMs,
  clientOpeningKeptMs,
  detailsAtMost,
  detailsWithinMs,
  idleFloorMs,
  leastPollingMs,
  openingKeptMs,
  streamedFloorMs,
  streamSettlesMs,
} from './polling-floors.ts';

export const noAggressivePolling: Clause = {
  id: 'no-aggressive-polling',
  kind: 'limit',
  title: 'Never poll to detect changes',
  section: ['2', '5'],
  why: 'A fleet that is asked every few seconds whether something changed costs the cloud more than all its commands, and learns less than one subscription tells.',
  source: {
    kind: 'policy',
    where: 'Fair Use policy §2, Do Not Use Aggressive Polling, and §5; zaptec-api.md §1.1 rules 9 and 10',
    date: '2026-11-22',
  },
  appliesTo: ['state', 'history', 'stream-details'],
  limits: [
    { name: 'reads of one charger, at the very least', value: leastPollingMs, unit: 'ms', source: 'policy' },
    { name: 'while charging, or where that is not known', value: chargingFloorMs, unit: 'ms', source: 'observed' },
    { name: 'while idle', value: idleFloorMs, unit: 'ms', source: 'observed' },
    { name: 'while a stream is healthy', value: streamedFloorMs, unit: 'ms', source: 'published' },
    {
      name: 'a stream open for so long is healthy',
      value: streamSettlesMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    {
      name: 'an accepted write opens one read for',
      value: openingKeptMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    {
      name: 'an accepted write opens one read for, as clients count',
      value: clientOpeningKeptMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    { name: "reads of one stream's connection details", value: detailsAtMost, unit: 'calls', source: 'courtesy' },
    { name: 'connection details are counted within', value: detailsWithinMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'major',
  escalates: null,
  implies: [
    {
      clause: 'state-cache',
      because: 'reads of one charger less than 15 s apart lie inside the cache of the state endpoint too',
    },
  ],
  remedy:
    'Read the subscription and keep state reads as a safety net: 600 s apart while it is read or no car charges, 60 s while one does; connect again after pauses that double up to 60 s.',
  decided:
    'A state read waits until 600 s after the read of this charger before it while a stream is open or the intent says that no car charges, else 60 s; a session is read again after 60 s. The connection details of one stream are read at most 40 times within 10 minutes, which no client hits that backs off between two connects; the next one waits. One read after an accepted write goes 15 s after the read before it, once for each write: after a charger update always, after a command only while no stream is open. A read without an answer counts as made. What is held is the answer while it is younger than the floor.',
  judged:
    'The time between two served reads of one charger is counted. 600 s are asked where a stream of its installation, or any stream while none is lost, had been open for 60 s, and where both reads say that no car charged; else 60 s. The connection details of one stream may be served 40 times within 10 minutes; each further read is one too many. A read that an accepted write of the hour before opened is let pass from 15 s on and leaves the count as it was. Where the receiver wrote the facts it cannot see whether a read followed a write, and says so.',
  examples: {
    keeps: `
      0     state c1 charging=yes
      60    state c1 charging=yes
      120   stream opened
      720   state c1 charging=no
      1320  state c1 charging=no`,
    breaks: `
      0   state c1 charging=yes
      30  state c1 charging=yes
      60  state c1 charging=yes`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class === 'stream-details') return connecting(ledger, intent, nowMs);
    const isState = intent.class === 'state';
    if (!isState && !isSession(intent)) return null;
    const lastAtMs = ledger.reads.lastAtMs(intent, nowMs);
    if (lastAtMs === Number.NEGATIVE_INFINITY) return null;
    const liveFromMs = isState ? ledger.reads.liveFromMs(intent.installationId, nowMs) : Number.POSITIVE_INFINITY;
    // A floor may rise while one waits, when a stream settles or an opening is forgotten; it never falls.
    let untilMs = nowMs;
    let floorMs = floorAt(ledger, intent, untilMs, liveFromMs);
    while (lastAtMs + floorMs > untilMs) {
      untilMs = lastAtMs + floorMs;
      floorMs = floorAt(ledger, intent, untilMs, liveFromMs);
    }
    return untilMs > nowMs ? spaced(intent, floorMs, untilMs, nowMs) : null;
  },
  due: null,
};

/** What is held is no answer: the details may change with each connect. */
function connecting({ connects }: Ledger, intent: Intent, nowMs: number): Decision | null {
  const untilMs = connects.oldestOfFreeAtMs(intent, nowMs) + detailsWithinMs;
  return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'no-aggressive-polling' } : null;
}

function spaced(intent: Intent, floorMs: number, untilMs: number, nowMs: number): Decision {
  const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + floorMs;
  return freshUntilMs > nowMs
    ? { kind: 'local', freshUntilMs, clause: 'no-aggressive-polling' }
    : { kind: 'wait', untilMs, clause: 'no-aggressive-polling' };
}

function floorAt({ reads }: Ledger, intent: Intent, atMs: number, liveFromMs: number): number {
  const live = atMs >= liveFromMs;
  const afterWrite = intent.cause === 'after-command' && intent.class === 'state' && intent.resource !== null;
  if (afterWrite && reads.openings.openedBy(intent.resource, atMs, live) !== null) return leastPollingMs;
  return isSession(intent) ? chargingFloorMs : stateFloorMs(live, intent.charging);
}
