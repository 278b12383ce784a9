import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../../../test/property-seed.ts';
import { systemClock } from '../clock.ts';
import type { Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { undocumented } from '../testing/documented-answers.ts';
import { openHttpServer } from './node-server.ts';

let emulator: Emulator;
const open: Socket[] = [];
beforeEach(async () => {
  emulator = await startEmulator({ fleet: { chargers: 1, charging: 0, installations: 1 } });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await emulator.stop();
});

const portOf = (url: string): number => Number(new URL(url).port);

function dial(port = portOf(emulator.url)): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // Being cut off is what most of these clients are for.
  open.push(socket);
  return socket;
}

/** Everything that comes back for these bytes until the server hangs up, or until `enough` says so. */
function told(
  bytes: string | Uint8Array,
  enough: (text: string) => boolean = () => false,
  port?: number,
): Promise<string> {
  const socket = dial(port);
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (enough(text)) done();
    });
    socket.on('close', done);
    socket.write(bytes);
  });
}

function parsed(text: string) {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    contentType: /^content-type: (.*)$/im.exec(head)?.[1] ?? null,
    body: rest.join('\r\n\r\n'),
  };
}

const get = (target: string, more = ''): string =>
  `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${more}\r\n`;
const post = (more: string, body = ''): string =>
  `POST /oauth/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${more}\r\n${body}`;

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['a method that nobody knows', 'BREW /api/chargers HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
  ['a tunnel', 'CONNECT example.test:443 HTTP/1.1\r\nhost: example.test\r\n\r\n', 405],
  ['a method that is not the endpoint’s', get('/api/chargers').replace('GET', 'TRACE'), 404],
  ['a target of 16 kB', get(`/api/chargers?NameFilter=${'x'.repeat(16_384)}`), 414],
  ['headers of 40 kB', get('/api/chargers', `x: ${'y'.repeat(40_000)}\r\n`), 431],
  ['a null byte in the target', get('/api/chargers\0'), 400],
  ['a null byte in a header', get('/api/chargers', 'user-agent: a\0b\r\n'), 400],
  ['a broken percent-encoding', get('/api/chargers/%E0%A4%A'), 404],
  ['a null byte, encoded', get('/api/chargers/%00'), 401],
  ['a whole address as target', get('http://example.test/api/chargers'), 404],
  ['a Content-Length that is no number', post('content-length: ten\r\n'), 400],
  ['a negative Content-Length', post('content-length: -1\r\n'), 400],
  ['two different Content-Lengths', post('content-length: 1\r\ncontent-length: 2\r\n', 'ab'), 400],
  ['Content-Length and chunks', post('content-length: 3\r\ntransfer-encoding: chunked\r\n', '0\r\n\r\n'), 400],
  ['a chunk of no size', post('transfer-encoding: chunked\r\n', 'zz\r\n'), 400],
  ['an expectation that nobody can meet', get('/api/chargers', 'expect: a-miracle\r\n'), 401],
])('%s: %s', async (_, bytes, status) => {
  const answer = parsed(await told(bytes));
  expect(answer.status).toBe(status);
  expect(undocumented(answer)).toBeUndefined();
});

test('a body of 10 MB is heard out and answered 413, and the connection ends', async () => {
  const body = 'x'.repeat(10_000_000);
  const answer = parsed(
    await told(post(`content-length: ${body.length}\r\n`, body).replace('connection: close\r\n', '')),
  );
  expect(answer.status).toBe(413);
  expect(undocumented(answer)).toBeUndefined();
});

test('who hoards bodies fills the room for them and no more: others are told 503, and small ones are heard', async () => {
  const door = await openHttpServer(
    {
      ...{ flag: '--emulator-port', host: '127.0.0.1', port: 0, clock: systemClock },
      ...{ bodyRoomBytes: 131_072, bodyBytes: () => 131_072 },
    },
    ({ body }) => ({ status: 200, headers: {}, body: String(body.byteLength) }),
  );
  const sent = (bytes: number) => told(post(`content-length: ${bytes}\r\n`, 'x'.repeat(bytes)), undefined, door.port);
  const kept = post('content-length: 100001\r\n').replace('connection: close\r\n', '');
  const hoarders = Array.from({ length: 5 }, () => {
    const socket = dial(door.port);
    socket.write(kept + 'x'.repeat(100_000));
    return socket;
  });
  await vi.waitFor(async () => expect(parsed(await sent(100_000)).status).toBe(503), 10_000);
  const refused = await sent(100_000);
  expect(undocumented(parsed(refused))).toBeUndefined();
  expect(refused).toMatch(/^connection: close\r$/im);
  expect(parsed(await sent(4_096))).toMatchObject({ status: 200, body: '4096' });
  for (const socket of hoarders) socket.destroy();
  await vi.waitFor(async () => expect(parsed(await sent(100_000)).body).toBe('100000'), 10_000);
  await door.close();
});

test('a client that never takes its answers is cut off, and one whose answer is planned to be late is not', async () => {
  const huge = { status: 200, headers: {}, body: 'x'.repeat(8_000_000) };
  const late = { status: 204, headers: {}, body: '', delivery: { kind: 'slow', delayMs: 700 } } as const;
  const door = await openHttpServer(
    { host: '127.0.0.1', port: 0, clock: systemClock, flag: '--emulator-port', requestTimeoutMs: 150 },
    ({ target }) => (target === '/late' ? late : huge),
  );
  try {
    const deaf = dial(door.port);
    deaf.pause();
    deaf.write(get('/huge').replace('connection: close', 'connection: keep-alive').repeat(3));
    const cut = new Promise((resolve) => deaf.once('close', resolve));
    const answer = await told(get('/late'), undefined, door.port);
    expect(answer).toMatch(/^HTTP\/1\.1 204/);
    // A client that does not read learns of the end only when it reads: what came before, and then no more.
    deaf.resume();
    await cut;
    expect(deaf.bytesRead).toBeLessThan(8_000_000);
  } finally {
    await door.close();
  }
});

test('pipelined requests are answered each, in order', async () => {
  const one = (target: string) => `GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  const text = await told(one('/api/constants') + one('/api/chargers') + get('/nowhere'));
  expect([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(['200', '401', '404']);
});

test.each([
  ['headers', 'GET /api/chargers HTTP/1.1\r\nhost: loc'],
  ['body', post('content-length: 100\r\n', 'grant_type=')],
])('a client that stops in the middle of its %s is told 408 and cut off', async (_, bytes) => {
  const door = await openHttpServer(
    { flag: '--emulator-port', host: '127.0.0.1', port: 0, clock: systemClock, requestTimeoutMs: 240 },
    () => {
      throw new Error('A request that never ended was answered.');
    },
  );
  const answer = parsed(await told(bytes, undefined, door.port));
  expect(answer.status).toBe(408);
  expect(undocumented(answer)).toBeUndefined();
  await door.close();
});

test('any bytes at all: answered as documented or cut off, and the next client is served', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (noise) => {
      const text = await told(Buffer.concat([noise, Buffer.from('\r\n\r\n')]));
      if (text !== '') expect(undocumented(parsed(text))).toBeUndefined();
      expect((await fetch(`${emulator.url}/api/constants`)).status).toBe(200);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('two hundred hostile clients cost a polite one not a single call', async () => {
  const { username, password } = emulator.accounts.owner;
  const form = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', body: form });
  const { access_token } = (await login.json()) as { access_token: string };
  const hostile = Array.from({ length: 200 }, () => dial());
  await vi.waitFor(() => expect(hostile.every(({ readyState }) => readyState === 'open')).toBe(true), 10_000);
  hostile.forEach((socket, place) => {
    if (place % 2 === 0) socket.write('GET /api/chargers HTTP/1.1\r\nx: ');
    else
      socket.write(get('/api/chargers', 'authorization: Bearer x\r\n').replace('connection: close\r\n', '').repeat(20));
  });
  // Fewer than the burst that its own limit allows.
  const polite = await Promise.all(
    Array.from({ length: 12 }, () =>
      fetch(`${emulator.url}/api/chargers`, { headers: { authorization: `Bearer ${access_token}` } }),
    ),
  );
  expect(polite.map(({ status }) => status)).toEqual(Array(12).fill(200));
});
