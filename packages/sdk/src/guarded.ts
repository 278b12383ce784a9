// Methods whose arguments are looked at first, as a program without types may pass them: what is of a wrong type is refused by
// its name, in one sentence, before anything else is done with it; so is who took the call back before it was made.
// Invariant: every method of a guarded thing has its row; one that is missing fails the type check.
import { failure } from './explain/failure.ts';
import { misfit } from './must-fit.ts';
import { type Check, check, firstOf, optional, orNull, text } from './value-check.ts';

/** How a method says no: as its answers come. */
type Refusal = 'rejection' | 'iteration' | 'throw';
type Row = readonly [refusal: Refusal, ...args: readonly (readonly [name: string, check: Check])[]];
type Method = (...given: readonly unknown[]) => unknown;

/** A row for each method; what is no method has none. */
export type MethodRows<Thing> = {
  readonly [Name in keyof Thing as Thing[Name] extends (...given: never) => unknown ? Name : never]: Row;
};

export const signal = check('an AbortSignal', (value) => value instanceof AbortSignal);
/** Who asks, and for how long. */
export const asker = {
  app: optional(orNull(text)),
  signal: optional(signal),
};

interface Leaving {
  readonly signal?: AbortSignal;
}

/** Whether who asks has left already: nothing is told then, what is held and fresh neither. */
export function hasLeft(asking: Leaving | undefined): boolean {
  return asking?.signal?.aborted === true;
}

/** @param name of the thing, for the sentence; empty for the front door itself */
export function guarded<Thing extends object>(name: string, thing: Thing, rows: MethodRows<Thing>): Thing {
  const rowOf = new Map<string, Row>(Object.entries(rows));
  const members = Object.entries(thing).map(([member, value]) => {
    const row = rowOf.get(member);
    return [member, row ? guardedMethod(name === '' ? member : `${name}.${member}`, value, row) : value];
  });
  return Object.fromEntries(members);
}

function guardedMethod(task: string, open: Method, [refusal, ...args]: Row): Method {
  return (...given) => {
    const wrong = firstOf(args.map(([name, isFit], place) => isFit(given[place], name)));
    const left = args.some(([name], place) => name === 'asking' && hasLeft(given[place] as Leaving));
    if (wrong === null && !left) return open(...given);
    const error = wrong === null ? failure(`call ${task}`, 'cancelled') : misfit(`call ${task}`, wrong);
    switch (refusal) {
      case 'rejection':
        return Promise.reject(error);
      case 'iteration':
        return {
          [Symbol.asyncIterator]() {
            throw error;
          },
        };
      case 'throw':
        throw error;
    }
  };
}
