import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../judge/judge.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { attested, call, stream } from '../testing/call.ts';
import { formatFact } from './format-fact.ts';
import { parseFact } from './parse-fact.ts';

const fact = call({ sentAtMs: 1000 });
const changed = (fields: object) => JSON.stringify({ ...fact, ...fields });
const reasonOf = (line: string) => {
  const read = parseFact(line);
  return read.kind === 'unreadable' ? read.reason : null;
};

test('every fact survives being written and read', () => {
  const anyFact = arbitraryFact(fc.nat());
  fc.assert(
    fc.property(anyFact, (any) => {
      expect(parseFact(formatFact(any))).toEqual(any);
    }),
    { numRuns: 500 },
  );
});

test('a line is one line, whatever the texts hold', () => {
  expect(formatFact(call({ sentAtMs: 0, path: 'a\nb\u2028c' }))).not.toContain('\n');
});

test('fields that are no part of a fact are neither written nor read', () => {
  const talkative = { ...fact, password: 'hunter2', door: { ...fact.door, token: 'abc' } };
  expect(formatFact(talkative)).not.toMatch(/hunter2|abc/);
  expect(parseFact(JSON.stringify(talkative))).toEqual(fact);
});

test('what may be null may be absent, what is not told is unknown', () => {
  const {
    resource: _resource,
    changed: _changed,
    window: _window,
    ...short
  } = call({ sentAtMs: 1000, resource: null });
  expect(parseFact(JSON.stringify(short))).toMatchObject({ resource: null, changed: 'unknown', window: null });
});

test('a line of the wrong shape is a value with a reason that does not quote the line', () => {
  expect(reasonOf('')).toBe('the line is not one JSON object');
  expect(reasonOf('{"v":1,')).toBe('the line is not one JSON object');
  expect(reasonOf('[1]')).toBe('the line is not one JSON object');
  expect(reasonOf('{"v":2,"kind":"call"}')).toBe('version 2 is not known, only 1');
  expect(reasonOf('{"v":1,"kind":"rumour"}')).toBe('field "kind" must be one of call, stream, attestation');
  expect(reasonOf(changed({ class: 'gossip' }))).toMatch(/^field "class" must be one of token, list/);
  expect(reasonOf(changed({ sentAtMs: -1 }))).toBe('field "sentAtMs" must be a number of milliseconds from 0 up');
  expect(reasonOf(changed({ sentAtMs: '2026' }))).toBe('field "sentAtMs" must be a number of milliseconds from 0 up');
  expect(reasonOf(changed({ attempt: 0 }))).toBe('field "attempt" must be a whole number from 1 up');
  expect(reasonOf(changed({ door: 'front' }))).toBe('field "door" must be an object');
  expect(reasonOf(changed({ door: { scheme: 'gopher', host: 'x' } }))).toMatch(/^field "door.scheme" must be one of/);
  expect(reasonOf(changed({ window: { fromAtMs: 1 } }))).toBe(
    'field "window.toAtMs" must be a number of milliseconds from 0 up',
  );
  expect(reasonOf(JSON.stringify({ ...stream('opened', 1), scope: 5 }))).toBe('field "scope" must be text');
  expect(
    reasonOf('{"v":1,"kind":"attestation","about":"purpose-lawful","by":"operator","statement":"y","atMs":1}'),
  ).toBe('field "holds" must be true or false');
  expect(reasonOf(changed({ path: 'x'.repeat(20_000) }))).toBe('the line is longer than 18432 characters');
});

test('what a program may well write can be read again: fractions of milliseconds, and a user agent of 16 kB, cut', () => {
  const told = { sentAtMs: 1000.25, answeredAtMs: 1020.5, status: 429, retryAfterMs: 333.3 };
  expect(parseFact(formatFact(call(told)))).toMatchObject(told);
  const talkative = call({ sentAtMs: 1000, userAgent: `app/1.0 (+https://app.example) ${'a'.repeat(16_000)}` });
  expect(parseFact(formatFact(talkative))).toEqual({ ...talkative, userAgent: talkative.userAgent?.slice(0, 512) });
  const statement = attested({ about: 'purpose-lawful', atMs: 1, statement: 's'.repeat(20_000) });
  expect(parseFact(formatFact(statement))).toEqual({ ...statement, statement: 's'.repeat(512) });
});

test('names are bounded, as the bounds of the books are counted with them', () => {
  expect(reasonOf(changed({ resource: 'r'.repeat(257) }))).toBe(
    'field "resource" must be text of at most 256 characters',
  );
  expect(reasonOf(changed({ userAgent: 5 }))).toBe('field "userAgent" must be text');
  expect(parseFact(changed({ resource: 'r'.repeat(256) })).kind).toBe('call');
});

test('what is no text is unreadable, and what is no fact is not written', () => {
  for (const none of [null, undefined, 5, {}, Symbol('line')])
    expect(parseFact(none as never)).toEqual({ kind: 'unreadable', reason: 'the line is no text' });
  for (const none of [null, 5, 'x', {}, { ...fact, door: null }])
    expect(() => formatFact(none as never)).toThrow(
      expect.objectContaining({
        code: 'bad-fact',
        message: 'Failed to write a fact: it is none. Give what record or judge would count.',
      }),
    );
});

test('a mark at the beginning of a file is no part of its first line', () => {
  expect(parseFact(`\uFEFF${formatFact(fact)}`)).toEqual(fact);
});

test('no text at all makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(['call', 'stream', 'attestation', 'unreadable']).toContain(parseFact(line).kind);
    }),
    { numRuns: 500 },
  );
});

test('a statement of earlier versions, which had no words, is one without words', () => {
  const line = '{"v":1,"kind":"attestation","about":"purpose-lawful","by":"operator","holds":true,"atMs":1}';
  expect(parseFact(line)).toMatchObject({ about: 'purpose-lawful', holds: true, statement: '' });
});

test('whatever can be written can be read, and what a journal cannot hold is refused in a sentence', () => {
  const letters = '\u0001'.repeat(256);
  const names = { id: letters, accountId: letters, app: letters, path: letters, resource: letters };
  const more = { installationId: letters, retryOf: letters, clientAddress: letters, userAgent: letters + letters };
  const longest = call({ sentAtMs: 2 ** 52, ...names, ...more, door: { scheme: 'https', host: letters } });
  expect(parseFact(formatFact(longest))).toEqual(longest);
  for (const [atMs, said] of [
    [-1, 'field "sentAtMs" must be'],
    [2 ** 53, 'field "sentAtMs" must be'],
  ] as const) {
    expect(() => formatFact(call({ sentAtMs: atMs }))).toThrow(`Failed to write a fact: ${said}`);
  }
  expect(() => formatFact(call({ window: { fromAtMs: -1, toAtMs: 1 }, sentAtMs: 0 }))).toThrow('window.fromAtMs');
});

test('a refusal with a Retry-After that is no time is written as one that tells none', () => {
  for (const retryAfterMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const refused = call({ sentAtMs: 5, status: 429, retryAfterMs });
    expect(parseFact(formatFact(refused))).toMatchObject({ status: 429, retryAfterMs: null });
  }
});

test('nothing is measured below 0: such an attestation is none, in memory as in a journal', () => {
  const below = attested({ about: 'secrets-in-outputs', value: -1, atMs: 9 });
  expect(() => formatFact(below)).toThrow('Failed to write a fact: it is none');
  expect(reasonOf(JSON.stringify(below))).toBe('field "value" must be a number from 0 up');
  expect(judge([below]).facts.unusable).toBe(1);
});

test('that a call did not arrive is written and read; that it did is what any other tells', () => {
  const lost = call({ sentAtMs: 5, status: null, arrived: 'no' });
  expect(formatFact(lost)).toContain('"arrived":"no"');
  expect(parseFact(formatFact(lost))).toEqual(lost);
  const { arrived: _, ...other } = lost;
  expect(parseFact(JSON.stringify({ ...other, arrived: 'yes' }))).toEqual(other);
});
