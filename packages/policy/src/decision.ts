// What somebody wants to do, and what the policy answers.
import type { CallFact } from './fact.ts';

/** A call that somebody would like to make now, in the words in which it will be recorded when it is made. */
export interface Intent
  extends Pick<
    CallFact,
    | 'door'
    | 'class'
    | 'method'
    | 'path'
    | 'resource'
    | 'installationId'
    | 'command'
    | 'sets'
    | 'narrowing'
    | 'page'
    | 'cursor'
    | 'pageSize'
    | 'window'
    | 'attempt'
    | 'retryOf'
    | 'cause'
    | 'changed'
    | 'charging'
    | 'connected'
    | 'allowed'
    | 'shown'
    | 'userAgent'
    | 'clientAddress'
  > {
  readonly accountId: string;
  /** When what the caller already holds was read or pushed; null when it holds nothing. Opens the answer `local`. */
  readonly heldSinceMs: number | null;
}

/** The clauses of the policy, in its order. */
export const clauseIds = [
  'rate-limit',
  'token-rate',
  'token-reuse',
  'respect-refusal',
  'documented-only',
  'deprecated-endpoint',
  'no-aggressive-polling',
  'push-first',
  'list-cadence',
  'detail-cadence',
  'targeted-lookup',
  'backoff-heavy',
  'state-cache',
  'local-state',
  'current-cadence',
  'command-precondition',
  'fresh-data',
  'personal-data',
  'secrets-confidential',
  'no-sharing',
  'no-user-passwords',
  'no-intrusion',
  'proper-door',
  'no-circumvention',
  'no-overload',
  'no-scraping',
  'honest-identity',
  'lawful-purpose',
  'monitored',
  'policy-version',
] as const;
export type ClauseId = (typeof clauseIds)[number];

/**
 * Whether this text is the id of a clause.
 *
 * @example
 * isClauseId('push-first'); // → true
 * isClauseId('no-such-clause'); // → false
 */
export function isClauseId(id: string): id is ClauseId {
  return knownIds.has(id);
}
const knownIds: ReadonlySet<string> = new Set(clauseIds);

/**
 * The policy's answer. `wait` names the clause that asks longest: ask again at `untilMs`, since what happens meanwhile
 * may change the answer.
 *
 * `never` is final for this intent: this need, this try of it. Whoever gets it gives the intent up and does not ask again; a
 * later need is a new intent, and is answered by what is known then. Asked all the same it stays `never` while nothing new
 * is recorded; time alone ends it in four clauses, when the period that they state is over: `deprecated-endpoint`,
 * `no-circumvention` and `command-precondition` after 24 h, `respect-refusal` ten minutes after the eighth try failed.
 */
export type Decision =
  | { readonly kind: 'go'; readonly note: string | null }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly clause: ClauseId }
  | { readonly kind: 'local'; readonly freshUntilMs: number; readonly clause: ClauseId }
  | { readonly kind: 'never'; readonly clause: ClauseId; readonly instead: string };

/** Something a duty asks for. Begun by `byMs` at the latest, it is done in time. */
export interface Due {
  readonly clause: ClauseId;
  /** `open-stream`: read the service bus. `reconcile`: read the state of `scope`. `renew`: attest anew what `scope` names. */
  readonly act: 'open-stream' | 'reconcile' | 'renew';
  /** Installation, user group, charger or attestation; null where the account as a whole is meant. */
  readonly scope: string | null;
  readonly byMs: number;
}
