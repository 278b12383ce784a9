// §2, Leverage Service Bus Subscriptions: whoever follows state learns of changes from the bus.
import type { Clause } from '../clause.ts';
import { installationStreams } from './stream-places.ts';

/** Trial time: so long may state be followed by reading alone, at the start and after a loss. */
export const trialMs = 3_600_000;
/** Reads further apart than this are no following. */
export const followingPauseMs = 3_600_000;

export const pushFirst: Clause = {
  id: 'push-first',
  kind: 'duty',
  title: 'Learn of changes from the service bus',
  section: ['2'],
  why: 'One subscription tells every change within seconds; reading for it asks the same question thousands of times.',
  source: { kind: 'policy', where: 'Fair Use policy §2, Leverage Service Bus Subscriptions', date: '2026-11-22' },
  appliesTo: ['state', 'stream-details'],
  limits: [
    { name: 'state followed without a stream', value: trialMs, unit: 'ms', source: 'courtesy', stricter: 'lower' },
    { name: 'reads further apart are no following', value: followingPauseMs, unit: 'ms', source: 'courtesy' },
    {
      name: 'streams of single installations that one account may have',
      value: installationStreams,
      unit: 'streams',
      source: 'courtesy',
      stricter: 'higher',
    },
  ],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy:
    'Fetch the messaging connection details and read the subscription of a user group, or of each installation whose state is read; keep state reads as a safety net of 600 s.',
  decided:
    'No call is stopped. Once the state of an installation has been followed for a while without a stream that tells of it, its stream is due: 1 h after the first read, or after the last such stream was lost. The open stream of a user group tells of every installation; where a read does not say of which installation it is, any open stream does. None is due for an installation whose stream the cloud refuses (403, or the bus says no) while it hands out that of no group, nor while it refuses a group and hands out nothing else; once it hands one out, 1 h begins then. Of single installations 64 streams are asked for; the others may be read at the floors.',
  judged:
    'A read of state offends when the state of its installation had then been followed for more than 1 h without an open stream that tells of it: its own, or that of any user group; reads more than 1 h apart are no following. Reads that name no installation are followed together, and any open stream tells of them. What was refused is not owed until it is handed out, a place is kept for a stream that was open and is refused now, and what is read beyond 64 streams of single installations is told beside the verdict. Without stream events in the evidence nobody can tell.',
  examples: {
    keeps: `
      0     state c1
      1800  state c1
      1900  stream opened
      5400  state c1`,
    breaks: `
      0     state c1
      1800  state c1
      3600  state c1
      3700  state c1`,
  },
  ask: () => null,
  due(ledger, nowMs) {
    return ledger.streams.missing(nowMs, followingPauseMs).map(({ installation, sinceMs }) => ({
      clause: 'push-first',
      act: 'open-stream',
      scope: installation,
      byMs: sinceMs + trialMs,
    }));
  },
};
