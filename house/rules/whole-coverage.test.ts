import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { wholeCoverage } from './whole-coverage.ts';

const at = (comment: string) => says(wholeCoverage, { 'packages/policy/src/a.ts': `const a = 1;\n${comment}\n` });

test('a comment that leaves code out of the coverage is refused with what is allowed instead', () => {
  expect(at(`/* ${'v8'} ignore next */`)).toEqual([
    'packages/policy/src/a.ts:2 leaves code out of the coverage by "v8' +
      ' ignore". ' +
      'Allowed: a test that takes the branch; a branch that nothing can take is deleted. ' +
      'Why: a hundred per cent with exceptions is no hundred per cent.',
  ]);
});

test('the words of every tool are known', () => {
  for (const tool of ['v8', 'c8', 'istanbul']) {
    expect(at(`// ${tool} ignore if`), tool).toHaveLength(1);
    expect(at(`/* ${tool} ignore start */`), tool).toHaveLength(1);
  }
  expect(at(`/* ${'node:coverage'} disable */`)).toHaveLength(1);
});

test('other comments may say what they like', () => {
  expect(at('// The V8 engine may ignore it; coverage is whole.')).toEqual([]);
});
