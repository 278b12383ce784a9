import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { clocks } from './clocks.ts';

const sdk = (line: string, file = 'retry.ts') => says(clocks, { [`packages/sdk/src/${file}`]: line });

test('a timer outside clock.ts is refused with the clock that is allowed', () => {
  expect(sdk('\n\nsetTimeout(() => 0, 5);')).toEqual([
    'packages/sdk/src/retry.ts:3 uses setTimeout. ' +
      "Allowed: the Clock (or random) that the caller hands in; the machine's own stands in packages/sdk/src/clock.ts. " +
      'Why: what takes its time from an argument can be tested in no time at all, and waits as long as it says.',
  ]);
});

test('every way to wait, to read the time or to throw dice is refused', () => {
  for (const line of [
    'setInterval(f, 1); function f() {}',
    'Date.now();',
    'new Date();',
    'performance.now();',
    'Math.random();',
    'globalThis.setTimeout(1);',
    'AbortSignal.timeout(1);',
    'const now = Date.now;',
    "import { setTimeout as wait } from 'node:timers/promises';",
    'const { now } = Date;',
    'const D = Date;',
    'Date(5);',
    'new Date(...[]);',
    'Reflect.construct(Date, []);',
    'const { setTimeout: t } = globalThis;',
    'const everything = globalThis;',
    "globalThis['set' + 'Timeout'](1);",
    'const { now } = performance;',
    'const { random } = Math;',
    'const { hrtime } = process;',
    'const p = process;',
    "import { hrtime } from 'node:process';",
    'setImmediate(f); function f() {}',
    "const { setTimeout: t } = createRequire(import.meta.url)('node:timers');",
    'crypto.randomUUID();',
  ])
    expect(sdk(line), line).toHaveLength(1);
});

test('given instants, the own clock file and tests are free', () => {
  expect(sdk('new Date(5).toISOString(); Date.UTC(2026); options.setTimeout(1);')).toEqual([]);
  expect(sdk('Date.now(); setTimeout(() => 0, 1);', 'clock.ts')).toEqual([]);
  expect(sdk('Date.now();', 'retry.test.ts')).toEqual([]);
  expect(sdk('Date.now();', 'mirror/clock.ts')).toHaveLength(1);
});

test('dice are refused everywhere, bytes for keys and ids everywhere but at their makers', () => {
  const from = (names: string) => `import ${names} from 'node:crypto';`;
  expect(sdk(from('{ randomInt }'))).toEqual([
    'packages/sdk/src/retry.ts:1 imports randomInt of node:crypto. ' +
      'Allowed: the random that the caller hands in; keys and ids from randomBytes or randomUUID, imported by name. ' +
      'Why: chance that decides what happens is handed in; only what nobody may guess comes straight from the machine.',
  ]);
  for (const names of ['{ randomUUID }', '{ randomBytes as bytes }', '{ webcrypto }', 'crypto', '* as crypto'])
    expect(sdk(from(names)), names).toHaveLength(1);
  expect(sdk(from('{ randomBytes }'))[0]).toContain('packages/gateway/src/apps/credentials.ts');
  expect(sdk(from('{ createHash, timingSafeEqual }'))).toEqual([]);
  expect(sdk(from('{ randomBytes }'), 'credentials/refused-login.ts')).toEqual([]);
  expect(sdk(from('{ randomInt }'), 'credentials/refused-login.ts')).toHaveLength(1);
});

test('a turn of the event loop, a type test and the arithmetic of dates read no clock', () => {
  expect(sdk('queueMicrotask(f); function f() {} x instanceof Date; const x = Date.parse("");')).toEqual([]);
});

test('an exception holds for what it names alone', () => {
  const link = (line: string) => says(clocks, { 'packages/broker/src/amqp/delivery-link.ts': line });
  expect(link('setImmediate(() => 0);')).toEqual([]);
  expect(link('setTimeout(() => 0);')).toHaveLength(1);
});
