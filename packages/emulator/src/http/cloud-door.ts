// The way of a request through the cloud: proxy (weather, login spacing), token, bucket, endpoint, journal.
// Both doors call `answer`; what it returns is what a client sees, byte for byte.
import type { CallFact, Intent, Method, Subject } from '@fairlead/policy';
import { type Endpoint, matchEndpoint } from '@fairlead/protocol';
import type { Tokens } from '../accounts/tokens.ts';
import type { CallJournal } from '../enforcement/call-journal.ts';
import type { Enforcement } from '../enforcement/enforcement.ts';
import type { Standings } from '../enforcement/standings.ts';
import { answerWith, type HttpFaults } from '../faults/http-faults.ts';
import type { OauthServer } from '../oauth/oauth-server.ts';
import type { Portal } from '../pages/portal.ts';
import type { Switches } from '../switches/switches.ts';
import { empty, proxyPage, tooManyRequests } from './answers.ts';
import { arrives, type CloudAnswer, type CloudRequest } from './cloud-request.ts';
import type { CloudParts, DataEndpointId } from './data-call.ts';
import { answerData } from './data-endpoints.ts';
import { constants } from './endpoints/constants.ts';
import { bodyFields } from './json-body.ts';
import { parseQuery, type Query, text } from './query.ts';
import { seenByReceiver, toldByAnswer } from './seen-by-receiver.ts';
import { shutOut, withStanding } from './standing-answer.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { undocumentedAnswer } from './undocumented.ts';

export interface CloudDoorParts extends CloudParts {
  readonly tokens: Tokens;
  readonly oauth: OauthServer;
  readonly portal: Portal;
  readonly enforcement: Enforcement;
  readonly standings: Standings;
  /** `forecast` tells how callers stand; `enforce` shuts out who is suspended or terminated. */
  readonly ladder: 'forecast' | 'enforce';
  readonly journal: CallJournal;
  readonly faults: HttpFaults;
  /** Host and port that clients call, for the facts. */
  readonly host: () => string;
}

interface Visit {
  readonly request: CloudRequest;
  readonly endpoint: Endpoint | undefined;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** JWT `sub`, null where the caller is not known. */
  sub: string | null;
}

/** nginx's own default for the largest request body; more is answered 413. */
export const maxBodyBytes = 1_048_576;

/** nginx's own default for a request line; more is answered 414. */
const maxTargetLength = 8_192;

/** Of `Bearer` and the token, ours are some 700. */
const mostBearerLength = 4_103;

const methods = new Set<string>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

export function createCloudDoor(parts: CloudDoorParts): { answer(request: CloudRequest): CloudAnswer } {
  const { switches } = parts;
  let calls = 0;
  const shutFrom = (subject: Subject): CloudAnswer | undefined =>
    parts.ladder === 'enforce' ? shutOut(parts.standings.of(subject)) : undefined;

  const pass = (visit: Visit): CloudAnswer => {
    const { request, endpoint } = visit;
    if (request.target.length > maxTargetLength) return proxyPage(414);
    if (request.body.byteLength > maxBodyBytes) return proxyPage(413);
    const isLogin = endpoint?.class === 'token';
    if (!isLogin) visit.sub = parts.tokens.subOf(bearer(request)) ?? null;
    if (
      (isLogin || visit.sub !== null) &&
      !parts.enforcement.admits(intentOf(visit, parts.host()), parts.clock.nowMs())
    ) {
      if (!isLogin) return tooManyRequests(switches.get('too-many-requests-body'));
      return switches.get('token-limiter') === '429' ? tooManyRequests('empty') : proxyPage(503);
    }
    const carryOut = () => (isLogin ? logIn(visit) : answerCall(visit));
    const fault = parts.faults.take(request, visit.path);
    return fault ? answerWith(fault, carryOut) : carryOut();
  };

  const logIn = (visit: Visit): CloudAnswer => {
    const { request } = visit;
    if (isNameless(request, switches)) return empty(403);
    const shut = shutFrom({ kind: 'address', id: request.clientAddress });
    if (shut) return shut;
    const { answer, sub } = tokenEndpoint(request, parts);
    visit.sub = sub;
    // Who is suspended may log in: the time ends by itself. Whose access was ended gets no token.
    const standing = sub === null ? undefined : parts.standings.of({ kind: 'account', id: sub });
    const barred = parts.ladder === 'enforce' && standing?.kind === 'terminated' ? shutOut(standing) : undefined;
    return barred ?? answer;
  };

  const answerCall = (visit: Visit): CloudAnswer => {
    const { request, endpoint } = visit;
    if (isNameless(request, switches)) return empty(403);
    const shut = visit.sub === null ? undefined : shutFrom({ kind: 'account', id: visit.sub });
    if (shut) return shut;
    if (endpoint?.id === 'constants') return constants();
    const account = visit.sub === null ? undefined : parts.accounts.bySub(visit.sub);
    if (!endpoint) return undocumentedAnswer({ request, path: visit.path, account }, parts);
    if (!account) return empty(401);
    const call = { account, params: visit.params, query: visit.query, body: request.body };
    return answerData(endpoint.id as DataEndpointId, call, parts);
  };

  /** A token that opens nothing any more still says whose it was: its 401 is why that account logs in again. */
  const ownerOf = ({ request, endpoint }: Visit): string | null =>
    endpoint?.class === 'token' ? null : (parts.tokens.issuedTo(bearer(request)) ?? null);

  const answered = (request: CloudRequest): CloudAnswer => {
    const page = parts.portal.answer(request);
    if (page) return page;
    const visit = openVisit(request);
    const sentAtMs = parts.clock.nowMs();
    const answer = unbroken(() => pass(visit));
    const fact = factOf(visit, answer, parts, { id: String(++calls), sentAtMs });
    parts.enforcement.record(fact);
    const signed = { ...fact, accountId: fact.accountId ?? ownerOf(visit) };
    parts.journal.add(signed);
    parts.standings.record(signed);
    if (visit.sub === null || visit.endpoint?.class === 'token') return answer;
    return withStanding(answer, parts.standings.of({ kind: 'account', id: visit.sub }));
  };

  return { answer: (request) => unbroken(() => answered(request)) };
}

/** A mistake of ours ends one call and not the cloud; it is said on the console, since no client can tell it from weather. */
function unbroken(answer: () => CloudAnswer): CloudAnswer {
  try {
    return answer();
  } catch (cause) {
    process.emitWarning(cause instanceof Error ? cause : String(cause), { type: 'EmulatorMistake' });
    return empty(500);
  }
}

function openVisit(request: CloudRequest): Visit {
  const cut = request.target.indexOf('?');
  const path = cut < 0 ? request.target : request.target.slice(0, cut);
  const matched = matchEndpoint(request.method, path);
  return {
    request,
    endpoint: matched?.endpoint,
    path,
    params: matched?.params ?? {},
    query: parseQuery(cut < 0 ? '' : request.target.slice(cut + 1)),
    sub: null,
  };
}

/** Empty, which opens nothing, for what is no bearer's or longer than any token. */
function bearer({ headers: { authorization = '' } }: CloudRequest): string {
  const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ' && authorization.length <= mostBearerLength;
  return isBearer ? authorization.slice(7) : '';
}

/** A call that does not say who makes it (policy §5). Such calls are recorded either way. */
function isNameless(request: CloudRequest, switches: Switches): boolean {
  return switches.get('missing-user-agent') === '403' && !request.headers['user-agent']?.trim();
}

function intentOf(visit: Visit, host: string): Intent {
  return {
    ...callOf(visit, host),
    ...unasked,
    ...untold,
    accountId: visit.sub ?? '',
    heldSinceMs: null,
  };
}

function factOf(
  visit: Visit,
  answer: CloudAnswer,
  { world, accounts, clock, host }: CloudDoorParts,
  call: { readonly id: string; readonly sentAtMs: number },
): CallFact {
  const { endpoint, params, query, request, sub } = visit;
  const token = endpoint?.class === 'token';
  const account = sub === null ? undefined : accounts.bySub(sub);
  return {
    v: 1,
    kind: 'call',
    id: call.id,
    accountId: sub,
    app: null,
    ...callOf(visit, host()),
    ...untold,
    ...seenByReceiver(world, {
      endpoint: endpoint?.id ?? null,
      params,
      query,
      body: request.body,
      account: account ?? null,
      atMs: call.sentAtMs,
    }),
    status: arrives(answer) ? answer.status : null,
    sentAtMs: call.sentAtMs,
    answeredAtMs: clock.nowMs(),
    retryAfterMs: answer.headers['retry-after'] === undefined ? null : Number(answer.headers['retry-after']) * 1000,
    tokenLifeMs: token && answer.status === 200 ? tokenLifeMs(answer.body) : null,
    bytes: answer.body.length,
    ...(arrives(answer) ? toldByAnswer(answer) : { code: null, rows: null }),
  };
}

/** Null for a body that tells none: a planned fault may be anything. */
function tokenLifeMs(body: string): number | null {
  const told = bodyFields(new TextEncoder().encode(body))?.get('expires_in');
  return typeof told === 'number' ? told * 1000 : null;
}

/** What only the caller knows. */
const untold = { attempt: 1, retryOf: null, changed: 'unknown', allowed: 'unknown', cause: 'routine' } as const;

/** What the two limits that bite do not ask about: the rate and the spacing of logins. */
const unasked = {
  resource: null,
  installationId: null,
  command: null,
  sets: null,
  window: null,
  charging: 'unknown',
  connected: 'unknown',
  shown: 'unknown',
} as const;

/** What intent and fact have in common. */
function callOf(visit: Visit, host: string) {
  const { request, endpoint, query } = visit;
  const page = endpoint?.query.includes('PageIndex') ? Number(text(query, 'PageIndex') ?? 0) : null;
  const pageSize = text(query, 'PageSize');
  return {
    door: { scheme: 'http', host },
    class: endpoint?.class ?? 'undocumented',
    method: (methods.has(request.method) ? request.method : 'OTHER') as Method,
    path: endpoint?.path ?? blanked(visit.path),
    narrowing: text(query, 'NameFilter') ? 'name' : text(query, 'InstallationId') ? 'installation' : 'none',
    page: page !== null && Number.isSafeInteger(page) && page >= 0 ? page : null,
    pageSize: pageSize !== null && /^\d{1,9}$/.test(pageSize) ? Number(pageSize) : null,
    userAgent: request.headers['user-agent'] ?? null,
    clientAddress: request.clientAddress,
  } as const;
}

/** An unknown path with everything that looks like an id taken out, at most 200 characters: no personal data in facts. */
function blanked(path: string): string {
  return path
    .slice(0, 200)
    .split('/')
    .map((segment) => (/\d|@|%/.test(segment) ? '{id}' : segment))
    .join('/');
}
