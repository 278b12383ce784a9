// What a run of mutants says: which of them were to be expected, and which show a hole in the tests or in the list.
import { covers, type Equivalent, isListed } from './equivalents.ts';
import type { Mutant } from './mutant.ts';
import type { Outcome } from './run-mutants.ts';

export interface Verdict {
  readonly killed: number;
  readonly timedOut: number;
  /** Listed, and indeed alive. */
  readonly equivalent: number;
  /** Alive and not listed: a test is missing. */
  readonly survived: readonly Mutant[];
  /** Listed, and yet killed: the list is wrong. */
  readonly wronglyListed: readonly { readonly id: string; readonly by: string }[];
  /** Listed, and not to be found among all mutants. */
  readonly notFound: readonly string[];
}

/** @param all every mutant there is, also those that were not run */
export function verdictOn(outcomes: readonly Outcome[], all: readonly Mutant[], list: readonly Equivalent[]): Verdict {
  const of = (kind: Outcome['kind'], listed: boolean) =>
    outcomes.filter((outcome) => outcome.kind === kind && isListed(outcome.mutant.id, list) === listed);
  return {
    killed: of('killed', false).length,
    timedOut: of('timed-out', false).length,
    equivalent: of('survived', true).length,
    survived: of('survived', false).map(({ mutant }) => mutant),
    wronglyListed: [...of('killed', true), ...of('timed-out', true)].map((outcome) => ({
      id: outcome.mutant.id,
      by: outcome.kind === 'killed' ? outcome.by : 'a run that never ended',
    })),
    notFound: list.flatMap(({ mutants }) => mutants).filter((listed) => !all.some(({ id }) => covers(listed, id))),
  };
}

export function isGood({ survived, wronglyListed, notFound }: Verdict): boolean {
  return survived.length + wronglyListed.length + notFound.length === 0;
}

/** A line for each thing that is wrong, then the table. */
export function told(verdict: Verdict): string {
  const { survived, wronglyListed, notFound } = verdict;
  return [
    ...survived.map(({ id, file, line }) => `survived: ${id} (${file}:${line}). Write the test that fails on it.`),
    ...wronglyListed.map(({ id, by }) => `listed as equivalent, yet killed: ${id}, by "${by}". Take it off the list.`),
    ...notFound.map((id) => `listed as equivalent, yet nowhere in the policy: ${id}. Take it off the list.`),
    '',
    `killed      ${verdict.killed}`,
    `timed out   ${verdict.timedOut}`,
    `equivalent  ${verdict.equivalent}`,
    `survived    ${survived.length}`,
    ...(wronglyListed.length + notFound.length > 0 ? [`wrong list  ${wronglyListed.length + notFound.length}`] : []),
  ].join('\n');
}
