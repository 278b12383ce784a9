import { expect, test } from 'vitest';
import { clauseOf, clauses, refusedByCloud } from './clauses.ts';
import { clauseIds } from './decision.ts';

test('every clause stands once, in the order of the policy, and is found by its id', () => {
  expect(clauses.map(({ id }) => id)).toEqual(clauseIds);
  expect(clauseIds.map((id) => clauseOf(id).id)).toEqual(clauseIds);
});

test('kinds, severities, sections and numbers are those of the policy', () => {
  const told = clauses
    .filter(({ title }) => title !== '')
    .map(({ id, kind, severity, escalates, section, limits }) => ({
      id,
      kind,
      weight: escalates === null ? severity : `${severity}, ${escalates.to} when ${escalates.when}`,
      section: section.join(', '),
      limits: limits.map(({ value, unit, source }) => `${value} ${unit} (${source})`),
    }));
  expect(new Set(told)).toEqual(
    new Set([
      {
        id: 'rate-limit',
        kind: 'limit',
        weight: 'minor, major when refusals repeat',
        section: '2',
        limits: ['10 requests/s (policy)', '15 requests (published)'],
      },
      {
        id: 'token-rate',
        kind: 'limit',
        weight: 'minor',
        section: '2',
        limits: ['1000 ms (published)', '1100 ms (published)'],
      },
      {
        id: 'token-reuse',
        kind: 'limit',
        weight: 'minor',
        section: '2, 4',
        limits: ['1 logins per token life (published)'],
      },
      {
        id: 'respect-refusal',
        kind: 'limit',
        weight: 'major',
        section: '2',
        limits: [
          '1000 ms (published)',
          '250 ms (courtesy)',
          '500 ms (courtesy)',
          '60000 ms (courtesy)',
          '8 tries (courtesy)',
        ],
      },
      {
        id: 'documented-only',
        kind: 'limit',
        weight: 'major, critical when it goes on after a warning',
        section: '2, 6',
        limits: ['0 calls (policy)'],
      },
      { id: 'state-cache', kind: 'limit', weight: 'minor', section: '2', limits: ['15000 ms (policy)'] },
      {
        id: 'list-cadence',
        kind: 'limit',
        weight: 'minor',
        section: '2',
        limits: ['3600000 ms (policy)', '60000 ms (courtesy)', '100 rows (published)'],
      },
      {
        id: 'push-first',
        kind: 'duty',
        weight: 'major',
        section: '2',
        limits: ['3600000 ms (courtesy)', '3600000 ms (courtesy)'],
      },
      {
        id: 'fresh-data',
        kind: 'duty',
        weight: 'minor',
        section: '3',
        limits: ['3600000 ms (courtesy)', '120 ms (courtesy)', '3660000 ms (courtesy)', '900000 ms (courtesy)'],
      },
      {
        id: 'monitored',
        kind: 'duty',
        weight: 'minor',
        section: '7',
        limits: ['0 calls (policy)', '86400000 ms (courtesy)'],
      },
      { id: 'personal-data', kind: 'conduct', weight: 'major', section: '3', limits: [] },
      {
        id: 'secrets-confidential',
        kind: 'conduct',
        weight: 'critical',
        section: '4',
        limits: ['0 secrets (policy)'],
      },
      { id: 'no-sharing', kind: 'conduct', weight: 'critical', section: '4', limits: ['0 tokens (policy)'] },
      { id: 'no-user-passwords', kind: 'conduct', weight: 'critical', section: '4', limits: ['0 passwords (policy)'] },
      { id: 'lawful-purpose', kind: 'conduct', weight: 'minor', section: '5', limits: [] },
      { id: 'policy-version', kind: 'conduct', weight: 'minor', section: '9', limits: [] },
    ]),
  );
});

test('a limit asks for nothing to be done, a duty stops no call', () => {
  expect(clauses.filter(({ kind }) => kind === 'limit').every(({ due }) => due === null)).toBe(true);
  expect(clauses.filter(({ kind }) => kind === 'duty').every(({ due }) => due !== null)).toBe(true);
});

test('what the cloud refuses by itself are the two buckets and unknown paths', () => {
  expect(refusedByCloud).toEqual(['rate-limit', 'token-rate', 'documented-only']);
});
