import rhea from 'rhea';
import { expect, test } from 'vitest';
import { mendReader } from './mended-reader.ts';

mendReader();
const { Reader } = rhea.types as unknown as {
  readonly Reader: new (bytes: Buffer) => { read(): { readonly value: unknown } };
};
const read = (...bytes: readonly number[]) => new Reader(Buffer.from(bytes)).read().value;

test('booleans of one byte and of two are true and false', () => {
  expect([read(0x41), read(0x42), read(0x56, 1), read(0x56, 0)]).toEqual([true, false, true, false]);
});

test('a list that promises more elements than there are bytes is refused', () => {
  expect(() => read(0xd0, 0, 0, 0, 8, 0xff, 0xff, 0xff, 0xff, 0x40)).toThrow('4294967295 elements in 1 bytes');
});
