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
  implies: [],
  remedy: 'Answer from the state you hold until it is 15 s old, and follow changes on the service bus.',
  decided:
    "A read of a charger's state waits until 15 s have passed since that charger's last one, or is answered from what is held.",
  judged: "The time from each read of a charger's state that was served to the next read of it is counted.",
  examples: {
    keeps: `
      0   state c1
      5   state c2
      15  state c1`,
    breaks: `
      0  state c1
      5  state c1`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'state') return null;
    const untilMs = ledger.states.lastAtMs(intent.resource ?? intent.path) + stateCacheMs;
    if (untilMs <= nowMs) return null;
    const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + stateCacheMs;
    return freshUntilMs > nowMs
      ? { kind: 'local', freshUntilMs, clause: 'state-cache' }
      : { kind: 'wait', untilMs, clause: 'state-cache' };
  },
  due: null,
};
