import { expect, test } from 'vitest';
import { fingerprint, nameOf } from './name.ts';

test('a text of 36 characters is its own name, and a longer one a number, however long it is', () => {
  const id = 'c0000000-0000-4000-8000-000000000001';
  expect(nameOf(id)).toBe(id);
  expect(nameOf('x'.repeat(36))).toBe('x'.repeat(36));
  for (const length of [37, 100_000]) {
    const name = nameOf('é'.repeat(length));
    expect(Number.isSafeInteger(name)).toBe(true);
    expect(name).toBe(nameOf('é'.repeat(length)));
  }
});

test('200,000 texts that differ little have fingerprints of their own, spread evenly', () => {
  const spread = new Uint32Array(64);
  const seen = new Set<number>();
  for (let n = 0; n < 200_000; n += 1) {
    const found = fingerprint(`window /api/sessions/archived i${n % 1000} c${n} 0`);
    spread[found % 64] = (spread[found % 64] ?? 0) + 1;
    seen.add(found);
  }
  expect(seen.size).toBe(200_000);
  expect([...seen].every((found) => Number.isSafeInteger(found) && found >= 0)).toBe(true);
  // 3,125 each; a fair throw stays within six times its spread of 56.
  for (const count of spread) expect(Math.abs(count - 3125)).toBeLessThan(340);
});

test('a text has the same fingerprint in every version', () => {
  const told = ['', 'a', 'foobar', 'c0000000-0000-4000-8000-000000000001'].map(fingerprint);
  expect(told).toEqual([5_322_557_567_281_144, 5_666_895_345_295_778, 5_984_851_162_933_679, 4_452_993_997_108_720]);
});
