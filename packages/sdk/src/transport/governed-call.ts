// From a request of a caller to what the governor schedules: names what the policy needs to know, and how to send it.
import { causes } from '@fairlead/policy';
import { endpoint, pathOf } from '@fairlead/protocol';
import type { Concern, KnownOfCall } from '../account/known-of-call.ts';
import type { CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { GovernedCall, Sent } from '../governor/flight.ts';
import type { SdkError } from '../sdk-error.ts';
import type { AnswerDigests } from './answer-digests.ts';
import { cloudCodeOf } from './answer-of.ts';
import type { Exchange } from './exchange.ts';
import type { Query, Transport } from './transport.ts';

/** Where the token comes from and goes back to when it was refused. */
export interface TokenSource {
  token(): string | null;
  tokenRefused(token: string): boolean;
}

export interface CallMaking {
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly digests: AnswerDigests;
  /** What is held of what a call is about. */
  readonly known: { of(concern: Concern): KnownOfCall; refused(concern: Concern): void };
}

/** The cloud's code for a command that the charger's state does not allow (zaptec-api.md §5.10). */
const refusedCommand = 528;

/** @throws SdkError `invalid-option`, ProtocolError: a caller's mistake. */
export function governedCall(making: CallMaking, request: CallRequest): GovernedCall {
  const row = endpoint(request.endpoint);
  const { params = {}, query = {} } = request;
  if (row.class === 'token') throw wrong('the token endpoint is not for callers', 'The account logs in by itself');
  if (!causes.includes(request.cause)) throw wrong('there is no such cause', `It is one of: ${causes.join(', ')}`);
  const unknown = Object.keys(query).find((name) => !row.query.includes(name));
  if (unknown) throw wrong(`${row.id} has no parameter "${unknown}"`, `It takes: ${row.query.join(', ') || 'none'}`);
  const path = pathOf(row.id, params);
  const content = request.body === undefined ? null : { type: 'application/json', text: JSON.stringify(request.body) };
  const key = row.method === 'GET' ? `${path}?${stableText(query)}` : null;
  const command = row.id === 'charger-command' ? numberOf(params['commandId'], null) : null;
  const concern = { endpoint: row.id, resource: resourceOf(request), command };
  const known = making.known.of(concern);
  return {
    class: row.class,
    method: row.method,
    path: row.path,
    resource: concern.resource,
    installationId: known.installationId ?? textOf(query['InstallationId']),
    command,
    sets: setsOf(request),
    narrowing: narrowingOf(query),
    page: row.query.includes('PageIndex') ? numberOf(query['PageIndex'], 0) : null,
    pageSize: numberOf(query['PageSize'], null),
    window: windowOf(query),
    cause: request.cause,
    changed: known.changed,
    charging: row.class === 'state' ? known.charging : 'unknown',
    connected: known.connected,
    allowed: known.allowed,
    shown: request.cause === 'unknown-charger' ? 'yes' : known.shown,
    heldSinceMs: null,
    lane: request.lane,
    app: request.app,
    key,
    needsToken: row.needsToken,
    send: (signal) => send(making, { request, concern, params, query, content, key }, signal),
  };
}

interface Asked {
  readonly request: CallRequest;
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
  if (code === refusedCommand) making.known.refused(concern);
  const unauthorised = exchange.kind === 'answered' && exchange.status === 401;
  return {
    exchange,
    rows: rowsIn(exchange),
    code,
    changed: key === null ? 'unknown' : making.digests.changed(key, exchange),
    tokenLifeMs: null,
    loginHelps: unauthorised && token !== null && making.tokens.tokenRefused(token),
  };
}

/** What a call is about. A narrowed list is about what it is narrowed to, where that is an id or a serial and no name. */
function resourceOf({ endpoint: id, params = {}, query = {}, cause }: CallRequest): string | null {
  const row = endpoint(id);
  if (row.class !== 'list') return params['id'] ?? params['installationId'] ?? null;
  const bySerial = cause === 'unknown-charger' ? textOf(query['NameFilter']) : null;
  return bySerial ?? textOf(query['InstallationId']);
}

/** The load-balancing current of an installation is one thing, everything else that an update writes another. */
function setsOf({ endpoint: id, body }: CallRequest): GovernedCall['sets'] {
  if (endpoint(id).class !== 'update') return null;
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const current = id === 'installation-update' && fields.some((name) => /^availableCurrent/i.test(name));
  return current ? 'available-current' : 'other';
}

function textOf(value: Query[string] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function rowsIn(exchange: Exchange): number | null {
  if (exchange.kind === 'failed' || exchange.shape !== 'json' || exchange.status >= 300) return null;
  const { body } = exchange;
  if (Array.isArray(body)) return body.length;
  const data = typeof body === 'object' && body !== null ? (body as { readonly Data?: unknown }).Data : null;
  return Array.isArray(data) ? data.length : null;
}

function narrowingOf(query: Query): 'none' | 'name' | 'installation' {
  if (query['NameFilter']) return 'name';
  return query['InstallationId'] ? 'installation' : 'none';
}

/** History is asked by a window; both ends must be given for it to be one. */
function windowOf(query: Query): GovernedCall['window'] {
  const fromAtMs = Date.parse(String(query['From'] ?? query['FromDate'] ?? ''));
  const toAtMs = Date.parse(String(query['To'] ?? query['EndDate'] ?? ''));
  return Number.isFinite(fromAtMs) && Number.isFinite(toAtMs) ? { fromAtMs, toAtMs } : null;
}

function numberOf<T>(value: Query[string] | undefined, otherwise: T): number | T {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
}

/** The same parameters in any order are the same call. */
function stableText(query: Query): string {
  return JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wrong(why: string, remedy: string): SdkError {
  return failure('make a call', 'invalid-option', { happened: why, remedy });
}
