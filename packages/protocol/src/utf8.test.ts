import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function reference(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

test('encodes as the standard encoder does, half pairs included', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'a\udc00b', '\ud83d\ude00')),
      (text) => {
        expect(Array.from(encodeUtf8(text))).toEqual(Array.from(new TextEncoder().encode(text)));
      },
    ),
  );
});

test('decodes and refuses exactly as the strict standard decoder does', () => {
  const nearly = fc.array(
    fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0x9f, 0xed, 0xf0, 0x90, 0x8f, 0xf4, 0xf5),
    {
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        nearly.map((bytes) => Uint8Array.from(bytes)),
      ),
      (bytes) => {
        expect(decodeUtf8(bytes, 0, bytes.length)).toBe(reference(bytes));
      },
    ),
    { numRuns: 3000 },
  );
});

test('decodes texts longer than one chunk', () => {
  const text = 'é😀x'.repeat(5000);
  const bytes = encodeUtf8(text);
  expect(decodeUtf8(bytes, 0, bytes.length)).toBe(text);
});
