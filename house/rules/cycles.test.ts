import { expect, test } from 'vitest';
import { circles } from '../circles.ts';
import { says } from '../planted.ts';
import { cycles } from './cycles.ts';

test('two files that import each other are named with the way round', () => {
  const found = says(cycles, {
    'packages/sdk/src/a.ts': "\nimport './b.ts';",
    'packages/sdk/src/b.ts': "import type { A } from './a.ts';",
    'packages/sdk/src/c.ts': "import './a.ts';",
  });
  expect(found).toEqual([
    'packages/sdk/src/a.ts:2 is part of a circle: packages/sdk/src/a.ts → packages/sdk/src/b.ts → packages/sdk/src/a.ts. ' +
      'Allowed: imports in one direction; move what both need into a file of its own that imports neither. ' +
      'Why: what lies in a circle can only be understood, tested and changed together.',
  ]);
});

test('rooms that import each other are found though no two files do', () => {
  const [found] = says(cycles, {
    'packages/sdk/src/a.ts': "import '@fairlead/gateway';",
    'packages/gateway/src/b.ts': "\n\nimport '@fairlead/sdk';",
  });
  expect(found).toContain('packages/sdk/src/a.ts:1 is part of a circle: sdk → gateway → sdk.');
});

test('a tree has no circle, a knot is reported once, a file may not import itself', () => {
  expect(
    circles(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
        ['c', ['outside']],
      ]),
    ),
  ).toEqual([]);
  expect(
    circles(
      new Map([
        ['a', ['b']],
        ['b', ['c', 'd']],
        ['c', ['a']],
        ['d', ['b']],
      ]),
    ),
  ).toEqual([['a', 'b', 'c']]);
  expect(circles(new Map([['a', ['a']]]))).toEqual([['a']]);
});
