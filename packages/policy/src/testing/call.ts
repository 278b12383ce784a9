// Writes facts and intents for tests in as few words as the test is about.
import type { Intent } from '../decision.ts';
import type { AttestationFact, CallFact, StreamFact } from '../fact.ts';

let lastId = 0;

/** A detail read that was answered 200 after 20 ms, unless `given` says otherwise. */
export function call(given: Partial<CallFact> & { readonly sentAtMs: number }): CallFact {
  lastId += 1;
  return {
    v: 1,
    kind: 'call',
    id: String(lastId),
    accountId: 'main',
    app: null,
    door: { scheme: 'https', host: 'api.zaptec.com' },
    class: 'detail',
    method: 'GET',
    path: '/api/chargers/{id}',
    resource: 'c1',
    installationId: null,
    command: null,
    sets: null,
    narrowing: 'none',
    page: null,
    pageSize: null,
    window: null,
    status: 200,
    answeredAtMs: given.sentAtMs + 20,
    retryAfterMs: null,
    tokenLifeMs: null,
    attempt: 1,
    retryOf: null,
    cause: 'routine',
    bytes: null,
    rows: null,
    code: null,
    changed: 'unknown',
    charging: 'unknown',
    connected: 'unknown',
    allowed: 'unknown',
    shown: 'unknown',
    userAgent: 'fairlead/0.1.0 (+https://fairlead.example)',
    clientAddress: null,
    ...given,
  };
}

const list = { class: 'list', path: '/api/chargers', resource: null, page: 0, pageSize: 100 } as const;
const state = { class: 'state', path: '/api/chargers/{id}/state' } as const;
const login = {
  class: 'token',
  method: 'POST',
  path: '/oauth/token',
  resource: null,
  tokenLifeMs: 86_399_000,
} as const;

const update = {
  class: 'update',
  method: 'POST',
  path: '/api/installation/{id}/update',
  resource: 'i1',
  sets: 'available-current',
  connected: 'yes',
  changed: 'yes',
} as const;
const command = {
  class: 'command',
  method: 'POST',
  path: '/api/chargers/{id}/sendCommand/{commandId}',
  command: 506,
} as const;

export const listCall = (given: Partial<CallFact> & { readonly sentAtMs: number }) => call({ ...list, ...given });
export const stateCall = (given: Partial<CallFact> & { readonly sentAtMs: number }) => call({ ...state, ...given });
export const loginCall = (given: Partial<CallFact> & { readonly sentAtMs: number }) => call({ ...login, ...given });
/** Writes the available current of `i1` for a car, and changes it. */
export const updateCall = (given: Partial<CallFact> & { readonly sentAtMs: number }) => call({ ...update, ...given });
/** Pauses `c1`. */
export const commandCall = (given: Partial<CallFact> & { readonly sentAtMs: number }) => call({ ...command, ...given });

/** The form in which its maker records a call when it leaves. */
export function asSent(fact: CallFact): CallFact {
  return { ...fact, status: null, answeredAtMs: null, retryAfterMs: null, tokenLifeMs: null };
}

export function stream(
  event: StreamFact['event'],
  atMs: number,
  scope = 'i1',
  bus: StreamFact['bus'] = 'installation',
): StreamFact {
  return { v: 1, kind: 'stream', accountId: 'main', bus, scope, event, atMs };
}

export function attested(given: Partial<AttestationFact> & Pick<AttestationFact, 'about' | 'atMs'>): AttestationFact {
  return {
    v: 1,
    kind: 'attestation',
    accountId: 'main',
    by: 'self-test',
    holds: true,
    value: null,
    version: null,
    statement: 'as attested in a test',
    ...given,
  };
}

/** The intent that becomes this call. */
export function intentOf(fact: CallFact, heldSinceMs: number | null = null): Intent {
  return { ...fact, accountId: fact.accountId ?? 'main', heldSinceMs };
}
