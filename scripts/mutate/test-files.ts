// Which tests a mutant meets, and in which order: first the file named after its clause, then hand-written histories and
// boundaries, then properties over random facts, which take seconds.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from '../repository.ts';
import { policyFiles, shortName } from './find-mutants.ts';
import type { Mutant } from './mutant.ts';

/** Files by what they cost. */
export interface TestFiles {
  readonly quick: readonly string[];
  readonly slow: readonly string[];
}

/**
 * The numbers of the law written down a second time. They would fail on every changed number and so prove nothing about
 * behaviour.
 */
const tablesOfTheLaw = ['packages/policy/src/clauses.test.ts'];

export async function testFiles(): Promise<TestFiles> {
  const files = (await policyFiles()).filter((file) => file.endsWith('.test.ts') && !tablesOfTheLaw.includes(file));
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const isSlow = (at: number) => /from 'fast-check'/.test(texts[at] ?? '');
  return { quick: files.filter((_, at) => !isSlow(at)), slow: files.filter((_, at) => isSlow(at)) };
}

/** The same files, those first that know most of what the mutant changes. */
export function nearestFirst(files: readonly string[], { file }: Pick<Mutant, 'file'>): readonly string[] {
  const subject = basename(shortName(file)).replace(/^count-/, '');
  const distance = (test: string) => {
    const name = basename(test);
    if (name.startsWith(subject)) return 0;
    return name.startsWith('judge-') ? 1 : 2;
  };
  return files.toSorted((one, other) => distance(one) - distance(other));
}
