// §2, Local State Management: the state endpoint is cached for 15 s; reading again sooner tells nothing new.
import type { Clause } from '../clause.ts';

/** The policy's own number. */
export const stateCacheMs = 15_000;

export const stateCache: Clause = {
  id: 'state-cache',
  kind: 'limit',
  title: 'Leave the state endpoint its 15 s cache',
  section: ['2'],
  why: 'Inside the window the cloud answers with what it said before; the call costs both sides and brings nothing.',
  source: { kind: 'policy', where: 'Fair Use policy §2, Local State Management', date: '2026-11-22' },
  appliesTo: ['state'],
  limits: [{ name: 'spacing of reads of one charger', value: stateCacheMs, unit: 'ms', source: 'policy' }],
  severity: 'minor',
  escalates: null,
  implies: [
    {
      clause: 'no-aggressive-polling',
      because: 'a read inside the 15 s of the cache is inside every floor of polling too',
    },
  ],
  remedy: 'Answer from the state you hold until it is 15 s old, and follow changes on the service bus.',
  decided:
    'A state read waits until 15 s after the read of the same charger before it, which counts when it is answered; what is held is the answer while it is younger than that. A read that failed does not count, one without an answer does.',
  judged:
    'The time between two reads of one charger is counted; a read that the cloud did not serve holds nothing to cache.',
  examples: {
    keeps: `
      0   state c1
      1   command c1
      15  state c1 cause=after-command`,
    breaks: `
      0   state c1
      5   state c1
      10  state c1`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'state') return null;
    const untilMs = ledger.reads.lastAtMs(intent, nowMs) + stateCacheMs;
    if (untilMs <= nowMs) return null;
    const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + stateCacheMs;
    return freshUntilMs > nowMs
      ? { kind: 'local', freshUntilMs, clause: 'state-cache' }
      : { kind: 'wait', untilMs, clause: 'state-cache' };
  },
  due: null,
};
