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
 * changed number and so prove nothing about behaviour. They may judge the files beside them, and a number that is written
 * in the `limits` of a clause and nowhere else: such a number is there to be read.
 */
const restatements = /^packages\/policy\/src\/(clauses\.test\.ts$|describe\/|versions\/)/;
const onlyToBeRead = /\.limits\.\d+\.value /;

export async function testFiles(): Promise<TestFiles> {
  const files = (await policyFiles()).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const isSlow = (_: string, at: number) => /from 'fast-check'/.test(texts[at] ?? '');
  return { quick: files.filter((file, at) => !isSlow(file, at)), slow: files.filter(isSlow) };
}

/**
 * The files that may judge the mutant, in two stages: what is named after its clause and everything quick, then the rest.
 * Within a stage those come first that know most of what it changes.
 */
export function stagesOf(
  { quick, slow }: TestFiles,
  { file, id }: Pick<Mutant, 'file' | 'id'>,
): readonly [string[], string[]] {
  const subject = basename(shortName(file)).replace(/^count-/, '');
  const distance = (test: string) => {
    const name = basename(test);
    if (name === `${subject}.test.ts` || name === `count-${subject}.test.ts`) return 0;
    return name.startsWith('judge-') ? 1 : 2;
  };
  const mayJudge = (test: string) =>
    !restatements.test(test) || dirname(test) === dirname(file) || onlyToBeRead.test(id);
  const nearest = (tests: readonly string[]) =>
    tests.filter(mayJudge).toSorted((one, other) => distance(one) - distance(other));
  const isNear = (test: string) => distance(test) === 0;
  return [nearest([...quick, ...slow.filter(isNear)]), nearest(slow.filter((test) => !isNear(test)))];
}
