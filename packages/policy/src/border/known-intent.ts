// The border where an intent is let in. Whoever asks can be told what is wrong; whoever reports a fact has sent already.
import type { Intent } from '../decision.ts';
import { FieldReader } from '../journal/field-reader.ts';
import { callOf } from '../journal/read-fact.ts';
import { PolicyError } from '../policy-error.ts';
import { hasCallForm } from './call-form.ts';
import { isName, isObject, type Told } from './field-forms.ts';

/**
 * The intent as it is decided on: as it is, or with names beyond 256 characters cut, as they will be recorded. Throws
 * `bad-intent` with the first field that is missing or wrong, and never with its value.
 */
export function knownIntent(told: Intent): Intent {
  if (!isObject(told)) throw noIntent('it is no object');
  return isWhole(told) ? told : reread(told);
}

function isWhole(told: Told<Intent>): boolean {
  return hasCallForm(told) && isName(told.accountId) && isInstantOrNull(told.heldSinceMs);
}

/** Held since no instant is not held. */
function isInstantOrNull(told: unknown): told is number | null {
  return told === null || typeof told === 'number';
}

/** An intent is read as the call that it becomes. */
function reread(told: Told<Intent>): Intent {
  const missing = names.find((name) => told[name] === undefined);
  if (missing !== undefined) throw noIntent(`field "${missing}" is missing`);
  const { heldSinceMs } = told;
  if (!isInstantOrNull(heldSinceMs)) throw noIntent('field "heldSinceMs" must be a number of milliseconds or null');
  const call = callOf(new FieldReader(unsent(told), 'program'));
  if (call.kind === 'unreadable') throw noIntent(call.reason);
  const { accountId } = call;
  if (accountId === null) throw noIntent('field "accountId" must be text');
  return { ...call, accountId, heldSinceMs };
}

/** What an intent cannot say yet. */
function unsent(told: Told<Intent>): object {
  const answer = { status: null, answeredAtMs: null, retryAfterMs: null, tokenLifeMs: null };
  return {
    ...told,
    ...answer,
    id: '',
    app: null,
    sentAtMs: 0,
    bytes: null,
    rows: null,
    pages: null,
    code: null,
    arrived: 'unknown',
  };
}

const names = Object.keys({
  accountId: true,
  door: true,
  class: true,
  method: true,
  path: true,
  resource: true,
  installationId: true,
  command: true,
  sets: true,
  narrowing: true,
  page: true,
  pageSize: true,
  window: true,
  attempt: true,
  retryOf: true,
  cause: true,
  heldSinceMs: true,
  changed: true,
  charging: true,
  connected: true,
  allowed: true,
  shown: true,
  userAgent: true,
  clientAddress: true,
} satisfies Record<Exclude<keyof Intent, 'cursor'>, true>) as readonly (keyof Intent)[];

function noIntent(why: string): PolicyError {
  return new PolicyError(
    'bad-intent',
    `Failed to decide on a call: ${why}. Give an intent with every field of the type Intent.`,
  );
}
