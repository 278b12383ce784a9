// Ids that try to be more than an id: parts of paths, queries and encodings, in any order, and any text at all.
import fc from 'fast-check';

const parts = ['/', '\\', '..', '.', '%2f', '%2e', '%', '?', '#', '&', ';', '@', ':', '\0', '\n', ' ', 'å', '😀', 'a'];

export const hostileIds: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((texts) => texts.join('')),
);
