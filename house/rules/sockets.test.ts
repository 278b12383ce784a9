import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { sockets } from './sockets.ts';

test('a socket outside its room is refused with the place where it may be', () => {
  expect(says(sockets, { 'packages/gateway/src/a.ts': "\nimport { connect } from 'node:net';" })).toEqual([
    'packages/gateway/src/a.ts:2 imports node:net. Allowed: in packages/broker/src/amqp/. ' +
      'Why: raw sockets belong to the listener of the broker.',
  ]);
});

test('a call that passes the governor by is refused', () => {
  for (const line of ['await fetch("x");', 'const send = globalThis.fetch;', "import { request } from 'undici';"])
    expect(says(sockets, { 'packages/gateway/src/a.ts': line })[0], line).toContain('a call that nobody counted');
});

test('a call under another name is refused as well', () => {
  for (const line of [
    'const { fetch: f } = globalThis;',
    'const g = globalThis;',
    "globalThis['fe' + 'tch']('x');",
    "createRequire(import.meta.url)('node:net');",
    "createRequire(import.meta.url)('@azure/service-bus');",
  ])
    expect(says(sockets, { 'packages/gateway/src/a.ts': line }), line).toHaveLength(1);
  expect(says(sockets, { 'packages/gateway/src/a.ts': 'const { fetch: f } = globalThis;' })[0]).toContain(
    'uses fetch.',
  );
});

test('servers and buses have one room each', () => {
  const at = (path: string, line: string) => says(sockets, { [path]: line });
  expect(at('packages/emulator/src/bus.ts', "import rhea from 'rhea';")).toHaveLength(1);
  expect(at('packages/broker/src/topic.ts', "import rhea from 'rhea';")).toHaveLength(1);
  expect(at('packages/sdk/src/account.ts', "import { ServiceBusClient } from '@azure/service-bus';")).toHaveLength(1);
  expect(at('packages/emulator/src/a.ts', "import Fastify from 'fastify';")).toHaveLength(1);
  expect(at('packages/gateway/src/a.ts', "import http from 'http';")).toHaveLength(1);
  expect(at('packages/gateway/src/a.ts', 'new WebSocket("x");')[0]).toContain('Allowed: nowhere');
});

test('types, handed-in functions, tests and the rooms that own them are free', () => {
  const at = (path: string, line: string) => says(sockets, { [path]: line });
  expect(at('packages/gateway/src/a.ts', "import type { Socket } from 'node:net'; options.fetch('x');")).toEqual([]);
  expect(at('packages/gateway/src/a.test.ts', "import 'node:net'; fetch('x');")).toEqual([]);
  expect(at('packages/sdk/src/stream/a.ts', "import '@azure/service-bus';")).toEqual([]);
});
