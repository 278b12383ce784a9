import { expect, test } from 'vitest';
import { clauseOf, clauses } from '../clauses.ts';
import { PolicyError } from '../policy-error.ts';
import { describe } from './describe.ts';
import { block, plain } from './markdown.ts';
import { describePolicy } from './policy-page.ts';

test('a clause is told in words: numbers with units, whom it concerns, when a breach weighs more', () => {
  expect(describe(clauseOf('list-cadence'))).toMatchObject({
    title: 'Read full lists at most once an hour',
    section: '§2',
    weight: 'minor',
    concerns: 'everybody who reads lists',
    source: 'Fair Use policy §2, Efficient Data Retrieval (policy, read 2026-11-22)',
    numbers: [
      { name: 'spacing of full reads of one list', value: '1 h', source: 'policy' },
      { name: 'following page of the same read', value: '60 s', source: 'courtesy' },
      { name: 'PageSize of a read that has following pages', value: '100 rows', source: 'published' },
    ],
    exceptions: [{ cause: 'unknown-charger', opens: expect.stringContaining('one full list an hour') }],
  });
  expect(describe(clauseOf('rate-limit')).weight).toBe('minor; major when refusals repeat');
  expect(describe(clauseOf('documented-only')).section).toBe('§2, §6');
});

test('where a program never calls a clause broken, no weight of a breach is told', () => {
  for (const id of ['lawful-purpose', 'policy-version'] as const) {
    expect(describe(clauseOf(id)).weight).toBe('none: a program never calls it broken');
    expect(clauseOf(id).examples.breaks).toBeNull();
  }
  const weightless = clauses.filter(({ severity }) => severity === null).map(({ id }) => id);
  expect(clauses.filter(({ examples }) => examples.breaks === null).map(({ id }) => id)).toEqual(weightless);
  expect(describePolicy()).toContain('(lawful-purpose); a program never calls it broken.');
});

test('the page says what its citations are before the first of them, once', () => {
  const page = describePolicy();
  const told = "the dossier of the cloud's public facts (zaptec-api.md §…)";
  expect(page.split(told)).toHaveLength(2);
  expect(page.indexOf('zaptec-api.md')).toBe(page.indexOf(told) + told.indexOf('zaptec-api.md'));
});

test('what may be attested is told with who may say it and how much may be measured', () => {
  expect(describe(clauseOf('no-user-passwords')).attestations).toEqual([
    "`user-passwords-at-rest`: no password of a Zaptec user's is stored (a program or a person says it, at most 0 passwords)",
    "`accounts-are-own`: the accounts that log in are the integrator's own (a person says it)",
  ]);
});

test('the page has a section for each clause, reached from the overview', () => {
  const page = describePolicy();
  for (const { id, remedy } of clauses) {
    expect(page).toContain(`\n### ${id}\n`);
    expect(page).toContain(`| [${id}](#${id}) |`);
    expect(page).toContain(plain(remedy));
  }
});

test('no cell of a table is torn apart, no heading stands twice and no link leads nowhere', () => {
  const page = describePolicy();
  const width = (row: string) => row.replaceAll('\\|', '').split('|').length;
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  for (const [index, row] of rows.entries()) {
    if (/^\| -/.test(row)) expect(width(row), row).toBe(width(rows[index - 1] ?? ''));
  }
  const all = page.match(/^#+ .*$/gm) ?? [];
  expect(new Set(all).size).toBe(all.length);
  const headings = new Set(page.match(/(?<=^#+ ).*$/gm)?.map((heading) => heading.toLowerCase().replaceAll(' ', '-')));
  for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
});

test('plain text stays plain, but for code between backticks', () => {
  expect(plain('a*b [c] <d> | `e*|` \\')).toBe('a\\*b \\[c\\] \\<d> \\| `e*|` \\\\');
});

test('a block stands without the indentation that its lines share', () => {
  expect(block('\n      0  list\n        5  list\n')).toBe('```text\n0  list\n  5  list\n```');
});

const clause = clauseOf('rate-limit');
test.each([
  null,
  'rate-limit',
  {},
  { ...clause, limits: undefined },
  { ...clause, source: null },
  { ...clause, escalates: undefined },
  { ...clause, appliesTo: 'some' },
])('what is no clause is not described: %o', (told) => {
  expect(() => describe(told as never)).toThrow(
    new PolicyError('unknown-clause', 'Failed to describe a clause: it is none. Give one of clauses, or clauseOf(id).'),
  );
});
