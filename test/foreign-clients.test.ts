// Service Bus clients in other languages against the broker: each sends, receives, renews, completes, abandons,
// dead-letters, defers and peeks, over plain TCP, TLS with a private CA, and WebSocket.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AmqpListener, createNamespace, listen, type Namespace } from '@fairlead/broker';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findProgram, go, howToGet, python } from '../scripts/system-programs.ts';
import { type ClientCommand, prepareGo, preparePython } from './foreign-clients/prepare.ts';

const run = promisify(execFile);
const key = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=';

let namespace: Namespace;
let plain: AmqpListener;
let secure: AmqpListener;
let folder: string;
let ca: string;

beforeAll(async () => {
  namespace = createNamespace();
  const identity = await privateCa();
  plain = await listen(namespace);
  secure = await listen(namespace, { tls: identity });
  folder = await mkdtemp(join(tmpdir(), 'fairlead-foreign-'));
  ca = join(folder, 'ca.pem');
  await writeFile(ca, identity.caPem);
});
beforeEach(() => {
  namespace.deleteEntity('topic');
  namespace.createTopic('topic');
  namespace.createSubscription('topic', 'default');
  namespace.setKey('topic', { name: 'both', key, rights: ['listen', 'send'] });
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close()]);
  namespace.close();
  await rm(folder, { recursive: true, force: true });
});

const everything = {
  first: [
    [1, 0, 'm0'],
    [2, 0, 'm1'],
    [3, 0, 'm2'],
    [4, 0, 'm3'],
  ],
  property: { n: 3 },
  renewed: true,
  peeked: ['m1', 'm3', 'm4', 'm5', 'm6'],
  rest: [
    ['m1', 1],
    ['m4', 0],
    ['m5', 0],
    ['m6', 0],
  ],
  dead: ['m2', 'unreadable', 'not JSON'],
  wrongKey: 'refused',
};

describe.each([
  { client: 'azure-servicebus of Python', program: python, prepare: preparePython, secureWebSocket: true },
  // Where its WebSocket leads is the caller's to say; the program says plain.
  { client: 'azservicebus of Go', program: go, prepare: prepareGo, secureWebSocket: false },
])('$client', ({ program, prepare, secureWebSocket }) => {
  const found = findProgram(program);
  if (found === null) console.error(howToGet([program]));
  const runs = found !== null || process.env['CI'] === 'true';
  let command: ClientCommand;
  beforeAll(async () => {
    if (runs) command = await prepare(found ?? program.commands[0] ?? '');
  });

  test.runIf(runs).each(['plain', 'tls', 'websocket'])('does all that a reader does over %s', async (transport) => {
    const overTls = transport === 'tls' || (transport === 'websocket' && secureWebSocket);
    const { port } = overTls ? secure : plain;
    const [file, ...args] = command;
    const details = ['topic', 'default', 'both', key];
    const { stdout } = await run(file, [...args, transport, String(port), ca, ...details], { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual(everything);
    expect(namespace.counters('topic', 'default')).toMatchObject({ active: 0, locked: 0, deferred: 0, completed: 6 });
  });
});

async function privateCa(): Promise<{ readonly key: string; readonly cert: string; readonly caPem: string }> {
  const ec = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: 'foreign clients CA' }], {
    ...ec,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...ec,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  return { key: leaf.private, cert: leaf.cert, caPem: authority.cert };
}
