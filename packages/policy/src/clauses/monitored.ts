// §7: watch your own usage, and be able to show it.
import type { Clause } from '../clause.ts';

/** Every call stands in the journal: not one may be missing. */
export const callsNotJournalled = 0;
/** A statement about the journal serves for the calls of a day. */
export const statementServesMs = 86_400_000;

export const monitored: Clause = {
  id: 'monitored',
  kind: 'duty',
  title: 'Watch your own usage and be able to show it',
  section: ['7'],
  why: 'When something goes wrong, only a record of the calls tells what a program did to the cloud.',
  source: { kind: 'policy', where: 'Fair Use policy §7, Monitoring, Troubleshooting', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [
    { name: 'calls missing from the journal', value: callsNotJournalled, unit: 'calls', source: 'policy' },
    {
      name: 'a statement about the journal serves for',
      value: statementServesMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Journal every call with class, status, latency, account and app, without secrets, and attest daily that none is missing.',
  decided:
    'No call is stopped by it. From the first call on, a statement is due within a day that no call is missing from the journal, and a new one as soon as calls go on for longer than a day after it.',
  judged:
    'Broken by each statement that calls are missing from the journal. Kept when the latest statement holds and no call came more than a day after it; without a statement, or with an older one, it cannot be told.',
  examples: {
    keeps: `
      0      state c1
      80000  attest calls-not-journalled 0
      90000  state c1`,
    breaks: `
      0      state c1
      80000  attest calls-not-journalled 3`,
  },
  ask: () => null,
  due({ duties }) {
    const byMs = duties.statementDueAtMs(statementServesMs);
    if (byMs === null) return [];
    return [{ clause: 'monitored', act: 'renew', scope: 'calls-not-journalled', byMs }];
  },
};
