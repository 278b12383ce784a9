// §2, §4: no login while a valid token is held.
import type { Clause } from '../clause.ts';

/** How long to wait before asking again while a login of the same account is under way. */
const askAgainMs = 250;

export const tokenReuse: Clause = {
  id: 'token-reuse',
  kind: 'limit',
  title: 'Use a token for its whole life',
  section: ['2', '4'],
  why: 'A token is good for about a day; a login per call doubles the load and hands the password around needlessly.',
  source: { kind: 'published', where: 'docs/api-usage-guidelines; zaptec-api.md §1.1 rule 8', date: '2026-11-22' },
  appliesTo: ['token'],
  limits: [
    { name: 'logins per token life, beyond one per 401', value: 1, unit: 'logins per token life', source: 'published' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Keep the access token until it expires or a call is answered 401, and share it among all parts of the program.',
  decided:
    'While a token is held that has not ended and was not refused with 401, no login is sent: what is held is the answer, and whoever lost it waits until it ends. While one login of the account is under way, another waits.',
  judged:
    'Each login of an account within the life of the token before it, beyond one after a call was answered 401. Where no answer told how long a token lives, or whose login it was, this cannot be told.',
  examples: {
    keeps: `
      0      login life=86399
      500    detail c1 401
      501    login life=86399
      87000  login life=86399`,
    breaks: `
      0     login life=86399
      3600  login life=86399`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'token') return null;
    if (ledger.tokens.loginUnderWay(intent.accountId, nowMs)) {
      return { kind: 'wait', untilMs: nowMs + askAgainMs, clause: 'token-reuse' };
    }
    const heldUntilMs = ledger.tokens.heldUntilMs(intent.accountId, nowMs);
    if (heldUntilMs <= nowMs) return null;
    return intent.heldSinceMs === null
      ? { kind: 'wait', untilMs: heldUntilMs, clause: 'token-reuse' }
      : { kind: 'local', freshUntilMs: heldUntilMs, clause: 'token-reuse' };
  },
  due: null,
};
