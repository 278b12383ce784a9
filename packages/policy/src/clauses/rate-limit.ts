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
    "A call waits until its account's bucket has a request left: 15 fit, 10 come back each second, and a client keeps to 12 and 9.9. Logins are not counted.",
  judged:
    "Every call but logins goes into its account's bucket at the instant at which it was sent; what does not fit offends. Refusals that the calls shown do not explain point to another program on the account, and nobody can tell then.",
  examples: {
    keeps: `
      0     command c1 x=15
      0.1   command c2
      0.2   command c3`,
    breaks: `
      0     command c1 x=15
      0.05  command c2 429 after=1`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class === 'token') return null;
    const untilMs = fitsAtMs(ledger.bucket, nowMs);
    return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'rate-limit' } : null;
  },
  due: null,
};
