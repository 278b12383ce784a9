import { expect, test } from 'vitest';
import { manifest, says } from '../planted.ts';
import { layering } from './layering.ts';

const manifests = {
  'packages/sdk/package.json': manifest('@fairlead/sdk'),
  'packages/gateway/package.json': manifest('@fairlead/gateway', { exports: { '.': 'x', './contract': 'x' } }),
  'packages/policy/package.json': manifest('@fairlead/policy'),
};

test('an emulator that imports the SDK is told what it may import and why', () => {
  const found = says(layering, {
    ...manifests,
    'packages/emulator/src/bus.ts': "\nimport { x } from '@fairlead/sdk';",
  });
  expect(found).toEqual([
    'packages/emulator/src/bus.ts:2 imports @fairlead/sdk, which emulator may not. ' +
      'Allowed: @fairlead/broker, @fairlead/protocol, @fairlead/policy. ' +
      "Why: an emulator that shares the client's code shares its mistakes and proves nothing.",
  ]);
});

test('types, re-exports and dynamic imports count like any import', () => {
  for (const line of [
    "import type { X } from '@fairlead/sdk';",
    "export * from '@fairlead/sdk';",
    "await import('@fairlead/sdk');",
  ])
    expect(says(layering, { ...manifests, 'packages/policy/src/a.ts': line })).toHaveLength(1);
});

test('a path behind a front door is refused with the doors that there are', () => {
  const [found] = says(layering, {
    ...manifests,
    'packages/fairlead/src/main.ts': "import '@fairlead/gateway/src/store.ts';",
  });
  expect(found).toContain(
    'packages/fairlead/src/main.ts:1 imports @fairlead/gateway/src/store.ts, which is no front door',
  );
  expect(found).toContain('Allowed: @fairlead/gateway, @fairlead/gateway/contract.');
});

test("a relative path into another room's src is refused", () => {
  const [found] = says(layering, { 'packages/gateway/src/a.ts': "import '../../sdk/src/clock.ts';" });
  expect(found).toContain('reaches into packages/sdk/src/clock.ts, which is not in gateway');
});

test('a room is not reached by a string either', () => {
  const at = (line: string, path = 'packages/emulator/src/a.ts') => says(layering, { ...manifests, [path]: line });
  for (const line of [
    "createRequire(import.meta.url)('@fairlead/sdk');",
    "const name = '@fairlead/sdk'; await import(name);",
    "import.meta.resolve('@fairlead/sdk/src/clock.ts');",
    "import(new URL('../../sdk/src/x.ts', import.meta.url));",
    "new Worker(new URL('../../sdk/src/worker.ts', import.meta.url));",
    `new URL(\`../../sdk/src/\${name}.ts\`, import.meta.url);`,
    "join(import.meta.dirname, '../../sdk/src/x.ts');",
  ])
    expect(at(line), line).toHaveLength(1);
  expect(at("import(new URL('../../sdk/src/x.ts', import.meta.url));")[0]).toContain(
    'packages/emulator/src/a.ts:1 reaches into packages/sdk/src/x.ts, which is not in emulator. Allowed: @fairlead/broker',
  );
});

test('a string that stays at home, names an open door or stands in a test is free', () => {
  const at = (line: string, path = 'packages/gateway/src/a.ts') => says(layering, { ...manifests, [path]: line });
  expect(at("new URL('./worker.ts', import.meta.url); new URL('../package.json', import.meta.url);")).toEqual([]);
  expect(at("createRequire(import.meta.url)('@fairlead/sdk'); new URL('https://sdk.example');")).toEqual([]);
  expect(at("const planted = '../../sdk/src/x.ts';", 'packages/gateway/src/a.test.ts')).toEqual([]);
});

test('the dashboard may take types from the contract and nothing else', () => {
  const at = (line: string) => says(layering, { ...manifests, 'packages/dashboard/src/a.ts': line });
  expect(at("import type { X } from '@fairlead/gateway/contract';")).toEqual([]);
  expect(at("import { x } from '@fairlead/gateway/contract';")[0]).toContain(
    'Allowed: import type … from @fairlead/gateway/contract',
  );
  expect(at("import type { X } from '@fairlead/gateway';")).toHaveLength(1);
});

test('tests of a room may use the manual clock, its sources may not', () => {
  expect(says(layering, { 'packages/sdk/src/a.test.ts': "import '../../../test/manual-clock.ts';" })).toEqual([]);
  expect(says(layering, { 'packages/sdk/src/a.ts': "import '../../../test/manual-clock.ts';" })).toHaveLength(1);
});

test('a room that is not in the table is refused', () => {
  const [found] = says(layering, { 'packages/extras/src/a.ts': "import 'x';" });
  expect(found).toContain('a room that nobody decided on');
  expect(found).toContain('decision record');
});
