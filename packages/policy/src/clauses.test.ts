import { expect, test } from 'vitest';
import type { Clause } from './clause.ts';
import { clauseOf, clauses, refusedByCloud } from './clauses.ts';
import { type ClauseId, clauseIds } from './decision.ts';
import { PolicyError } from './policy-error.ts';

test('every clause stands once, in the order of the policy, and is found by its id', () => {
  expect(clauses.map(({ id }) => id)).toEqual(clauseIds);
  expect(clauseIds.map((id) => clauseOf(id).id)).toEqual(clauseIds);
});

test.each(['no-such', 'constructor', '', null])('a clause that the policy does not have is not found: %o', (id) => {
  expect(() => clauseOf(id as ClauseId)).toThrow(
    new PolicyError(
      'unknown-clause',
      'Failed to find a clause: the policy has none by this id. Name one of clauseIds.',
    ),
  );
});

// Written by hand from the table of the policy, row by row; then our courtesy numbers and where each was said.
const table = `
rate-limit            | limit   | §2     | minor, major when refusals repeat               | 10 requests/s policy; 15 requests published
token-rate            | limit   | §2     | minor                                           | 1 s published; 1.1 s published
token-reuse           | limit   | §2, §4 | minor                                           | 1 logins per token life published
respect-refusal       | limit   | §2     | major                                           | 1 s published; 0.25 s courtesy; 0.5 s courtesy; 2 times courtesy; 60 s courtesy; 60 s courtesy; 8 tries courtesy; 600 s courtesy
documented-only       | limit   | §2, §6 | major, critical when it goes on after a warning | 0 calls policy
deprecated-endpoint   | limit   | §6     | minor                                           | 0 calls published; 86400 s courtesy; 1 s courtesy
no-aggressive-polling | limit   | §2, §5 | major                                           | 15 s policy; 60 s observed; 600 s observed; 600 s published; 60 s courtesy; 3600 s courtesy; 3500 s courtesy; 40 calls courtesy; 600 s courtesy
push-first            | duty    | §2     | major                                           | 3600 s courtesy; 3600 s courtesy; 64 streams courtesy
list-cadence          | limit   | §2     | minor                                           | 3600 s policy; 60 s courtesy; 100 rows published
detail-cadence        | limit   | §2     | minor                                           | 3600 s observed; 86400 s observed; 2 s courtesy
targeted-lookup       | limit   | §2     | minor                                           | 0 calls policy
backoff-heavy         | limit   | §2     | minor                                           | 1 calls/installation courtesy; 60 s courtesy; 0.5 s courtesy; 60 s courtesy
state-cache           | limit   | §2     | minor                                           | 15 s policy
local-state           | limit   | §2     | minor                                           | 5 % courtesy; 86400 s courtesy
current-cadence       | limit   | §2, §5 | minor                                           | 900 s published; 0 calls observed; 0 calls courtesy
command-precondition  | limit   | §2, §5 | minor                                           | 0 calls published; 0 calls published; 0 calls published; 86400 s courtesy
fresh-data            | duty    | §3     | minor                                           | 3600 s courtesy; 0.12 s courtesy; 3660 s courtesy; 900 s courtesy
personal-data         | conduct | §3     | major                                           |
secrets-confidential  | conduct | §4     | critical                                        | 0 secrets policy
no-sharing            | conduct | §4     | critical                                        | 0 tokens policy
no-user-passwords     | conduct | §4     | critical                                        | 0 passwords policy
no-intrusion          | limit   | §4     | critical                                        | 5 logins/h courtesy; 20 ids/h courtesy; 86400 s courtesy
proper-door           | limit   | §4     | major                                           | 0 calls policy
no-circumvention      | limit   | §2, §4 | major                                           | 0 calls policy; 86400 s courtesy; 60 s courtesy; 3600 s courtesy
no-overload           | limit   | §5     | major                                           | 1 % courtesy; 300 s courtesy; 100 calls courtesy; 3 calls courtesy; 3600 s courtesy; 30 s courtesy
no-scraping           | limit   | §5     | major                                           | 86400 s courtesy; 50 % courtesy
honest-identity       | limit   | §5     | minor                                           | 0 calls policy
lawful-purpose        | conduct | §5     | –                                               |
monitored             | duty    | §7     | minor                                           | 0 calls policy; 86400 s courtesy
policy-version        | conduct | §9     | –                                               |
`;

test('kinds, sections, severities and numbers are those of the policy', () => {
  const rows = table.trim().split('\n');
  const told = clauses.map(rowOf);
  expect(told).toEqual(rows.map((row) => row.replaceAll(/ +/g, ' ').trim()));
});

function rowOf({ id, kind, section, severity, escalates, limits }: Clause): string {
  const weight = escalates === null ? (severity ?? '–') : `${severity}, ${escalates.to} when ${escalates.when}`;
  const numbers = limits.map(({ value, unit, source }) =>
    unit === 'ms' ? `${value / 1000} s ${source}` : `${value} ${unit} ${source}`,
  );
  return [id, kind, section.map((name) => `§${name}`).join(', '), weight, numbers.join('; ')].join(' | ').trim().trim();
}

test('a limit asks for nothing to be done, a duty stops no call', () => {
  expect(clauses.filter(({ kind }) => kind === 'limit').every(({ due }) => due === null)).toBe(true);
  expect(clauses.filter(({ kind }) => kind === 'duty').every(({ due }) => due !== null)).toBe(true);
});

test('what the cloud refuses by itself are the two buckets and unknown paths', () => {
  expect(refusedByCloud).toEqual(['rate-limit', 'token-rate', 'documented-only']);
});
