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
 * Tests that write the law down a second time: its table, its page, what its versions differ in. They would fail on every
 * changed number and so prove nothing about behaviour. They judge a number that is written in the `limits` of a clause and
 * nowhere else, which is there to be read, and at last a weight: some clauses no program can ever call broken.
 */
const restatements = /^packages\/policy\/src\/(clauses\.test\.ts$|describe\/|versions\/)/;
const keystone = /\/keystone\.test\.ts$/;
const onlyToBeRead = /\.limits\.\d+\.value /;

export async function testFiles(): Promise<TestFiles> {
  const files = (await policyFiles()).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const isSlow = (_: string, at: number) => /from 'fast-check'/.test(texts[at] ?? '');
  return { quick: files.filter((file, at) => !isSlow(file, at)), slow: files.filter(isSlow) };
}

/** Whether the table and the page may judge it as well. */
export function isOnlyTold({ id, kind }: Pick<Mutant, 'id' | 'kind'>): boolean {
  return kind === 'severity' || onlyToBeRead.test(id);
}

type Wanted = Pick<Mutant, 'file' | 'id' | 'kind'>;

/**
 * The files that may judge the mutant, in stages, since a stage loads all its files before it runs the first: what is named
 * after its clause and the hand-written histories, what else is quick, what is slow, the keystone, which is slowest.
 */
export function stagesOf({ quick, slow }: TestFiles, { file, id, kind }: Wanted): readonly string[][] {
  const subject = basename(shortName(file)).replace(/^count-/, '');
  const isNear = (test: string) => [`${subject}.test.ts`, `count-${subject}.test.ts`].includes(basename(test));
  const isHistory = (test: string) => /\/judge-(kept|broken|cannot-tell)\.test\.ts$/.test(test);
  const isBehaviour = (test: string) => !restatements.test(test);
  const near = [...quick, ...slow].filter(isNear);
  const stages = [
    [...near, ...quick.filter((test) => !near.includes(test) && isHistory(test))],
    quick.filter((test) => !near.includes(test) && !isHistory(test)),
    slow.filter((test) => !near.includes(test) && !keystone.test(test)),
    slow.filter((test) => keystone.test(test)),
  ];
  const behaviour = stages.map((tests) => tests.filter(isBehaviour));
  return isOnlyTold({ id, kind })
    ? [...behaviour, [...quick, ...slow].filter((test) => !isBehaviour(test))]
    : behaviour;
}
