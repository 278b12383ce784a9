// Changes one file of the policy as it is loaded; on disk nothing changes. The mutant stands in a variable, since the
// configuration of vitest is loaded apart from whoever starts it.
import { relative, sep } from 'node:path';
import type { Plugin } from 'vitest/config';
import { root } from '../repository.ts';
import { apply, type Mutant } from './mutant.ts';

/** Read whenever a file is loaded. Holds a mutant as JSON; the policy stays as it is without it. */
export const mutantVariable = 'FAIRLEAD_MUTANT';
/** Set to the id of the mutant once its file was changed. */
export const appliedVariable = 'FAIRLEAD_MUTANT_APPLIED';

export function mutatePlugin(): Plugin {
  return {
    name: 'fairlead-mutate',
    enforce: 'pre',
    transform(code, id) {
      const mutant = mutantInPlace();
      if (mutant === null || fileOf(id) !== mutant.file) return null;
      const changed = apply(code, mutant);
      process.env[appliedVariable] = mutant.id;
      return { code: changed, map: null };
    },
  };
}

function mutantInPlace(): Mutant | null {
  const told = process.env[mutantVariable] ?? '';
  return told === '' ? null : (JSON.parse(told) as Mutant);
}

function fileOf(id: string): string {
  const [path = ''] = id.split('?');
  return relative(root, path).split(sep).join('/');
}
