// §2, Efficient Data Retrieval: one charger is looked up by its serial, not by reading all of them.
import type { Clause } from '../clause.ts';

export const targetedLookup: Clause = {
  id: 'targeted-lookup',
  kind: 'limit',
  title: 'Look one charger up by its serial',
  section: ['2'],
  why: 'Reading a list of thousands to use one row makes the cloud fetch what nobody wanted.',
  source: { kind: 'policy', where: 'Fair Use policy §2, Efficient Data Retrieval, nameFilter', date: '2026-11-22' },
  appliesTo: ['list'],
  limits: [{ name: 'full charger lists read for one charger', value: 0, unit: 'calls', source: 'policy' }],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Ask GET /api/chargers?NameFilter=<serial> for one charger; the full list is for the hourly refresh.',
  decided:
    'A full list of chargers is never read for one charger (the intent names it) or for a command; the look-up by serial is named instead.',
  judged:
    'A full list of chargers whose fact names one charger, or which a command caused, is one call too many. What a list was used for cannot be seen where the receiver wrote the facts: a list at its hourly floor is taken for the refresh, and sooner ones are told as not known.',
  examples: {
    keeps: `
      0    list
      600  list c1 name unknown
      601  state c1`,
    breaks: `
      0    list
      900  list installations
      901  list c7 unknown`,
  },
  ask(_ledger, intent) {
    if (intent.class !== 'list' || intent.narrowing !== 'none' || intent.path !== '/api/chargers') return null;
    const forOne = intent.resource !== null || intent.cause === 'command' || intent.cause === 'after-command';
    return forOne
      ? { kind: 'never', clause: 'targeted-lookup', instead: 'GET /api/chargers?NameFilter=<serial>' }
      : null;
  },
  due: null,
};
