// For the tests of the rules: a house of a few planted files, and what a rule says about it.
import { houseOf } from './house.ts';
import { message, type Rule } from './rule.ts';

/** @param files path from the root to content */
export function says(rule: Rule, files: Readonly<Record<string, string>>): readonly string[] {
  return rule.find(houseOf(new Map(Object.entries(files)))).map(message);
}

/** A room's manifest with what a test wants to say about it. */
export function manifest(name: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name, version: '0.1.0', exports: { '.': './src/index.ts' }, ...more }, null, 2);
}
