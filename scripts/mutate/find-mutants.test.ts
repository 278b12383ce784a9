import { expect, test } from 'vitest';
import { covers, equivalents } from './equivalents.ts';
import { findMutants, mutantsOf } from './find-mutants.ts';
import { apply, mutantKinds } from './mutant.ts';
import { parse } from './walk.ts';

const ids = (text: string, file = 'clauses/a.ts') => mutantsOf(`packages/policy/src/${file}`, text).map(({ id }) => id);
const clause = (body: string) => `export const a: Clause = {\n${body}\n};`;

test('times change by a fifth, small counts by one, none becomes one', () => {
  expect(ids('export const spacingMs = 3_600_000;')).toEqual([
    'clauses/a spacingMs 3_600_000 → 2880000',
    'clauses/a spacingMs 3_600_000 → 4320000',
  ]);
  expect(ids('const tier = { burst: 15, rate: 9.9, pauseMs: 50, none: 0 } as const;')).toEqual([
    'clauses/a tier.burst 15 → 14',
    'clauses/a tier.burst 15 → 16',
    'clauses/a tier.rate 9.9 → 7.92',
    'clauses/a tier.rate 9.9 → 11.88',
    'clauses/a tier.pauseMs 50 → 40',
    'clauses/a tier.pauseMs 50 → 60',
    'clauses/a tier.none 0 → 1',
  ]);
});

test('in a function a number is a limit when something is compared with it or scaled by it', () => {
  const judged = 'function f(count: number) { return count > 0 || count * 4 > 20; }';
  expect(ids(judged)).toEqual([
    'clauses/a f 0 → 1',
    'clauses/a f 4 → 3',
    'clauses/a f 4 → 5',
    'clauses/a f 20 → 16',
    'clauses/a f 20 → 24',
  ]);
  for (const step of [
    'n + 1',
    'n - 1',
    'n ?? 0',
    'n.size === 0',
    'n.length > 0',
    'n.status === 429',
    'status >= 500',
    'n[0]',
  ]) {
    expect(ids(`function f(n) { return ${step}; }`), step).toEqual([]);
  }
});

test('types hold no limits and no weights', () => {
  expect(ids("type A = { a: 15; b: 'minor' }; let x: 7;\nexport function f(a: 'major' = b): 3 {}")).toEqual([]);
});

test('each weight is swapped for both others, wherever it stands', () => {
  expect(ids(clause("severity: 'minor', escalates: { to: 'critical' }"))).toEqual([
    "clauses/a a.severity 'minor' → 'major'",
    "clauses/a a.severity 'minor' → 'critical'",
    "clauses/a a.escalates.to 'critical' → 'minor'",
    "clauses/a a.escalates.to 'critical' → 'major'",
  ]);
  expect(ids("function f() { breach(fact, again ? 'major' : own); }")).toHaveLength(2);
});

test('a clause is removed by asking for nothing, however its function is written', () => {
  const changed = (text: string) =>
    mutantsOf('packages/policy/src/clauses/a.ts', text).map((mutant) => apply(text, mutant));
  expect(changed(clause('ask(l, i) { return never; },'))).toEqual([clause('ask(l, i) { return null; },')]);
  expect(changed(clause('ask: (l) => wait(l),'))).toEqual([clause('ask: (l) => null,')]);
  expect(changed(clause('ask: asked, due,'))).toEqual([
    clause('ask: () => null, due,'),
    clause('ask: asked, due: () => null,'),
  ]);
  expect(changed(clause('ask: () => null, due: null,'))).toEqual([]);
});

test('a counting is removed handler by handler, in a constant and in a function that makes one', () => {
  const handlers = 'call(s, f) { t.look(); }, stream: note, close: (s) => tell(s)';
  const removed = ['call', 'stream', 'close'];
  expect(ids(`const a: Counting<S> = { ${handlers} };`)).toEqual(removed.map((name) => `clauses/a a.${name} removed`));
  expect(ids(`function a(): Counting<S> { return { ${handlers} }; }`)).toHaveLength(3);
  expect(ids(`const a: Other = { ${handlers} };`)).toEqual([]);
});

test('conduct is removed clause by clause', () => {
  const text = 'export const countA = countAttested(a, { canBreak: true });';
  const [removed, ...others] = mutantsOf('packages/policy/src/clauses/a.ts', text);
  expect(others).toEqual([]);
  expect(removed?.id).toBe('clauses/a countA removed');
  expect(removed && apply(text, removed)).toContain('close: () => ({}) }))(a, { canBreak: true })');
});

test('a change that would not fit the file any more is refused', () => {
  const [mutant] = mutantsOf('packages/policy/src/a.ts', 'const n = 15;');
  expect(mutant && apply('const n = 15;', mutant)).toBe('const n = 14;');
  expect(() => mutant && apply('const no = 15;', mutant)).toThrow('Failed to change a n 15 → 14');
});

test('the policy has mutants of every kind, no two of one name, and none that does not parse', async () => {
  const { readFile } = await import('node:fs/promises');
  const all = await findMutants();
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(mutantKinds));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const mutant of all) {
    const text = await readFile(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
    expect(() => parse(mutant.file, apply(text, mutant)), mutant.id).not.toThrow();
  }
});

test('what is listed as equivalent exists, once, and for a reason', async () => {
  const all = (await findMutants()).map(({ id }) => id);
  const listed = equivalents.flatMap(({ mutants }) => mutants);
  expect(listed.filter((one) => !all.some((id) => covers(one, id)))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
  expect(equivalents.filter(({ reason }) => reason.length < 20)).toEqual([]);
});
