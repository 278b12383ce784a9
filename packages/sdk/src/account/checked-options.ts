// What the options of an account are to be.
// Invariant: every option of `AccountOptions` has its check; one that is missing fails the type check.
import { isUuid } from '@fairlead/protocol';
import { answerKinds } from '../mirror/state-keeper.ts';
import { type OptionRules, type OptionTable, optionsBy } from '../option-table.ts';
import {
  ableTo,
  type Check,
  callback,
  check,
  duration,
  fields,
  flag,
  isObject,
  listOf,
  number,
  oneOf,
  onlyFields,
  optional,
  text,
} from '../value-check.ts';
import type { AccountOptions } from './account-options.ts';

const reader = check(
  'an object with a function `read`, such as fromEnvironment()',
  (value) => isObject(value) && typeof value['read'] === 'function',
);
const readerOf = fields({
  kind: optional(oneOf('password', 'oauth')),
  asksSomebody: optional(flag),
  mayTakeMs: optional(duration),
  refused: optional(callback),
});

/** Of a fact what is read of it before the policy looks at it. */
const kinds: Readonly<Record<string, Check>> = {
  call: fields({ id: text, class: text, path: text, sentAtMs: number, door: fields({ host: text }) }),
  stream: fields({ bus: text, scope: text, event: text, atMs: number }),
  attestation: fields({ atMs: number }),
};
const fact: Check = (value, name) => {
  const kind = isObject(value) ? value['kind'] : undefined;
  const isFit = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return isFit ? isFit(value, name) : `\`${name}\` must be a fact, as the journal was told it`;
};

const named = check(
  'a folder that is not empty, or false',
  (value) => typeof value === 'string' && value.trim() !== '',
);
const written = check('a folder without a NUL', (value) => !String(value).includes('\0'));
/** A folder of that name would be made beside the program, and only found again when it is started there. */
const whole = check(
  "a whole path, since no shell expands ~ here: join(homedir(), '.my-app')",
  (value) => !/^~(?:$|[/\\])/.test(String(value)),
);
const folder: Check = (value, name) => named(value, name) ?? written(value, name) ?? whole(value, name);

const journal = ableTo('write', 'history', 'close');

export const accountChecks: OptionTable<AccountOptions> = {
  // Half a character is no part of a file's name.
  accountId: check(
    'a text that is not empty, of whole characters',
    (value) => typeof value === 'string' && value !== '' && value.isWellFormed(),
  ),
  baseUrl: text,
  credentials: (value, name) => reader(value, name) ?? readerOf(value, name),
  userAgent: text,
  userGroupIds: check(
    "a list of UUIDs, each once, such as ['90000000-0000-4000-8000-000000000001']",
    (value) => Array.isArray(value) && value.every(isUuid) && areDifferent(value),
  ),
  margin: onlyFields({ ratePerSecond: number, burst: number }),
  reads: check(`an object of ${answerKinds.join(', ')}, each true or false`, (value) => {
    const isKnown = (name: string): boolean => answerKinds.some((kind) => kind === name);
    return isObject(value) && Object.entries(value).every(([name, on]) => isKnown(name) && typeof on === 'boolean');
  }),
  commandRules: onlyFields({ resumeWhileScheduled: optional(oneOf('accepted', 'refused')) }),
  fetch: callback,
  clock: ableTo('nowMs', 'monotonicMs', 'setTimer', 'clearTimer'),
  random: callback,
  source: ableTo('open'),
  detectSharedSubscription: flag,
  keepIn: (value, name) => (value === false ? null : folder(value, name)),
  keeper: ableTo('load', 'persist'),
  secrets: ableTo('load', 'save'),
  log: ableTo('debug', 'info', 'warn', 'error'),
  metrics: ableTo('count', 'gauge'),
  journal: check(
    'a function, or an object with the functions write, history, close',
    (value) => typeof value === 'function' || journal(value, '') === null,
  ),
  history: listOf(fact),
};

const rules: OptionRules<AccountOptions> = {
  task: 'open the account',
  table: accountChecks,
  needed: {
    credentials: 'credentials such as fromEnvironment()',
    userAgent: 'a userAgent such as "my-app/1.0 (+https://example.org)"',
  },
};

/**
 * The same options, for which everything but the contents of texts and numbers is as the types say.
 *
 * @throws SdkError `invalid-option`
 */
export function checkedOptions(options: AccountOptions): AccountOptions {
  return optionsBy(options, rules);
}

function areDifferent(ids: readonly string[]): boolean {
  return new Set(ids.map((id) => id.toLowerCase())).size === ids.length;
}
