// From a request of a caller to what the governor schedules: names what the policy needs to know, and how to send it.
import { causes } from '@fairlead/policy';
import { cloudFields, type Endpoint, type EndpointId, endpoint, endpoints, ProtocolError } from '@fairlead/protocol';
import type { Concern, KnownOfCall } from '../account/known-of-call.ts';
import type { CallRequest } from '../account.ts';
import type { Called } from '../credentials/token-trust.ts';
import { failure } from '../explain/failure.ts';
import type { GovernedCall, KnownNow, Sent } from '../governor/flight.ts';
import type { Party } from '../governor/places.ts';
import { discreetError } from '../log/discreet-log.ts';
import { shownName } from '../nearest-name.ts';
import type { SdkError } from '../sdk-error.ts';
import type { AnswerDigests } from './answer-digests.ts';
import { cloudCodeOf } from './answer-of.ts';
import {
  askedText,
  type CallSubject,
  cursorOf,
  narrowingOf,
  numberOf,
  pageOf,
  resourceOf,
  windowOf,
} from './call-subject.ts';
import { documentedPath, publicCommandIds } from './documented-path.ts';
import type { Exchange } from './exchange.ts';
import type { Query, Transport } from './transport.ts';

/** Where the token comes from, and is told how it fared. */
export interface TokenSource {
  token(): string | null;
  tokenTaken(token: string, called: Called): void;
  tokenRefused(token: string, called: Called): boolean;
}

export interface CallMaking {
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly digests: AnswerDigests;
  readonly known: Held<CallRequest> & { refused(concern: Concern, code: number): void };
}

const rows: ReadonlyMap<EndpointId, Endpoint> = new Map(endpoints.map((row) => [row.id, row]));

/** Where a call has no parameters. */
const nothing: Readonly<Record<string, never>> = Object.freeze({});

/** @throws SdkError `invalid-option`: a caller's mistake. */
export function governedCall(making: CallMaking, request: CallRequest, party: Party = request.app): GovernedCall {
  return describedCall(making.known, request, (asked) => (signal) => send(making, asked, signal), party);
}

/** A call whose asker may leave out who it is, why it asks and how hasty it is. */
export interface OpenRequest extends CallSubject, Partial<Pick<CallRequest, 'lane' | 'app'>> {}

/**
 * The same with a sender of one's own.
 *
 * @throws SdkError `invalid-option`: a caller's mistake.
 */
export function describedCall<Request extends OpenRequest>(
  held: Held<Request>,
  request: Request,
  sender: (asked: Asked) => GovernedCall['send'],
  party: Party = request.app ?? null,
): GovernedCall {
  const row = rows.get(request.endpoint);
  if (!row) throw wrong('there is no such endpoint', 'Name one of the documented endpoints');
  // Here, not in a copy of the request: a copy of each took a twentieth of the governor's time.
  const { cause = 'routine', lane = 'background', app = null } = request;
  const { params = nothing, query = nothing, body } = request;
  if (row.class === 'token') throw wrong('the token endpoint is not for callers', 'The account logs in by itself');
  if (!causes.includes(cause)) throw wrong('there is no such cause', `It is one of: ${causes.join(', ')}`);
  if (query !== nothing) checkQuery(row, query);
  if (params !== nothing) checkParams(row, params);
  if (row.method === 'GET' && body !== undefined)
    throw wrong(`${row.id} takes no body`, 'Leave `body` out; what narrows a read stands in `query`');
  const path = checkedPath(row.id, params);
  const content = body === undefined ? null : { type: 'application/json', text: JSON.stringify(body) };
  const key = row.method === 'GET' ? `${path}?${stableText(query)}` : null;
  const command = row.id === 'charger-command' ? numberOf(params['commandId'], null) : null;
  const concern = { endpoint: row.id, resource: resourceOf(request), command, body };
  const known = knownNow(held, request, concern);
  // Field by field: 5,000 of these may wait, and what is spread into a literal takes thrice the room.
  return {
    class: row.class,
    method: row.method,
    path: row.path,
    resource: concern.resource,
    installationId: known.installationId,
    command,
    sets: setsOf(request),
    narrowing: narrowingOf(request),
    page: pageOf(request),
    cursor: cursorOf(request),
    pageSize: numberOf(query['PageSize'], null),
    window: windowOf(request),
    cause,
    changed: known.changed,
    charging: known.charging,
    connected: known.connected,
    allowed: known.allowed,
    shown: known.shown,
    heldSinceMs: request.heldSinceMs ?? null,
    lane,
    app,
    party,
    key,
    needsToken: row.needsToken,
    look: held.fixed ? null : lookAgain(held, request, concern),
    send: sender({ request, concern, params, query, content, key }),
  };
}

/** What is held of what a call is about. */
export interface Held<Request extends OpenRequest> {
  of(concern: Concern, request: Request): KnownOfCall;
  /** True where it stays as it was said. */
  readonly fixed?: boolean;
}

function lookAgain<Request extends OpenRequest>(
  held: Held<Request>,
  request: Request,
  concern: Concern,
): () => KnownNow {
  return () => knownNow(held, request, concern);
}

function knownNow<Request extends OpenRequest>(held: Held<Request>, request: Request, concern: Concern): KnownNow {
  const known = held.of(concern, request);
  return {
    installationId: known.installationId ?? askedText(request, 'InstallationId'),
    changed: known.changed,
    charging: endpoint(concern.endpoint).class === 'state' ? known.charging : 'unknown',
    connected: known.connected,
    allowed: known.allowed,
    shown: request.cause === 'unknown-charger' ? 'yes' : known.shown,
  };
}

export interface Asked {
  readonly request: OpenRequest;
  readonly concern: Concern;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly content: { readonly type: string; readonly text: string } | null;
  readonly key: string | null;
}

async function send(making: CallMaking, asked: Asked, signal: AbortSignal): Promise<Sent> {
  const { request, concern, params, query, content, key } = asked;
  const { needsToken } = endpoint(request.endpoint);
  const token = needsToken ? making.tokens.token() : null;
  const exchange = await making.transport.exchange(
    { endpoint: request.endpoint, params, query, content, token },
    signal,
  );
  const code = exchange.kind === 'answered' ? cloudCodeOf(exchange.body).code : null;
  if (code !== null) making.known.refused(concern, code);
  const status = exchange.kind === 'answered' ? exchange.status : null;
  if (token !== null && status !== null && status < 300) making.tokens.tokenTaken(token, concern);
  return {
    exchange,
    rows: rowsIn(exchange),
    pages: pagesIn(exchange),
    code,
    changed: key === null ? 'unknown' : making.digests.changed(key, exchange),
    tokenLifeMs: null,
    loginHelps: status === 401 && token !== null && making.tokens.tokenRefused(token, concern),
  };
}

/** The load-balancing current of an installation is one thing, everything else that an update writes another. */
function setsOf({ endpoint: id, body }: CallSubject): GovernedCall['sets'] {
  if (endpoint(id).class !== 'update') return null;
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const current = id === 'installation-update' && fields.some((name) => /^availableCurrent/i.test(name));
  return current ? 'available-current' : 'other';
}

function rowsIn(exchange: Exchange): number | null {
  if (exchange.kind === 'failed' || exchange.shape !== 'json' || exchange.status >= 300) return null;
  const { body } = exchange;
  if (Array.isArray(body)) return body.length;
  const fields = cloudFields(body);
  const rows = ['data', 'sessions', 'totaluserchargerreportmodel'].map((name) => fields?.get(name)).find(Array.isArray);
  return rows?.length ?? null;
}

/** Only a list says so. */
function pagesIn(exchange: Exchange): number | null {
  if (exchange.kind === 'failed' || exchange.shape !== 'json' || exchange.status >= 300) return null;
  const pages = cloudFields(exchange.body)?.get('pages');
  return Number.isSafeInteger(pages) && Number(pages) >= 0 ? Number(pages) : null;
}

function checkQuery({ id, query: known }: Endpoint, query: Query): void {
  for (const name of Object.keys(query)) {
    if (!known.includes(name)) throw wrong(`${id} has no parameter ${shownName(name)}`, takes(known));
    if (!isQueryValue(query[name]))
      throw wrong(
        `the parameter "${name}" of ${id} must be a text, a number, true or false, or a list of texts`,
        'Leave it out where there is none',
      );
  }
}

/** Of anything else the cloud would get a text such as `[object Object]`. */
function isQueryValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** The names in an endpoint's path. */
const paramsOf: ReadonlyMap<EndpointId, readonly string[]> = new Map(
  endpoints.map(({ id, path }) => [id, Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)]),
);

function checkParams({ id }: Endpoint, params: Readonly<Record<string, string>>): void {
  const known = paramsOf.get(id) ?? [];
  for (const name of Object.keys(params))
    if (!known.includes(name)) throw wrong(`${id} has no parameter ${shownName(name)} in its path`, takes(known));
}

function takes(names: readonly string[]): string {
  return `It takes: ${names.join(', ') || 'none'}`;
}

function checkedPath(id: EndpointId, params: Readonly<Record<string, string>>): string {
  try {
    return documentedPath(id, params);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    if (cause.subject === 'commandId')
      throw wrong('"commandId" is no public command', `Pass one of: ${publicCommandIds}`);
    const why = `the parameter "${cause.subject}" of ${id} is missing, or is no id and would reach another path`;
    const remedy = 'Pass the id as the cloud gave it';
    throw failure('make a call', 'invalid-option', { happened: why, remedy, cause: discreetError(cause) });
  }
}

/** The same parameters in any order are the same call. */
function stableText(query: Query): string {
  if (query === nothing) return '[]';
  return JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wrong(why: string, remedy: string): SdkError {
  return failure('make a call', 'invalid-option', { happened: why, remedy });
}
