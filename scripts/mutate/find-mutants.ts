// Every mutant of the policy: its sources parsed, each place of the law changed in each way.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../repository.ts';
import type { Found, Mutant } from './mutant.ts';
import { numberMutants } from './number-mutants.ts';
import { removalMutants } from './removal-mutants.ts';
import { severityMutants } from './severity-mutants.ts';
import { parse } from './walk.ts';

export const policySources = 'packages/policy/src';
/** Tests and their props, and what prints the law or quotes an older one: no number in there is a limit of anybody. */
const noLaw = /\.test\.ts$|\/(testing|describe|versions)\//;

/** All of them, in the order of files and lines. */
export async function findMutants(): Promise<readonly Mutant[]> {
  const files = (await policyFiles()).filter((file) => !noLaw.test(file));
  const found = await Promise.all(files.map(async (file) => mutantsOf(file, await readFile(join(root, file), 'utf8'))));
  return found.flat();
}

/** Every TypeScript file of the policy from the root of the repository, with slashes. */
export async function policyFiles(): Promise<readonly string[]> {
  const entries = await readdir(join(root, policySources), { recursive: true });
  const files = entries.map((entry) => `${policySources}/${entry.replaceAll('\\', '/')}`);
  return files.filter((file) => file.endsWith('.ts')).sort();
}

export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const program = parse(file, text);
  const found = [...numberMutants(program), ...severityMutants(program), ...removalMutants(program)];
  const timesSeen = new Map<string, number>();
  return found
    .toSorted((one, other) => one.start - other.start)
    .map((mutant) => {
      const name = `${shortName(file)} ${mutant.place} ${changeOf(mutant)}`;
      const times = (timesSeen.get(name) ?? 0) + 1;
      timesSeen.set(name, times);
      const { place: _, ...change } = mutant;
      return {
        ...change,
        was: text.slice(mutant.start, mutant.end),
        id: times === 1 ? name : `${name} (${times})`,
        file,
        line: text.slice(0, mutant.start).split('\n').length,
      };
    });
}

/** `clauses/rate-limit` for packages/policy/src/clauses/rate-limit.ts. */
export function shortName(file: string): string {
  return file.slice(policySources.length + 1).replace(/\.ts$/, '');
}

function changeOf({ kind, was, now }: Found): string {
  return kind === 'removal' ? 'removed' : `${was} → ${now}`;
}
