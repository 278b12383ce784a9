import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { wholeTests } from './whole-tests.ts';

const at = (text: string, path = 'packages/sdk/src/a.test.ts') => says(wholeTests, { [path]: text });
const imported = "import { describe, test } from 'vitest';\n";

test('a skipped test is refused with what is allowed instead', () => {
  expect(at(`${imported}test.skip('x', () => {});`)).toEqual([
    'packages/sdk/src/a.test.ts:2 weakens a test by test.skip. ' +
      'Allowed: a test that runs; test.runIf(…) where a program may be missing and CI has it. ' +
      'Why: a test that does not run looks exactly like one that passes.',
  ]);
});

test('focused, postponed and wrapped forms are refused', () => {
  for (const line of [
    "describe.only('x', f);",
    "test.todo('x');",
    "test.only.each([1])('x', f);",
    "test.concurrent.skip('x', f);",
    "xit('x', f);",
  ])
    expect(at(`${imported}function f() {}\n${line}`), line).toHaveLength(1);
});

test('tests that may depend on a program, and other things of that name, are free', () => {
  expect(at(`${imported}test.runIf(true)('x', () => {}); reader.skip(3); test.each([1])('x', () => {});`)).toEqual([]);
});

test('a marker of unfinished work is refused in any source', () => {
  const [found] = at(`const a = 1; // ${'TO'}${'DO'} later`, 'packages/sdk/src/a.ts');
  expect(found).toContain('packages/sdk/src/a.ts:1 carries the marker');
  expect(found).toContain('Allowed: finished work');
});
