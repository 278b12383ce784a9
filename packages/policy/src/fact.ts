// What happened, as the policy sees it. The only input of `record` and `judge`.
// Invariant: a fact carries no secret and no body; what is not known is said to be unknown.

/** The classes that the policy tells apart (source: docs of the Fair Use policy, worked out in docs/policy.md). */
export const callClasses = [
  'token',
  'list',
  'detail',
  'hierarchy',
  'firmware',
  'constants',
  'state',
  'stream-details',
  'history',
  'report',
  'command',
  'update',
  'undocumented',
] as const;
export type CallClass = (typeof callClasses)[number];

/** Why a call is made. `user` opens no exception; `unknown-charger` and `after-command` open exactly one each. */
export const causes = ['start', 'routine', 'reconcile', 'command', 'user', 'unknown-charger', 'after-command'] as const;
export type Cause = (typeof causes)[number];

export type Known = 'yes' | 'no' | 'unknown';

export const schemes = ['https', 'http', 'amqps', 'amqp', 'wss', 'ws'] as const;

/** Through which door the call went. */
export interface Door {
  readonly scheme: (typeof schemes)[number];
  /** Host name with its port when the port is not the scheme's default. */
  readonly host: string;
}

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'OTHER'] as const;
export type Method = (typeof methods)[number];

/**
 * One HTTP call to the cloud. Recorded twice by whoever makes it: when it is sent (`answeredAtMs` null) and, with the
 * same `id`, when the answer is in or was given up (`status` null then means: no answer). Whoever receives the call
 * records it once, when it is answered. Journals keep the answered form only.
 */
export interface CallFact {
  readonly v: 1;
  readonly kind: 'call';
  /** Unique within the account for as long as the call is in flight; a number or a UUID as text. */
  readonly id: string;
  /** The account: its configured name on the client's side, the JWT's `sub` on the cloud's side, null where unknown. */
  readonly accountId: string | null;
  /** The local app that asked, null for the program itself. */
  readonly app: string | null;
  readonly door: Door;
  readonly class: CallClass;
  readonly method: Method;
  /** Path template of the endpoint table (`/api/chargers/{id}/state`), or the path with ids blanked when unknown. */
  readonly path: string;
  /** What the call is about: charger, installation, session or user-group id; null for lists. */
  readonly resource: string | null;
  readonly narrowing: 'none' | 'name' | 'installation';
  /** `PageIndex`, 0 for the first page, also of pages that follow by cursor; null for those, and where the call has no pages. */
  readonly page: number | null;
  /**
   * Mark of the cursor that the call goes on at, by which one page is told from another: the first 22 characters of its
   * SHA-256 in base64url. Absent where it names none.
   */
  readonly cursor?: string;
  /** `PageSize` as asked; null where not given or not applicable. */
  readonly pageSize: number | null;
  /** Installation that the resource belongs to, where its writer knows it. */
  readonly installationId: string | null;
  /** Id of a device command (`506`); null for every other call. */
  readonly command: number | null;
  /** What an update writes; null where it is no update or not known. */
  readonly sets: 'available-current' | 'other' | null;
  /** Window of history asked for. */
  readonly window: { readonly fromAtMs: number; readonly toAtMs: number } | null;
  /** HTTP status, null while in flight or when no answer came. */
  readonly status: number | null;
  readonly sentAtMs: number;
  readonly answeredAtMs: number | null;
  /** `Retry-After` of a refusal, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** Token life told by a token answer (`expires_in`), in milliseconds. */
  readonly tokenLifeMs: number | null;
  /** 1 for the first try. */
  readonly attempt: number;
  /** `id` of the first try, null for a first try. */
  readonly retryOf: string | null;
  readonly cause: Cause;
  readonly bytes: number | null;
  readonly rows: number | null;
  /** Pages that a list's answer says there are; absent where it told none. Tells a last page that is full from one that another follows. */
  readonly pages?: number;
  /** The cloud's own error code in the answer (`528`); null where it told none. */
  readonly code: number | null;
  /**
   * `no` where not a byte of it can have reached the application: no connection came about, or a limiter or the proxy's own
   * page answered (zaptec-api.md §8.1). Absent where that is not known, or it arrived.
   */
  readonly arrived?: 'no';
  /**
   * Reads: whether the answer differed from what was already held. Updates: whether the value written differs from the one
   * in force. Commands: whether 710, 718 or 763 changed since this command was last refused.
   */
  readonly changed: Known;
  /** Whether the charger was charging, for state reads. */
  readonly charging: Known;
  /** Whether a car was connected: at the charger of a command, at any charger of the installation of an update. */
  readonly connected: Known;
  /**
   * Commands: whether what the writer held of 710, 718 and 763 allowed it (zaptec-api.md §5.4). Updates of an installation:
   * whether its mode, as known since the last 527, does.
   */
  readonly allowed: Known;
  /** Whether a list, a hierarchy or an event had shown this resource to the account before. */
  readonly shown: Known;
  readonly userAgent: string | null;
  /** Address of the caller where the receiver writes the fact. */
  readonly clientAddress: string | null;
}

/** Something that happened on the service bus. */
export interface StreamFact {
  readonly v: 1;
  readonly kind: 'stream';
  readonly accountId: string | null;
  readonly bus: 'group' | 'installation';
  /** User group or installation id. */
  readonly scope: string;
  readonly event: 'opened' | 'message' | 'lost' | 'refused';
  readonly atMs: number;
}

/** What may be attested; to which clause each speaks, and who may say it: `attestations`. */
export const attestationSubjects = [
  'personal-fields-listed',
  'retention-set',
  'export-and-erasure-work',
  'logs-redacted',
  'secrets-in-outputs',
  'secrets-at-rest-in-clear',
  'transport-encrypted',
  'cloud-tokens-handed-out',
  'apps-have-own-keys',
  'user-passwords-at-rest',
  'accounts-are-own',
  'purpose-lawful',
  'contact-answered',
  'calls-not-journalled',
  'oldest-mirrored-value',
  'policy-accepted',
] as const;
export type AttestationSubject = (typeof attestationSubjects)[number];

/** A self-test's result or an operator's statement about what no call can show. What may be said: `attestations`. */
export interface AttestationFact {
  readonly v: 1;
  readonly kind: 'attestation';
  /** Null when it holds for every account of the deployment. */
  readonly accountId: string | null;
  readonly about: AttestationSubject;
  readonly by: 'operator' | 'self-test';
  readonly holds: boolean;
  /** What a self-test measured, in the unit of the subject; null where nothing is measured. */
  readonly value: number | null;
  /** Version of the policy that was accepted; null for every other subject. */
  readonly version: string | null;
  /** What was declared or measured, in one sentence without personal data. */
  readonly statement: string;
  readonly atMs: number;
}

export type Fact = CallFact | StreamFact | AttestationFact;
