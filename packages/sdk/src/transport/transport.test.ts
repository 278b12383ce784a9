import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { endpoints, matchEndpoint } from '@fairlead/protocol';
import fc from 'fast-check';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { systemClock } from '../clock.ts';
import { hostileIds } from '../testing/hostile-ids.ts';
import { parseBaseAddress } from './base-address.ts';
import { retryAfterMs } from './retry-after.ts';
import { type HttpCall, Transport } from './transport.ts';
import { checkedUserAgent } from './user-agent.ts';

const userAgent = 'fairlead-test/1.0 (+https://example.org)';
const call: HttpCall = { endpoint: 'chargers', params: {}, query: {}, content: null, token: 'token' };
const never = new AbortController().signal;
const servers: Server[] = [];
const publicIds = ['102', '200', '506', '507', '10001'];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transportTo(baseUrl: string, more: { readonly mostBytes?: number } = {}): Transport {
  return new Transport({
    base: parseBaseAddress(baseUrl),
    userAgent,
    fetch: globalThis.fetch,
    clock: systemClock,
    ...more,
  });
}

describe('one exchange over a socket', () => {
  it.each([
    ['{"a":1}', 'application/json', 'json'],
    ['{"a":1}', 'text/plain', 'json'],
    ['', 'application/json', 'empty'],
    ['<html></html>', 'text/html', 'html'],
    ['{"a":', 'application/json', 'malformed'],
    ['no such thing', 'text/plain', 'text'],
  ] as const)('reads %j sent as %s as %s', async (text, type, shape) => {
    const url = await serve((_, answer) => void answer.writeHead(200, { 'content-type': type }).end(text));
    expect(await transportTo(url).exchange(call, never)).toMatchObject({ kind: 'answered', status: 200, shape });
  });

  it('repeats the key of a list in the query, and sends identity and token', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, answer) => {
      seen.push(request.url, request.headers['user-agent'], request.headers.authorization);
      answer.end();
    });
    await transportTo(url).exchange({ ...call, query: { Exclude: ['a', 'b'], PageSize: 100 } }, never);
    expect(seen).toEqual(['/api/chargers?Exclude=a&Exclude=b&PageSize=100', userAgent, 'Bearer token']);
  });

  it('follows no redirect, so that the token goes nowhere else', async () => {
    let calls = 0;
    const url = await serve((_, answer) => {
      calls++;
      answer.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await transportTo(url).exchange(call, never)).toMatchObject({ kind: 'answered', status: 302 });
    expect(calls).toBe(1);
  });

  it('stops reading an answer beyond the bound, announced or not', async () => {
    const announced = await serve((_, answer) => void answer.end('x'.repeat(2_000)));
    const streamed = await serve((_, answer) => {
      answer.write('x'.repeat(900));
      answer.end('x'.repeat(900));
    });
    for (const url of [announced, streamed]) {
      const exchange = await transportTo(url, { mostBytes: 1_000 }).exchange(call, never);
      expect(exchange).toMatchObject({ kind: 'failed', code: 'too-large' });
    }
  });

  it('knows that a refused connection reached nobody, and that a reset may have', async () => {
    const gone = await serve(() => {});
    servers.pop()?.close();
    expect(await transportTo(gone).exchange(call, never)).toMatchObject({
      kind: 'failed',
      reached: 'no',
      code: 'ECONNREFUSED',
    });
    const reset = await serve((request) => void request.socket.resetAndDestroy());
    expect(await transportTo(reset).exchange(call, never)).toMatchObject({ kind: 'failed', reached: 'maybe' });
    const noTls = (await serve(() => {})).replace('http:', 'https:');
    expect(await transportTo(noTls).exchange(call, never)).toMatchObject({ kind: 'failed' });
  });

  it('says where to look when TLS is asked of a plain port, plain HTTP of a TLS port, or a CA is a private one', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
    const secure = createTlsServer({ key, cert }, (_, answer) => void answer.end('{}'));
    servers.push(secure);
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    const plain = (await serve(() => {})).replace('http:', 'https:');
    const told = async (url: string) => transportTo(url).exchange(call, never);
    expect(await told(plain)).toMatchObject({
      reached: 'no',
      message:
        'The connection failed (ERR_SSL_WRONG_VERSION_NUMBER): what listens there does not speak TLS; check the port of the base address and whether TLS is meant.',
    });
    expect(await told(`http://127.0.0.1:${port}`)).toMatchObject({
      message: expect.stringContaining('it ended without an answer; where the port speaks TLS, say https'),
    });
    expect(await told(`https://127.0.0.1:${port}`)).toMatchObject({
      reached: 'no',
      message: expect.stringContaining('pass a private CA with the option `fetch`'),
    });
  });

  it.each([
    ['EPIPE', 'maybe', 'The connection failed (EPIPE).'],
    [
      'ECONNREFUSED',
      'no',
      'The connection failed (ECONNREFUSED): nothing listens there; check the host and the port of the base address.',
    ],
    [
      'ENOTFOUND',
      'no',
      expect.stringContaining('(ENOTFOUND): nobody knows its host; check the host of the base address'),
    ],
    ['EAI_AGAIN', 'no', expect.stringContaining('no name server answers')],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'no', expect.stringContaining('pass a private CA with the option `fetch`.')],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'no', expect.stringContaining('is for another host; check the host of the base')],
    ['CERT_HAS_EXPIRED', 'no', expect.stringContaining('check the clock of this machine.')],
    ['ECONNRESET', 'maybe', 'The connection failed (ECONNRESET).'],
    ['S3CRET', 'maybe', 'The connection failed.'],
    ['ERR_SSL_S3CRET', 'maybe', 'The connection failed.'],
  ] as const)('tells a code of a foreign fetch only where it is a known one: %s', async (code, reached, message) => {
    const base = parseBaseAddress('https://api.zaptec.com');
    const cause = Object.assign(new Error('S3CRET'), { code });
    const fetch = () => Promise.reject(Object.assign(new TypeError('S3CRET', { cause }), { code: 'token=S3CRET' }));
    const exchange = await new Transport({ base, userAgent, clock: manualClock(), fetch }).exchange(call, never);
    expect(exchange).toMatchObject({ kind: 'failed', reached, message });
    expect(JSON.stringify(exchange)).not.toContain('S3CRET');
  });

  it('gives up after 15 s, also with a fetch that never looks at its signal', async () => {
    const clock = manualClock();
    const base = parseBaseAddress('https://api.zaptec.com');
    const transport = new Transport({ base, userAgent, clock, fetch: () => new Promise(() => {}) });
    const exchange = transport.exchange(call, never);
    await clock.advanceBy(14_999);
    expect(clock.pending()).toBe(1);
    await clock.advanceBy(1);
    expect(await exchange).toMatchObject({ kind: 'failed', reached: 'maybe', code: 'timeout' });
    expect(clock.pending()).toBe(0);
  });
});

it('every URL that leaves is the endpoint that was meant with exactly that id, or none leaves (documented-only)', async () => {
  const hostileId = fc.oneof(
    hostileIds,
    fc.uuid(),
    fc.constantFrom(
      '../settings',
      '..%2f..',
      'a/b?c=d#e',
      '%2e%2e',
      '\\..\\',
      '//host/x',
      ' ',
      '@',
      ';x=1',
      'x'.repeat(201),
    ),
  );
  const query = fc.dictionary(
    fc.constantFrom('NameFilter', 'Cursor', 'Exclude'),
    fc.oneof(hostileId, fc.array(hostileId)),
  );
  const hostileCommand = fc.oneof(
    hostileId,
    fc.constantFrom(
      '506?x=1',
      '٥٠٦',
      '506/..',
      'settings',
      '0506',
      '+506',
      '506.0',
      ' 506',
      '506 ',
      '5e2',
      '103',
      '500',
    ),
    fc.nat({ max: 11_000 }).map(String),
    fc.constantFrom(...publicIds),
  );
  const base = parseBaseAddress('https://api.zaptec.com');
  let left = 0;
  let commands = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...endpoints),
      hostileId,
      hostileCommand,
      query,
      async (row, id, commandId, query) => {
        const urls: string[] = [];
        const methods: (string | undefined)[] = [];
        const fetch: typeof globalThis.fetch = (input, init) => {
          urls.push(String(input));
          methods.push(init?.method);
          return Promise.resolve(new Response(null));
        };
        const params = { id, commandId, installationId: id };
        const transport = new Transport({ base, userAgent, fetch, clock: manualClock() });
        const exchange = await transport.exchange({ ...call, endpoint: row.id, params, query }, never);
        const [url] = urls;
        if (url === undefined) {
          expect(exchange).toMatchObject({ kind: 'failed', code: 'unsafe-parameter', reached: 'no' });
          return;
        }
        left += 1;
        if (row.id === 'charger-command') {
          commands += 1;
          expect(publicIds).toContain(commandId);
        }
        // What a fetch makes of the text counts, not the text.
        const { origin, pathname, hash } = new URL(url);
        expect([urls.length, methods[0], origin, hash]).toEqual([1, row.method, 'https://api.zaptec.com', '']);
        const match = matchEndpoint(row.method, pathname);
        expect(match?.endpoint.id).toBe(row.id);
        const named = Object.keys(match?.params ?? {});
        expect(match?.params).toEqual(
          Object.fromEntries(Object.entries(params).filter(([name]) => named.includes(name))),
        );
        expect(named.length).toBe(row.path.split('{').length - 1);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(left).toBeGreaterThan(1_000);
  expect(commands).toBeGreaterThan(10);
});

describe('options that are refused with a sentence', () => {
  it.each([
    'http://api.zaptec.com',
    'http://192.168.1.5:8710',
    'ftp://127.0.0.1',
    'https://u:p@host',
    'https://host/api',
    'x',
  ])('the base address %s', (baseUrl) => {
    expect(() => parseBaseAddress(baseUrl)).toThrow(/^Failed to open the account: .+\. .+\.$/);
  });
  it.each(['http://127.0.0.1:8710', 'http://localhost:1', 'http://[::1]:8710', 'https://api.zaptec.com/'])(
    'but not %s',
    (baseUrl) => {
      expect(parseBaseAddress(baseUrl).origin).toBe(new URL(baseUrl).origin);
    },
  );
  it.each(['', 'node', 'undici', 'my-app', 'my-app/1.0', 'Mozilla/5.0 (X11)', 'my-app/1.0 (+x)\r\nX: y'])(
    'the user agent %j',
    (text) => {
      expect(() => checkedUserAgent(text)).toThrow('product, version and contact');
    },
  );
});

it('reads Retry-After as seconds or as a date, within an hour', () => {
  const nowMs = Date.UTC(2026, 10, 20, 15);
  expect(retryAfterMs('1', nowMs)).toBe(1_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 15:00:30 GMT', nowMs)).toBe(30_000);
  expect(retryAfterMs('999999999', nowMs)).toBe(3_600_000);
  expect(retryAfterMs('soon', nowMs)).toBeNull();
  expect(retryAfterMs(null, nowMs)).toBeNull();
});
