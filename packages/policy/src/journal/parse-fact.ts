// The border where a line of a journal becomes a fact. One JSON object a line, `"v":1`, the field names of `Fact`.
// Invariant: never throws, and never quotes the line: a line of unknown origin may hold a secret.
import type { Fact } from '../fact.ts';
import { FieldReader } from './field-reader.ts';
import { readFact, type Unreadable, unreadable } from './read-fact.ts';

/**
 * A fact is about 900 characters. The longest that can be written: 9 names of 256 and a user agent of 512, each letter an
 * escape of 6, make 16,896; 1,536 are left for words and numbers.
 */
const longestLine = 18_432;

/**
 * Reads one line of at most 18,432 characters. Fields that may be null may be absent; fields that are not known are left
 * out. Never throws: what is no fact is answered as `unreadable`, with the reason and without the line. Count it and show
 * the reason; the rest of the journal is still good.
 *
 * @example
 * parseFact('{"v":1,"kind":"stream","bus":"installation","scope":"i1","event":"lost","atMs":5}').kind; // → 'stream'
 * const reason = 'the line is not one JSON object';
 * parseFact('half a li'); // → { kind: 'unreadable', reason }
 */
export function parseFact(line: string): Fact | Unreadable {
  if (typeof line !== 'string') return unreadable('the line is no text');
  if (line.length > longestLine) return unreadable(`the line is longer than ${longestLine} characters`);
  const parsed = parseJson(line.replace(/^\uFEFF/, ''));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return unreadable('the line is not one JSON object');
  }
  return readFact(new FieldReader(parsed, 'journal'));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A line that is no JSON at all is told like any other that is no object.
    return null;
  }
}
