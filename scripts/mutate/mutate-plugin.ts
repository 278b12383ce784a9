// Changes one file of the policy as it is loaded; on disk nothing changes. The mutant stands in a variable, since the
// configuration of vitest is loaded apart from whoever starts it.
import { relative, sep } from 'node:path';
import type { Plugin } from 'vitest/config';
import { root } from '../repository.ts';
import { apply, type Mutant } from './mutant.ts';

/** Read whenever a file is loaded. Holds a list of mutants as JSON; the policy stays as it is without it. */
export const mutantVariable = 'FAIRLEAD_MUTANT';
/** Set to the id of a mutant once its file was changed. */
export const appliedVariable = 'FAIRLEAD_MUTANT_APPLIED';

export function mutatePlugin(): Plugin {
  return {
    name: 'fairlead-mutate',
    enforce: 'pre',
    transform(code, id) {
      const file = fileOf(id);
      // From the end of the file on, so that no change moves the place of another.
      const here = mutantsInPlace()
        .filter((mutant) => mutant.file === file)
        .sort((one, other) => other.start - one.start);
      if (here.length === 0) return null;
      const changed = here.reduce(apply, code);
      process.env[appliedVariable] = here[0]?.id;
      return { code: changed, map: null };
    },
  };
}

function mutantsInPlace(): readonly Mutant[] {
  const told = process.env[mutantVariable] ?? '';
  return told === '' ? [] : (JSON.parse(told) as readonly Mutant[]);
}

function fileOf(id: string): string {
  const [path = ''] = id.split('?');
  return relative(root, path).split(sep).join('/');
}
