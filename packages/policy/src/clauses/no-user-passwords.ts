// §4: a Zaptec user's password is never captured, used or stored.
import type { Clause } from '../clause.ts';

/** "Not allowed to capture, use or store": not one password. */
export const userPasswordsAtRest = 0;

export const noUserPasswords: Clause = {
  id: 'no-user-passwords',
  kind: 'conduct',
  title: "Never capture, use or store a Zaptec user's password",
  section: ['4'],
  why: "A user's password opens more than chargers, and only the user may type it.",
  source: { kind: 'policy', where: 'Fair Use policy §4, Security and Authentication', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'passwords of users stored', value: userPasswordsAtRest, unit: 'passwords', source: 'policy' }],
  severity: 'critical',
  escalates: null,
  implies: [],
  remedy:
    "Log in with the integrator's own account only, reach other people's chargers through the consent link, and erase what was stored.",
  decided: 'No call is stopped by it and nothing is due: only attestations speak to it.',
  judged:
    "Kept when a self-test found no user's password stored and a person declares the accounts to be the integrator's own: no program can declare that. A single password is an offence.",
  examples: {
    keeps: `
      0  state c1
      5  attest user-passwords-at-rest 0
      5  attest accounts-are-own operator`,
    breaks: `
      0  state c1
      5  attest user-passwords-at-rest 1`,
  },
  ask: () => null,
  due: null,
};
