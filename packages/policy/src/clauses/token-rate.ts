// §2: the same courtesy at login, which the cloud limits on its own, per client address.
import type { Clause } from '../clause.ts';
import { oneAddress } from '../ledger/ledger.ts';

/** Published: one login a second per address. */
export const loginSpacingMs = 1000;
/** What clients are told to keep (zaptec-api.md §1.1 rule 6). */
export const clientSpacingMs = 1100;

export const tokenRate: Clause = {
  id: 'token-rate',
  kind: 'limit',
  title: 'Leave a second between two logins',
  section: ['2'],
  why: 'The login service is smaller than the API; a burst of logins shuts everybody behind the same address out.',
  source: { kind: 'published', where: 'docs/api-rate-limiting; zaptec-api.md §1.1 rules 6 and 7', date: '2026-11-22' },
  appliesTo: ['token'],
  limits: [
    { name: 'spacing', value: loginSpacingMs, unit: 'ms', source: 'published' },
    { name: 'spacing kept by clients', value: clientSpacingMs, unit: 'ms', source: 'published' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Log in through one door per address, one login at a time, at least 1.1 s apart.',
  decided:
    'A login waits until 1 s has passed since the login before it from the same address, and 1.1 s after its answer where a client asks, so that the second is kept however long the way takes.',
  judged:
    'The time between two logins from one address, whether they brought a token or not. Where only the client wrote, its account stands for the address.',
  examples: {
    keeps: `
      0    login 400
      1.1  login 400`,
    breaks: `
      0    login 400
      0.6  login 503`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'token') return null;
    const lastAtMs = ledger.logins.lastAtMs(intent.clientAddress ?? oneAddress, nowMs);
    const spacedUntilMs = lastAtMs + (ledger.exact ? loginSpacingMs : clientSpacingMs);
    const untilMs = Math.max(spacedUntilMs, ledger.loginPauses.untilMs());
    return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'token-rate' } : null;
  },
  due: null,
};
