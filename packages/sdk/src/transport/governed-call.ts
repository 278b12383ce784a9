// From a request of a caller to what the governor schedules: names what the policy needs to know, and how to send it.
import { causes } from '@fairlead/policy';
import { cloudFields, type EndpointId, endpoint, endpoints, ProtocolError } from '@fairlead/protocol';
import type { Concern, KnownOfCall } from '../account/known-of-call.ts';
import type { CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { GovernedCall, KnownNow, Sent } from '../governor/flight.ts';
import { discreetError } from '../log/discreet-log.ts';
import type { SdkError } from '../sdk-error.ts';
import type { AnswerDigests } from './answer-digests.ts';
import { cloudCodeOf } from './answer-of.ts';
import { askedText, narrowingOf, resourceOf, windowOf } from './call-subject.ts';
import { documentedPath, publicCommandIds } from './documented-path.ts';
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
  readonly known: {
    of(concern: Concern): KnownOfCall;
    refused(concern: Concern, code: number): void;
    /** True where it stays as it was said. */
    readonly fixed?: boolean;
  };
}

/** @throws SdkError `invalid-option`: a caller's mistake. */
export function governedCall(making: CallMaking, request: CallRequest): GovernedCall {
  return describedCall(making.known, request, (asked) => (signal) => send(making, asked, signal));
}

/**
 * The same with a sender of one's own.
 *
 * @throws SdkError `invalid-option`: a caller's mistake.
 */
export function describedCall(
  held: Pick<CallMaking['known'], 'of' | 'fixed'>,
  request: CallRequest,
  sender: (asked: Asked) => GovernedCall['send'],
): GovernedCall {
  const row = endpoints.find(({ id }) => id === request.endpoint);
  if (!row) throw wrong('there is no such endpoint', 'Name one of the documented endpoints');
  const { params = {}, query = {} } = request;
  if (row.class === 'token') throw wrong('the token endpoint is not for callers', 'The account logs in by itself');
  if (!causes.includes(request.cause)) throw wrong('there is no such cause', `It is one of: ${causes.join(', ')}`);
  const unknown = Object.keys(query).find((name) => !row.query.includes(name));
  if (unknown) throw wrong(`${row.id} has no parameter "${unknown}"`, `It takes: ${row.query.join(', ') || 'none'}`);
  const path = checkedPath(row.id, params);
  const content = request.body === undefined ? null : { type: 'application/json', text: JSON.stringify(request.body) };
  const key = row.method === 'GET' ? `${path}?${stableText(query)}` : null;
  const command = row.id === 'charger-command' ? numberOf(params['commandId'], null) : null;
  const concern = { endpoint: row.id, resource: resourceOf(request), command };
  const look = (): KnownNow => {
    const known = held.of({ ...concern, body: request.body });
    return {
      installationId: known.installationId ?? askedText(request, 'InstallationId'),
      changed: known.changed,
      charging: row.class === 'state' ? known.charging : 'unknown',
      connected: known.connected,
      allowed: known.allowed,
      shown: request.cause === 'unknown-charger' ? 'yes' : known.shown,
    };
  };
  return {
    ...look(),
    look: held.fixed ? null : look,
    class: row.class,
    method: row.method,
    path: row.path,
    resource: concern.resource,
    command,
    sets: setsOf(request),
    narrowing: narrowingOf(request),
    page: row.query.includes('PageIndex') ? numberOf(query['PageIndex'], 0) : null,
    pageSize: numberOf(query['PageSize'], null),
    window: windowOf(request),
    cause: request.cause,
    heldSinceMs: request.heldSinceMs ?? null,
    lane: request.lane,
    app: request.app,
    key,
    needsToken: row.needsToken,
    send: sender({ request, concern, params, query, content, key }),
  };
}

export interface Asked {
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
  if (code !== null) making.known.refused(concern, code);
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

/** The load-balancing current of an installation is one thing, everything else that an update writes another. */
function setsOf({ endpoint: id, body }: CallRequest): GovernedCall['sets'] {
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

function numberOf<T>(value: Query[string] | undefined, otherwise: T): number | T {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
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
  return JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wrong(why: string, remedy: string): SdkError {
  return failure('make a call', 'invalid-option', { happened: why, remedy });
}
