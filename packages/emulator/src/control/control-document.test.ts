// The control API against its own document: each route once as it is meant, and every one as nobody should call it.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { type ControlDocument, controlDocument, type Operation, undescribed } from '../testing/control-document.ts';

let emulator: Emulator;
let document: ControlDocument;
let ids: { readonly charger: string; readonly installation: string; readonly account: string };
const clock = manualClock();
const mistakes: string[] = [];
const heard = (warning: Error) => void mistakes.push(String(warning.stack));

beforeAll(async () => {
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 0 } });
  document = await controlDocument(emulator);
  const [charger] = emulator.world.chargers();
  ids = {
    charger: charger?.id ?? '',
    installation: charger?.installationId ?? '',
    account: emulator.accounts.owner.sub,
  };
  process.on('warning', heard);
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  process.off('warning', heard);
  await emulator.stop();
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

async function ask({ method, path, body }: Sent) {
  const init = { method, ...(body === undefined ? {} : { body }) };
  const answer = await emulator.fetch(`${emulator.controlUrl}${path}`, init);
  return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() };
}

/** What a call needs that is meant: what comes before it, its ids, its body. Routes that are not here need nothing. */
const meant: Readonly<
  Record<
    string,
    { readonly body?: object; readonly id?: () => string; readonly first?: () => unknown; readonly status?: number }
  >
> = {
  'POST /chargers/{id}/plug': { body: { takesKwh: 10, maxCurrentA: 16, phases: 3 } },
  'POST /chargers/{id}/unplug': { first: () => emulator.world.plug(ids.charger) },
  'POST /chargers/{id}/card': {
    body: { token: 'nfc-04AABBCC' },
    first: async () => {
      emulator.world.setAuthentication(ids.installation, 'native', { cardRequired: true });
      emulator.world.plug(ids.charger);
      await clock.advanceBy(10_000);
    },
  },
  'POST /sessions/{id}/replace': {
    async first() {
      emulator.world.plug(ids.charger, { takesKwh: 1 });
      await clock.advanceBy(3_600_000);
      emulator.world.unplug(ids.charger);
      await clock.advanceBy(60_000);
    },
    id: () => JSON.parse(emulator.world.chargers()[0]?.observations.get(723)?.value ?? '').SessionId,
  },
  'PUT /chargers/{id}/warnings': { body: { names: [] } },
  'PUT /chargers/{id}/managed-elsewhere': { body: { elsewhere: true } },
  'PUT /installations/{id}/mode': { body: { mode: 'schedule' } },
  'PUT /installations/{id}/authentication': { body: { by: 'native', cardRequired: true } },
  'POST /firmware': { body: { model: 'Go', version: '9.9.9.9' } },
  'POST /operator-actions': {
    body: {
      ...{ action: 'waive', clause: 'state-cache', who: 'me', why: 'a test' },
      get subject() {
        return emulator.accounts.owner.sub;
      },
    },
  },
  'GET /faults': {
    first() {
      emulator.faults.plan({ kind: 'reset' }, { path: '/nowhere' }, { share: 0.5, forMs: 1_000 });
      emulator.faults.plan({ kind: 'reset' }, { method: 'PUT' }, 3);
    },
  },
  'POST /faults': { body: { kind: 'status', status: 504, path: '/nowhere' } },
  'POST /http': { body: { do: 'come-back' } },
  'POST /bus': { body: { do: 'detach-readers' } },
  'POST /subscriptions': {
    body: {
      get topic() {
        return `installation_${ids.installation}`;
      },
    },
  },
  'POST /installations/{id}/messages': { body: { base64: 'e30=' } },
  'PUT /charger-clocks': { body: { skewMs: -5_000 } },
  'PUT /scenario': { body: { name: 'calm-day' } },
  'PATCH /switches': { body: { outage: 'none' } },
  'PUT /snapshot': {
    body: {
      get version() {
        return 1;
      },
      get world() {
        return emulator.snapshot().world;
      },
    },
  },
  'PUT /clock': { status: 409 },
};

function idFor(path: string): string {
  if (path.startsWith('/installations/') || path.startsWith('/subscriptions/')) return ids.installation;
  return path.startsWith('/accounts/') ? ids.account : ids.charger;
}

test('each route does as it is told once, and answers what its document says', async () => {
  for (const { method, path, responses } of document.operations) {
    await emulator.reset();
    const { body, first, id, status } = meant[`${method} ${path}`] ?? {};
    await first?.();
    const sent = { method, path: path.replace('{id}', id?.() ?? idFor(path)), body: body && JSON.stringify(body) };
    const answer = await ask(sent);
    expect([method, path, undescribed(document, responses, answer)]).toEqual([method, path, undefined]);
    expect([method, path, answer.status]).toEqual([method, path, status ?? (responses[204] === undefined ? 200 : 204)]);
  }
});

test('no route is meant that is not there', () => {
  const there = new Set(document.operations.map(({ method, path }) => `${method} ${path}`));
  expect(Object.keys(meant).filter((name) => !there.has(name))).toEqual([]);
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e300, '', [], {}, [[]], 'x'.repeat(70_000), '9'.repeat(400)),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', '%00', '../..', '\u202e', 'a\r\nb: c', '__proto__', 'constructor', '\ud800'),
  fc.jsonValue(),
);

/** A value that fits a field, or one that may not. */
function valueFor(schema: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const words = schema['enum'] as readonly unknown[] | undefined;
  if (words) return fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 4 }, odd);
  switch (schema['type']) {
    case 'boolean':
      return fc.oneof({ arbitrary: fc.boolean(), weight: 4 }, odd);
    case 'integer':
      return fc.oneof({ arbitrary: fc.integer({ min: -1, max: 700 }), weight: 4 }, odd);
    case 'number':
      return fc.oneof({ arbitrary: fc.double({ noNaN: true, min: -1, max: 100 }), weight: 4 }, odd);
    default:
      return fc.oneof({ arbitrary: fc.constantFrom('state-cache', 'somebody', '2.5.0.1', 'e30='), weight: 2 }, odd);
  }
}

function bodyOf({ body }: Operation): fc.Arbitrary<string | undefined> {
  const properties = (body?.['properties'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const fields = fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valueFor(one)])), {
    requiredKeys: [],
  });
  const cased = fc.dictionary(fc.constantFrom(...Object.keys(properties).map((name) => name.toUpperCase()), 'x'), odd, {
    maxKeys: 3,
  });
  const strange = fc.oneof(
    odd.map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('', '[', '['.repeat(50_000), '{"a":'.repeat(20_000), '\ufeff{}', '"', 'null', '{"__proto__": {}}'),
  );
  return fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 1 },
    { arbitrary: fields.map((told) => JSON.stringify(told)), weight: 8 },
    { arbitrary: cased.map((told) => JSON.stringify(told)), weight: 1 },
    { arbitrary: strange, weight: 2 },
  );
}

function hostile(operations: readonly Operation[]): fc.Arbitrary<Sent & { readonly operation: Operation }> {
  return fc.constantFrom(...operations).chain((operation) => {
    const id = fc.oneof(
      fc.constantFrom(idFor(operation.path), idFor(operation.path), 'nobody', 'A-1_b'),
      fc.uuid(),
      fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(...'abcXYZ019_-') }),
    );
    return fc.record({
      operation: fc.constant(operation),
      method: fc.constant(operation.method),
      path: id.map((one) => operation.path.replace('{id}', one)),
      body: operation.method === 'GET' ? fc.constant(undefined) : bodyOf(operation),
    });
  });
}

describe('as nobody should call it', () => {
  test('whatever is sent, the answer is one of the document, and no mistake of ours', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(hostile(document.operations), async ({ operation, ...sent }) => {
        const answer = await ask(sent);
        seen.add(`${operation.method} ${operation.path} ${answer.status < 300}`);
        expect(undescribed(document, operation.responses, answer)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(mistakes).toEqual([]);
    // Not all is refused at the first look, or nothing was proved about what comes behind it.
    const carriedOut = document.operations.filter(({ method, path }) => seen.has(`${method} ${path} true`));
    expect(carriedOut.length).toBeGreaterThan(document.operations.length / 2);
    expect((await ask({ method: 'GET', path: '/world' })).status).toBe(200);
  }, 60_000);

  test('each body of 10 MB is 413', async () => {
    const body = `{"x":"${'9'.repeat(10_000_000)}"}`;
    for (const { method, path } of document.operations) {
      if (method === 'GET') continue;
      const { status } = await ask({ method, path: path.replace('{id}', idFor(path)), body });
      // A snapshot may be large; this one is none.
      expect([method, path, status]).toEqual([method, path, path === '/snapshot' ? 400 : 413]);
    }
  });

  test('a method that a path has not is 405 and says which it has; a wrong casing is another path', async () => {
    for (const path of new Set(document.operations.map((one) => one.path))) {
      const has = document.operations.filter((one) => one.path === path).map(({ method }) => method);
      const place = path.replace('{id}', idFor(path));
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
        if (has.includes(method)) continue;
        const answer = await emulator.fetch(`${emulator.controlUrl}${place}`, { method });
        expect([path, method, answer.status]).toEqual([path, method, 405]);
        expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...has].sort());
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
      const answer = await emulator.fetch(`${emulator.controlUrl}${path.toUpperCase()}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  test.each([
    '',
    '/',
    '//',
    '/nothing',
    '/chargers/',
    '/chargers/a/b/plug',
    `/chargers/${'x'.repeat(65)}/plug`,
    '/chargers/%00/plug',
  ])('a path that is not there is 404: "%s"', async (path) => {
    const answer = await emulator.fetch(`${emulator.controlUrl}${path}`, { method: 'POST' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});
