import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { drawers } from './drawers.ts';

test('a drawer is refused whether it is a file or a folder', () => {
  expect(says(drawers, { 'packages/sdk/src/utils.ts': '' })).toEqual([
    'packages/sdk/src/utils.ts:1 lies in a drawer, utils.ts. ' +
      'Allowed: a name that says what is inside; if there is none, the contents are several files. ' +
      'Why: drawers are where knots start: everybody puts something in, nobody takes anything out.',
  ]);
  for (const path of [
    'packages/sdk/src/types.ts',
    'packages/shared/src/a.ts',
    'test/helpers/a.md',
    'house/misc.test.ts',
    'packages/sdk/src/string-utils.ts',
    'packages/sdk/src/types.d.ts',
    'packages/sdk/src/shared-things.ts',
    'packages/sdk/src/shared-types.ts',
    'packages/sdk/src/utils-of-time.ts',
    'packages/gateway/src/common_helpers/a.ts',
  ])
    expect(says(drawers, { [path]: '' }), path).toHaveLength(1);
});

test('a name that only contains such a word is free', () => {
  expect(says(drawers, { 'packages/sdk/src/call-types.ts': '', 'packages/gateway/src/shared-stream.ts': '' })).toEqual(
    [],
  );
});
