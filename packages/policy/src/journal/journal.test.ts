import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { call, stream } from '../testing/call.ts';
import { formatFact } from './format-fact.ts';
import { parseFact } from './parse-fact.ts';

const seed = 20261122;
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
    { seed, numRuns: 500 },
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
  expect(reasonOf(changed({ sentAtMs: -1 }))).toBe('field "sentAtMs" must be a whole number from 0 up');
  expect(reasonOf(changed({ sentAtMs: '2026' }))).toBe('field "sentAtMs" must be a whole number from 0 up');
  expect(reasonOf(changed({ attempt: 0 }))).toBe('field "attempt" must be a whole number from 1 up');
  expect(reasonOf(changed({ door: 'front' }))).toBe('field "door" must be an object');
  expect(reasonOf(changed({ door: { scheme: 'gopher', host: 'x' } }))).toMatch(/^field "door.scheme" must be one of/);
  expect(reasonOf(changed({ window: { fromAtMs: 1 } }))).toBe('field "window.toAtMs" must be a whole number from 0 up');
  expect(reasonOf(JSON.stringify({ ...stream('opened', 1), scope: 5 }))).toBe('field "scope" must be text');
  expect(
    reasonOf('{"v":1,"kind":"attestation","about":"purpose-lawful","by":"operator","statement":"y","atMs":1}'),
  ).toBe('field "holds" must be true or false');
  expect(reasonOf(changed({ path: 'x'.repeat(20_000) }))).toBe('the line is longer than 16384 characters');
});

test('no text at all makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(['call', 'stream', 'attestation', 'unreadable']).toContain(parseFact(line).kind);
    }),
    { seed, numRuns: 500 },
  );
});
