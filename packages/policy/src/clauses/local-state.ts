// §2, Local State Management: what one holds already is not asked for again.
import type { Clause } from '../clause.ts';

/** Reads before their floor that brought nothing new stay under this share of all reads. */
export const idleReadsShare = 5;
/** The share is counted by days of the account's own. */
export const countedDayMs = 86_400_000;

export const localState: Clause = {
  id: 'local-state',
  kind: 'limit',
  title: 'Keep local state and answer from it',
  section: ['2'],
  why: 'An answer that is held already costs nothing; asking for it again costs both sides.',
  source: { kind: 'policy', where: 'Fair Use policy §2, Local State Management', date: '2026-11-22' },
  appliesTo: ['list', 'detail', 'hierarchy', 'firmware', 'constants', 'state', 'history', 'report'],
  limits: [
    { name: 'reads for what is held, before their floor', value: idleReadsShare, unit: '%', source: 'courtesy' },
    { name: 'day', value: countedDayMs, unit: 'ms', source: 'courtesy', stricter: 'neither' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [
    { clause: 'no-aggressive-polling', because: 'the early reads were of a state or a session' },
    { clause: 'list-cadence', because: 'the early reads were of a full list' },
    { clause: 'detail-cadence', because: 'the early reads were of details, structure, firmware or a look-up' },
    { clause: 'state-cache', because: 'the early reads were of a state and less than 15 s apart' },
  ],
  remedy: 'Store what was read, keep it up to date from the service bus, and answer the next question from it.',
  decided:
    'By the floors of no-aggressive-polling, list-cadence and detail-cadence: they let no read go early, and answer `local` from what is held. By itself it asks nothing.',
  judged:
    'Reads are counted by days that begin with the first read after the day before. At the end of a day, of however many reads, those that came before the floor of their resource, were opened by no exception and brought what was held already must be under 5 % of all. Early reads of which it is not known whether they brought anything new make the verdict unknown where they might have reached the share.',
  examples: {
    keeps: `
      0     list
      1     detail c1+ x=99 every=1 changed=no
      3700  detail c1+ x=99 every=1 changed=no`,
    breaks: `
      0    detail c1+ x=95 every=1 changed=yes
      100  detail c1+ x=5 every=1 changed=no`,
  },
  ask: () => null,
  due: null,
};
