// §2, §6: only officially documented endpoints. The endpoint table (protocol) tells which call is
// none of them; device commands are told apart by their number.
import type { Clause } from '../clause.ts';
import type { Decision } from '../decision.ts';

/** Restart, upgrade, pause, resume, end the charge: the device commands that third parties may send (zaptec-api.md §3.15). */
const publicCommands: readonly number[] = [102, 200, 506, 507, 10_001];

export const documentedOnly: Clause = {
  id: 'documented-only',
  kind: 'limit',
  title: 'Call documented endpoints only',
  section: ['2', '6'],
  why: 'Internal interfaces change without notice; whoever leans on them breaks, and holds the cloud back from changing.',
  source: { kind: 'policy', where: 'Fair Use policy §2 and §6; zaptec-api.md §3.1 and §3.15', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'calls outside the documents', value: 0, unit: 'calls', source: 'policy' }],
  severity: 'major',
  escalates: { to: 'critical', when: 'it goes on after a warning', seenBy: 'ladder' },
  implies: [],
  remedy: 'Replace the call by a documented one; most of what portal calls return is in /api/chargers/{id}/state.',
  decided:
    'A call that is not in the documented endpoint table is never sent, nor a device command other than 102, 200, 506, 507 and 10001.',
  judged:
    'Each call outside the documented endpoint table, and each device command that is not public, is one too many, by the class that it bears: whoever writes facts takes it from the method and the path (`matchEndpoint` of the protocol package). A command whose number is not told is not held against anybody.',
  examples: {
    keeps: `
      0  list
      2  state c1
      3  command c1 cmd=506`,
    breaks: `
      0  list
      2  settings c1
      3  command c1 cmd=103`,
  },
  ask(_ledger, intent) {
    if (intent.class === 'undocumented') {
      return never(
        'a call of the documented endpoint table; charger values and settings are read from GET /api/chargers/{id}/state',
      );
    }
    const internal = intent.class === 'command' && intent.command !== null && !publicCommands.includes(intent.command);
    return internal
      ? never('a public command: 506 to pause, 507 to resume, 10001 to end the charge, 102 to restart, 200 to upgrade')
      : null;
  },
  due: null,
};

function never(instead: string): Decision {
  return { kind: 'never', clause: 'documented-only', instead };
}
