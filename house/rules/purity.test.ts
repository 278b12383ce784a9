import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { purity } from './purity.ts';

const policy = (line: string) => says(purity, { 'packages/policy/src/a.ts': `// first line\n${line}` });

test('a package in the policy is refused with what is allowed and why', () => {
  expect(policy("import { z } from 'zod';")).toEqual([
    'packages/policy/src/a.ts:2 imports zod into the pure room policy. Allowed: files of policy. ' +
      'Why: obeying, enforcing and judging mean the same only while the answer depends on the arguments alone.',
  ]);
});

test('every way to a clock, to chance or to the environment is refused', () => {
  for (const line of [
    'Date.now();',
    'new Date(0);',
    'Math.random();',
    'performance.now();',
    'process.env;',
    'globalThis.process;',
    'const { random } = Math;',
    'console.log(1);',
    'setTimeout(() => 0, 1);',
    'crypto.randomUUID();',
    "import 'node:fs';",
    "import type { X } from '@fairlead/protocol';",
  ])
    expect(policy(line), line).toHaveLength(1);
});

test('the language itself is allowed', () => {
  expect(
    policy("import { b } from './b.ts'; new Map(); Math.max(1, Number('2')); JSON.parse(b); new Error(`x`);"),
  ).toEqual([]);
});

test('protocol may also use the policy and do calendar arithmetic, but not ask what time it is', () => {
  const protocol = (line: string) => says(purity, { 'packages/protocol/src/a.ts': line });
  expect(protocol("import type { X } from '@fairlead/policy'; Date.UTC(2026, 0); new Date(0).toISOString();")).toEqual(
    [],
  );
  expect(protocol('new Date();')[0]).toContain('uses Date in the pure room protocol');
  expect(protocol('Date.now();')).toHaveLength(1);
});

test('tests of the pure rooms may use what they like', () => {
  expect(says(purity, { 'packages/policy/src/a.test.ts': "import { test } from 'vitest'; Date.now();" })).toEqual([]);
});
