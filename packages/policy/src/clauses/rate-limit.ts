// §2: stay inside the standard limit of requests per account.
import type { Clause } from '../clause.ts';
import { fitsAtMs } from '../ledger/bucket.ts';
import { generalAccess } from '../terms.ts';

export const rateLimit: Clause = {
  id: 'rate-limit',
  kind: 'limit',
  title: 'Stay inside the standard limit of requests per account',
  section: ['2'],
  why: 'All accounts share one cloud; what one takes beyond its share, the others wait for.',
  source: { kind: 'policy', where: 'Fair Use policy §2, Rate Limits; docs/api-rate-limiting', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [
    { name: 'rate', value: generalAccess.ratePerSecond, unit: 'requests/s', source: 'policy' },
    { name: 'burst', value: generalAccess.burst, unit: 'requests', source: 'published' },
  ],
  severity: 'minor',
  escalates: { to: 'major', when: 'refusals repeat', seenBy: 'judge' },
  implies: [],
  remedy: 'Send every call of the account through one governor that keeps to 9.9 requests a second with a burst of 12.',
  decided:
    'A call waits until a request has come back: 10 a second and 15 at once for the account, 9.9 and 12 with the margin that a client keeps. A client that starts begins with an empty bucket. Logins wait for token-rate alone.',
  judged:
    'Each call that comes when the bucket of its account is spent, whether the cloud refused it or not; refusals a second or more after the first make it major. Refusals that the calls shown do not explain point to another program on the account: then nobody can tell.',
  examples: {
    keeps: '0    priority s1 x=15\n0.1  priority s1\n0.2  priority s1',
    breaks: '0    priority s1 x=15\n0.1  priority s1 x=2',
  },
  ask(ledger, intent, nowMs) {
    if (intent.class === 'token') return null;
    const untilMs = fitsAtMs(ledger.bucket, nowMs);
    return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'rate-limit' } : null;
  },
  due: null,
};
