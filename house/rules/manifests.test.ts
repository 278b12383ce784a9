import { expect, test } from 'vitest';
import { manifest, says } from '../planted.ts';
import { manifests } from './manifests.ts';

const policy = { 'packages/policy/package.json': manifest('@fairlead/policy') };
const sdk = (dependencies: Record<string, string>, source = '') => ({
  ...policy,
  'packages/sdk/package.json': manifest('@fairlead/sdk', { dependencies }),
  'packages/sdk/src/a.ts': source,
});

test('a package that no manifest declares is refused with those that are declared', () => {
  expect(says(manifests, sdk({ zod: '4.6.7' }, "import 'zod';\nimport { pino } from 'pino';"))).toEqual([
    'packages/sdk/src/a.ts:2 imports pino, which packages/sdk/package.json does not declare. ' +
      'Allowed: zod; or declare it in packages/sdk/package.json, pinned. ' +
      'Why: an undeclared package is there by chance and gone for whoever installs the room alone.',
  ]);
});

test('a room that is declared and never imported is refused at its line', () => {
  const [found] = says(manifests, sdk({ '@fairlead/policy': '0.1.0' }));
  expect(found).toMatch(
    /^packages\/sdk\/package\.json:8 declares @fairlead\/policy and never imports it\. Allowed: to remove it\./,
  );
});

test('a range, and a version of a room that is not the one here, are refused', () => {
  expect(says(manifests, sdk({ zod: '^4.0.0' }))[0]).toContain('wants zod ^4.0.0. Allowed: one exact version.');
  const [found] = says(manifests, sdk({ '@fairlead/policy': '0.0.9' }, "import '@fairlead/policy';"));
  expect(found).toContain('wants @fairlead/policy 0.0.9. Allowed: 0.1.0, the version that lies here.');
});

test('a tsconfig that refers to other rooms than the manifest declares is refused both ways', () => {
  const declared = sdk({ '@fairlead/policy': '0.1.0' }, "import '@fairlead/policy';");
  const refers = (rooms: string) =>
    says(manifests, { ...declared, 'packages/sdk/tsconfig.json': `{\n"references": [${rooms}]}` });
  expect(refers('{ "path": "../policy" }')).toEqual([]);
  expect(refers('')[0]).toContain(
    'packages/sdk/tsconfig.json:2 does not refer to policy. Allowed: a reference to ../policy',
  );
  expect(refers('{ "path": "../policy" }, { "path": "../broker" }')[0]).toContain(
    'refers to broker. Allowed: only policy',
  );
});
