// The rate rules before the Fair Use policy, as old help text and old clients still tell them (zaptec-api.md §1.2).
// Nobody wrote down when they were in force; answers with their headers stand in logs of 2023.
import type { ClauseStatement, Policy } from './policy.ts';

const where = 'help article 8254767250833, an older version; zaptec-api.md §1.2';
/** The day on which the dossier that quotes them was read. */
const date = '2026-11-22';

const rateLimit: ClauseStatement = {
  id: 'rate-limit',
  kind: 'limit',
  title: 'Stay inside the limit of requests per minute',
  section: [],
  why: 'All accounts share one cloud; what one takes beyond its share, the others wait for.',
  source: { kind: 'published', where, date },
  appliesTo: 'all',
  limits: [{ name: 'rate', value: 1000, unit: 'requests/min', source: 'published' }],
  // Weights are ours in every version; the old text names none.
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Send at most 1000 requests a minute.',
};

const listCadence: ClauseStatement = {
  id: 'list-cadence',
  kind: 'limit',
  title: 'Read lists seldom',
  section: [],
  why: 'Lists are heavy to make and change slowly.',
  source: { kind: 'published', where, date },
  appliesTo: ['list'],
  limits: [
    { name: 'reads of lists in half an hour', value: 150, unit: 'requests/30 min', source: 'published' },
    { name: 'reads of lists in a minute', value: 30, unit: 'requests/min', source: 'published' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Read lists at most 30 times a minute and 150 times in half an hour.',
};

/** The older rules: two limits that the cloud refused by, and nothing about conduct. */
export const policyBefore: Policy = {
  version: 'before the Fair Use policy',
  date: null,
  source: 'Zaptec help article 8254767250833, an older version',
  clauses: [rateLimit, listCadence],
};
