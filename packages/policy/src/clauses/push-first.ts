// §2, Leverage Service Bus Subscriptions: whoever follows state learns of changes from the bus.
import type { Clause } from '../clause.ts';

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
  ],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy:
    'Fetch the messaging connection details and read the subscription; keep state reads as a safety net of 600 s.',
  decided:
    'No call is stopped. Once state has been followed for a while without a stream, a stream is due: 1 h after the first read, or after the last stream was lost. None is due while the cloud refuses the stream of every installation or group that was asked for (403, or the bus says no); once it hands one out, 1 h begins then.',
  judged:
    'A read of state offends when state had then been followed for more than 1 h without an open stream; reads more than 1 h apart are no following. An account that was refused every stream it asked for owes none until one is handed out, and without stream events in the evidence nobody can tell.',
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
    const missingSinceMs = ledger.streams.missingSinceMs(nowMs, followingPauseMs);
    if (missingSinceMs === null) return [];
    return [{ clause: 'push-first', act: 'open-stream', scope: null, byMs: missingSinceMs + trialMs }];
  },
};
