// §2, Efficient Data Retrieval: what makes the cloud fetch a lot is asked for one at a time, and again only after growing pauses.
import { backoff } from '../backoff.ts';
import type { Clause } from '../clause.ts';

/** Heavy calls of one installation that may be under way together. */
export const heavyAtOnce = 1;
/** A heavy call that was not answered for so long is given up. */
export const heavyGivenUpMs = 60_000;
/** A client gives up a second later, so that the cloud, too, has had the first one for 60 s when the next arrives. */
export const clientHeavyGivenUpMs = 61_000;
/** How long to wait before asking again while another one is under way. */
const askAgainMs = 250;

export const backoffHeavy: Clause = {
  id: 'backoff-heavy',
  kind: 'limit',
  title: 'Ask for heavy data one at a time, and again only after growing pauses',
  section: ['2'],
  why: 'History and reports make the cloud gather a lot; asked for twice at once, both come later, and so does all else.',
  source: {
    kind: 'policy',
    where: 'Fair Use policy §2, Efficient Data Retrieval: resource-intensive requests',
    date: '2026-11-22',
  },
  appliesTo: ['history', 'report'],
  limits: [
    { name: 'heavy calls under way at once', value: heavyAtOnce, unit: 'calls/installation', source: 'courtesy' },
    { name: 'a heavy call without an answer is given up', value: heavyGivenUpMs, unit: 'ms', source: 'courtesy' },
    { name: 'pause before the second try', value: backoff.baseMs, unit: 'ms', source: 'courtesy' },
    { name: 'longest pause', value: backoff.capMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Queue history and reports so that each installation has one under way, and repeat a failed one after 0.5 s, doubling.',
  decided:
    'A history or report call waits while another one of the same installation is under way, for 60 s at the most. The pauses between its tries are those of respect-refusal.',
  judged:
    'Each history or report call that was sent before the one of the same installation ahead of it was answered, and each try that came sooner after a failed one than the growing pause. Where neither installation nor resource is told, the account counts as one. The receiver cannot see `retryOf`, so it tells no tries.',
  examples: {
    keeps: '0    archived i1 window=48..24 ms=800\n1    archived i1 window=24..0 ms=800',
    breaks: '0    archived i1 window=48..24 ms=800\n0.2  archived i1 window=24..0 ms=800',
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'history' && intent.class !== 'report') return null;
    const patienceMs = ledger.exact ? heavyGivenUpMs : clientHeavyGivenUpMs;
    if (ledger.heavy.underWay(intent, nowMs, patienceMs) < heavyAtOnce) return null;
    return { kind: 'wait', untilMs: nowMs + askAgainMs, clause: 'backoff-heavy' };
  },
  due: null,
};
