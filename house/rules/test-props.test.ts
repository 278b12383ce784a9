import { expect, test } from 'vitest';
import { manifest, says } from '../planted.ts';
import { testProps } from './test-props.ts';

test('a source that leans on a prop of tests is refused', () => {
  expect(says(testProps, { 'packages/sdk/src/a.ts': "\nimport { cloud } from './testing/cloud.ts';" })).toEqual([
    'packages/sdk/src/a.ts:2 imports ./testing/cloud.ts, which is there for tests. ' +
      'Allowed: sources of the room; move what both need out of testing/. ' +
      'Why: tests and their props are not published, so the package would break for its users.',
  ]);
});

test('tests and other props may use it', () => {
  const line = "import { cloud } from './testing/cloud.ts';";
  expect(
    says(testProps, { 'packages/sdk/src/a.test.ts': line, 'packages/sdk/src/testing/b.ts': "import './cloud.ts';" }),
  ).toEqual([]);
});

test('a tsconfig that would emit the props is refused', () => {
  const room = { 'packages/sdk/package.json': manifest('@fairlead/sdk'), 'packages/sdk/src/testing/cloud.ts': '' };
  const [found] = says(testProps, { ...room, 'packages/sdk/tsconfig.json': '{\n"exclude": ["src/**/*.test.ts"]\n}' });
  expect(found).toContain(
    'packages/sdk/tsconfig.json:2 emits packages/sdk/src/testing/cloud.ts. Allowed: "src/testing" in "exclude"',
  );
  expect(says(testProps, { ...room, 'packages/sdk/tsconfig.json': '{ "exclude": ["src/testing"] }' })).toEqual([]);
});
