import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import '../../../test/property-seed.ts';
import { jsonPieces } from './json-pieces.ts';

it('says in pieces what JSON.stringify says at once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 50 }), (value, pieceLength) => {
      expect([...jsonPieces(value, pieceLength)].join('')).toBe(JSON.stringify(value));
    }),
  );
  const gaps = { left: 1, out: undefined, list: [undefined, 2], deep: { none: undefined } };
  expect([...jsonPieces(gaps)].join('')).toBe(JSON.stringify(gaps));
});

test('a piece is longer than wanted by one item of a list at most', () => {
  const item = { text: 'x'.repeat(1_000) };
  const pieces = [...jsonPieces({ version: 1, world: { chargers: Array.from({ length: 500 }, () => item) } }, 10_000)];
  expect(pieces.length).toBeGreaterThan(40);
  for (const { length } of pieces) expect(length).toBeLessThan(11_100);
  for (const { length } of pieces.slice(0, -1)) expect(length).toBeGreaterThanOrEqual(10_000);
});
