// What an account is opened with, looked at before anything is made of it: a program without types is told here, by name,
// what would fail later and elsewhere.
// Invariant: every option of `AccountOptions` has its check; one that is missing fails the type check.
import { isUuid } from '@fairlead/protocol';
import type { AccountOptions } from '../account.ts';
import { failure } from '../explain/failure.ts';
import { answerKinds } from '../mirror/state-keeper.ts';
import type { SdkError } from '../sdk-error.ts';
import {
  ableTo,
  type Check,
  callback,
  check,
  fields,
  flag,
  isObject,
  list,
  number,
  oneOf,
  optional,
  text,
} from '../value-check.ts';

const reader = check(
  'an object with a function `read`, such as fromEnvironment()',
  (value) => isObject(value) && typeof value['read'] === 'function',
);
const readerOf = fields({ kind: optional(oneOf('password', 'oauth')), refused: optional(callback) });

const journal = ableTo('write', 'history', 'close');

const checks: Readonly<Record<keyof AccountOptions, Check>> = {
  accountId: check('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  baseUrl: text,
  credentials: (value, name) => reader(value, name) ?? readerOf(value, name),
  userAgent: text,
  userGroupIds: check(
    "a list of UUIDs, each once, such as ['90000000-0000-4000-8000-000000000001']",
    (value) => Array.isArray(value) && value.every(isUuid) && areDifferent(value),
  ),
  margin: fields({ ratePerSecond: number, burst: number }),
  reads: check(`an object of ${answerKinds.join(', ')}, each true or false`, (value) => {
    const isKnown = (name: string): boolean => answerKinds.some((kind) => kind === name);
    return isObject(value) && Object.entries(value).every(([name, on]) => isKnown(name) && typeof on === 'boolean');
  }),
  commandRules: fields({ resumeWhileScheduled: optional(oneOf('accepted', 'refused')) }),
  fetch: callback,
  clock: ableTo('nowMs', 'monotonicMs', 'setTimer', 'clearTimer'),
  random: callback,
  source: ableTo('open'),
  detectSharedSubscription: flag,
  keepIn: check(
    'a folder that is not empty, or false',
    (value) => value === false || (typeof value === 'string' && value !== ''),
  ),
  keeper: ableTo('load', 'persist'),
  secrets: ableTo('load', 'save'),
  log: ableTo('debug', 'info', 'warn', 'error'),
  metrics: ableTo('count', 'gauge'),
  journal: check(
    'a function, or an object with the functions write, history, close',
    (value) => typeof value === 'function' || journal(value, '') === null,
  ),
  history: list,
};

const needed = ['credentials', 'userAgent'] as const;

/**
 * The same options, for which everything but the contents of texts and numbers is as the types say.
 *
 * @throws SdkError `invalid-option`
 */
export function checkedOptions(options: AccountOptions): AccountOptions {
  const given: unknown = options;
  if (!isObject(given)) throw refused('no options are given', `Give an object with ${needed.join(' and ')}`);
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(checks, name));
  if (stranger !== undefined) {
    const shown = JSON.stringify(stranger.slice(0, mostShown));
    throw refused(`there is no option ${shown}`, `Leave it out, or say ${nearest(stranger)} if you mean that`);
  }
  const missing = needed.filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    const are = missing.length > 1 ? 'are' : 'is';
    throw refused(
      `${missing.join(' and ')} ${are} missing`,
      `Give ${missing.map((name) => examples[name]).join(' and ')}`,
    );
  }
  for (const [name, isFit] of Object.entries(checks)) {
    const wrong = optional(isFit)(given[name], name);
    if (wrong !== null) throw refused(wrong, 'Correct it, or leave it out where it has a default');
  }
  return options;
}

const examples = {
  credentials: 'credentials such as fromEnvironment()',
  userAgent: 'a userAgent such as "my-app/1.0 (+https://example.org)"',
} as const;

/** Characters of a name that nobody knows. */
const mostShown = 40;

function areDifferent(ids: readonly string[]): boolean {
  return new Set(ids.map((id) => id.toLowerCase())).size === ids.length;
}

function nearest(name: string): string {
  const steps = (known: string): number => distance(name.slice(0, mostShown).toLowerCase(), known.toLowerCase());
  return Object.keys(checks).reduce((best, known) => (steps(known) < steps(best) ? known : best));
}

/** Letters to put in, take out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (let place = 0; place < other.length; place++) {
      const changed = (row[place] ?? 0) + (letter === other[place] ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function refused(happened: string, remedy: string): SdkError {
  return failure('open the account', 'invalid-option', { happened, remedy });
}
