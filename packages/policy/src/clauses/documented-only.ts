// §2, §6: only officially documented endpoints. The endpoint table (protocol) tells which call is none of them.
import type { Clause } from '../clause.ts';

export const documentedOnly: Clause = {
  id: 'documented-only',
  kind: 'limit',
  title: 'Call documented endpoints only',
  section: ['2', '6'],
  why: 'Internal interfaces change without notice; whoever leans on them breaks, and holds the cloud back from changing.',
  source: { kind: 'policy', where: 'Fair Use policy §2 and §6; zaptec-api.md §3.1', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'calls outside the documents', value: 0, unit: 'calls', source: 'policy' }],
  severity: 'major',
  escalates: { to: 'critical', when: 'it goes on after a warning', seenBy: 'ladder' },
  implies: [],
  remedy: 'Replace the call by a documented one; most of what portal calls return is in /api/chargers/{id}/state.',
  decided: 'A call that is not in the endpoint table is never sent; the answer names the documented way.',
  judged: 'Each call whose method and path are not in the endpoint table offends.',
  examples: {
    keeps: `
      0  state c1
      1  command c1`,
    breaks: `
      0  settings c1`,
  },
  ask(_ledger, intent) {
    if (intent.class !== 'undocumented') return null;
    return {
      kind: 'never',
      clause: 'documented-only',
      instead:
        'a call of the documented endpoint table; charger values and settings are read from GET /api/chargers/{id}/state',
    };
  },
  due: null,
};
