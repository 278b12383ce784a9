// Options looked at before anything is made of them: a program without types is told here, by name, what would fail later and
// elsewhere.
// Invariant: an option that the table does not name is refused; a table that misses one of the type fails the type check.
import { failure } from './explain/failure.ts';
import { nearestName, shownName } from './nearest-name.ts';
import type { SdkError } from './sdk-error.ts';
import { type Check, isObject, optional } from './value-check.ts';

/** A check for each option of a type. */
export type OptionTable<Options> = Readonly<Record<keyof Options, Check>>;

export interface OptionRules<Options> {
  /** What fails, after *Failed to*. */
  readonly task: string;
  readonly table: OptionTable<Options>;
  /** What has no default, each with what to give. */
  readonly needed: Readonly<Partial<Record<keyof Options & string, string>>>;
}

/**
 * The same options, for which everything but the contents of texts and numbers is as the types say.
 *
 * @throws SdkError `invalid-option`
 */
export function optionsBy<Options extends object>(options: Options, rules: OptionRules<Options>): Options {
  const { task } = rules;
  const table: Readonly<Record<string, Check>> = rules.table;
  const needed: Readonly<Record<string, string>> = rules.needed as Readonly<Record<string, string>>;
  const refused = (happened: string, remedy: string): SdkError => failure(task, 'invalid-option', { happened, remedy });
  const given: unknown = options;
  if (!isObject(given))
    throw refused('no options are given', `Give an object with ${Object.keys(needed).join(' and ') || 'options'}`);
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(table, name));
  if (stranger !== undefined) {
    const nearest = nearestName(stranger, Object.keys(table));
    const remedy = nearest === null ? 'Leave it out' : `Leave it out, or say ${nearest} if you mean that`;
    throw refused(`there is no option ${shownName(stranger)}`, remedy);
  }
  const missing = Object.keys(needed).filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    const are = missing.length > 1 ? 'are' : 'is';
    throw refused(
      `${missing.join(' and ')} ${are} missing`,
      `Give ${missing.map((name) => needed[name]).join(' and ')}`,
    );
  }
  for (const [name, isFit] of Object.entries(table)) {
    const wrong = optional(isFit)(given[name], name);
    if (wrong !== null) throw refused(wrong, 'Correct it, or leave it out where it has a default');
  }
  return options;
}
