// A rule of the house is a value: what it holds, and a pure function that finds where it is broken.
import type { House } from './house.ts';

export interface Violation {
  readonly file: string;
  readonly line: number;
  /** What is there and must not be, as a half sentence: `imports node:net`. */
  readonly forbidden: string;
  /** What to write instead. */
  readonly allowed: string;
  readonly why: string;
}

export interface Rule {
  /** A plain sentence: the name of its test over the real tree. */
  readonly holds: string;
  find(house: House): readonly Violation[];
}

export function message({ file, line, forbidden, allowed, why }: Violation): string {
  return `${file}:${line} ${forbidden}. Allowed: ${allowed}. Why: ${why}.`;
}

/** Line of the first match, 1 when there is none. */
export function lineOf(text: string, part: string | RegExp): number {
  const at = typeof part === 'string' ? text.indexOf(part) : text.search(part);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
