// Every function of the front door shows one use of itself, and the use is true.
import { expect, test } from 'vitest';
import * as policy from './index.ts';
import { brokenPromises, docstringExamples, examplesBehind } from './testing/examples.ts';

const examples = examplesBehind(new URL('./index.ts', import.meta.url));
const functions = Object.entries(policy).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

test('the front door has functions', () => {
  expect(functions.length).toBeGreaterThan(25);
});

test.each(functions)('the docstring of %s has an example, and it is true', (name) => {
  const shown = examples.get(name) ?? [];
  expect(shown, `${name} has no @example`).not.toEqual([]);
  expect(shown.flatMap((example) => brokenPromises(example, policy, name))).toEqual([]);
});

test('an example stays short', () => {
  const long = functions.filter((name) => examples.get(name)?.some((example) => example.split('\n').length > 10));
  expect(long).toEqual([]);
});

test('an example that promises what is not so is found, with its line', () => {
  const wrong = 'const [ms] = [policy.backoffMs];\npauseBeforeMs(2); // → 501\npauseBeforeMs(2); // → 500';
  expect(brokenPromises(wrong, { ...policy, policy }, 'it')).toEqual(['it, line 2: promises 501 and gives 500']);
  expect(brokenPromises('pauseBeforeMs(2) as number; // → 500', policy, 'it')).toEqual([]);
  expect(brokenPromises('const found: { a?: number } = {};\nfound; // → { a: 1 }', policy, 'it')).toEqual([
    'it, line 2: promises {"a":1} and gives {}',
  ]);
});

test('an example that throws, or promises nothing, is found', () => {
  expect(brokenPromises("clauseOf('no-such'); // → null", policy, 'it')).toEqual([
    expect.stringMatching(/^it: fails with PolicyError: Failed to find a clause/),
  ]);
  expect(brokenPromises('pauseBeforeMs(2);', policy, 'it')).toEqual([
    'it: promises nothing; end a line with "// → value"',
  ]);
  expect(brokenPromises("import { absent } from '@fairlead/policy';\n1; // → 1", policy, 'it')).toEqual([
    'it: fails with Error: the front door exports no absent',
  ]);
});

test('a function without a docstring, or with one that shows nothing, has no example', () => {
  const source =
    '/** Says it.\n *\n * @example\n * f(); // → 1\n * @param x no part of it\n */\nexport function f() {}\n\n' +
    '/** Says it. */\nexport function g() {}\n\nexport class H {}\n';
  expect([...docstringExamples(source)]).toEqual([
    ['f', ['f(); // → 1']],
    ['g', []],
    ['H', []],
  ]);
});
