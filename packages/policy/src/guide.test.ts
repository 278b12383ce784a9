// The guide is one program, and it is true.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as policy from './index.ts';
import { brokenPromises, programOf } from './testing/examples.ts';

const page = readFileSync(new URL('../../../docs/using-the-policy.md', import.meta.url), 'utf8');

test('every block of the guide runs, one after another, and gives what it promises', () => {
  expect(brokenPromises(programOf(page), policy, 'docs/using-the-policy.md')).toEqual([]);
});

test('every block of the guide is among them, and it stays a short one', () => {
  expect(programOf(page).match(/ \/\/ → /g)?.length).toBeGreaterThan(10);
  expect(page.match(/^```ts$/gm)?.length).toBe(page.match(/^```\w+$/gm)?.length);
  expect(page.split('\n').length).toBeLessThanOrEqual(121);
});

test('a promise of the guide that is not kept is found', () => {
  const wrong = programOf(page).replace("// → '2026-11'", "// → '2031-01'");
  expect(brokenPromises(wrong, policy, 'it')).toEqual([
    expect.stringMatching(/^it, line \d+: promises "2031-01" and gives "2026-11"$/),
  ]);
});
