// Which tests a mutant meets, and in which order: first the file named after its clause, then hand-written histories and
// boundaries, then properties over random facts, which take seconds.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { root } from '../repository.ts';
import { policyFiles, shortName } from './find-mutants.ts';
import type { Mutant } from './mutant.ts';

/** Files by what they cost. */
export interface TestFiles {
  readonly quick: readonly string[];
  readonly slow: readonly string[];
}

/**
 * Tests that write the law down a second time: its table, its page, what its versions differ in. They would fail on every
 * changed number and so prove nothing about behaviour; only files beside them are theirs to hold.
 */
const restatements = /^packages\/policy\/src\/(clauses\.test\.ts$|describe\/|versions\/)/;

export async function testFiles(): Promise<TestFiles> {
  const files = (await policyFiles()).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const isSlow = (at: number) => /from 'fast-check'/.test(texts[at] ?? '');
  return { quick: files.filter((_, at) => !isSlow(at)), slow: files.filter((_, at) => isSlow(at)) };
}

/** Those of the files that may judge the mutant, first the ones that know most of what it changes. */
export function testsOf(files: readonly string[], { file }: Pick<Mutant, 'file'>): readonly string[] {
  const subject = basename(shortName(file)).replace(/^count-/, '');
  const distance = (test: string) => {
    const name = basename(test);
    if (name.startsWith(subject)) return 0;
    return name.startsWith('judge-') ? 1 : 2;
  };
  return files
    .filter((test) => !restatements.test(test) || dirname(test) === dirname(file))
    .toSorted((one, other) => distance(one) - distance(other));
}
