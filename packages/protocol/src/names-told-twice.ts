// Whether JSON holds a name twice in one object: reading keeps the last of them, and the text both.
import { staysAsWritten } from './precise-json.ts';

/** A text within JSON, and the colon behind it where it is a name. */
const textOrName = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** @param parsed what the text was read as; the text is JSON, so that each of its names stands in front of a colon */
export function holdsNameTwice(text: string, parsed: unknown): boolean {
  let told = 0;
  for (const [, colon] of text.matchAll(textOrName)) if (colon !== undefined) told += 1;
  return told > namesIn(parsed);
}

function namesIn(parsed: unknown): number {
  let names = 0;
  const left = [parsed];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null || staysAsWritten(value)) continue;
    if (!Array.isArray(value)) names += Object.keys(value).length;
    for (const inner of Object.values(value)) left.push(inner);
  }
  return names;
}
