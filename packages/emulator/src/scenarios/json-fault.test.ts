import { assert, json, property } from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { jsonFaultAt } from './json-fault.ts';

test.each([
  ['{\n"name": }', 2, 9],
  ['{\n  "a": 1,\n}', 3, 1],
  ['{"a": 1 "b": 2}', 1, 9],
  ['[1,\n 2', 2, 3],
  ['[1 2]', 1, 4],
  ['[1}', 1, 3],
  ['{"a" 1}', 1, 6],
  ['{1: 2}', 1, 2],
  ['[,]', 1, 2],
  ['// no\n{}', 1, 1],
  ["{'a': 1}", 1, 2],
  ['{"a": 01}', 1, 8],
  ['{"a": "b\nc"}', 1, 7],
  ['{} {}', 1, 4],
  ['', 1, 1],
])('%j is wrong in line %i, column %i', (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(jsonFaultAt(text)).toEqual({ line, column });
});

test('what is JSON is right to its end; what is missing, or too much, is found there', () => {
  assert(
    property(json(), (text) => {
      const place = (written: string) => jsonFaultAt(written).column - 1;
      expect(place(text)).toBe(text.length);
      expect(place(`[${text}`)).toBe(text.length + 1);
      expect(place(`[${text}, ?`)).toBe(text.length + 3);
      expect(place(`{"a": ${text}]`)).toBe(text.length + 6);
    }),
  );
});

test('a text nested half a million deep is read to its end', () => {
  expect(jsonFaultAt('['.repeat(500_000)).column).toBe(500_001);
});
