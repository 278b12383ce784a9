// One call on its way through the cloud: what it asks for, and what it says of itself in the policy's words.
// Invariant: an id or a name of a person in an unknown path is in none of those words.
import { createHash } from 'node:crypto';
import type { CallFact, Method } from '@fairlead/policy';
import { type Endpoint, matchEndpoint } from '@fairlead/protocol';
import type { CloudRequest } from './cloud-request.ts';
import { parseQuery, type Query, text } from './query.ts';

export interface Visit {
  readonly request: CloudRequest;
  readonly endpoint: Endpoint | undefined;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly sentAtMs: number;
  readonly said: SaidByCall;
  /** JWT `sub`, null where the caller is not known. */
  sub: string | null;
}

/** What the intent of a call and its fact have in common. */
export type SaidByCall = Pick<
  CallFact,
  'door' | 'class' | 'method' | 'path' | 'narrowing' | 'page' | 'cursor' | 'pageSize' | 'userAgent' | 'clientAddress'
>;

const methods = new Set<string>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

const noParams: Readonly<Record<string, string>> = {};

export function openVisit(request: CloudRequest, door: CallFact['door'], sentAtMs: number): Visit {
  const cut = request.target.indexOf('?');
  const path = cut < 0 ? request.target : request.target.slice(0, cut);
  const matched = matchEndpoint(request.method, path);
  const query = parseQuery(cut < 0 ? '' : request.target.slice(cut + 1));
  return {
    request,
    endpoint: matched?.endpoint,
    path,
    params: matched?.params ?? noParams,
    query,
    sentAtMs,
    said: saidBy(request, { endpoint: matched?.endpoint, path, query, door }),
    sub: null,
  };
}

function saidBy(
  request: CloudRequest,
  { endpoint, path, query, door }: Pick<Visit, 'endpoint' | 'path' | 'query'> & Pick<CallFact, 'door'>,
): SaidByCall {
  const cursor = endpoint?.query.includes('Cursor') ? text(query, 'Cursor') : undefined;
  const isPaged = cursor === null || endpoint?.query.includes('PageIndex');
  const page = isPaged ? Number(text(query, 'PageIndex') ?? 0) : null;
  const pageSize = text(query, 'PageSize');
  return {
    door,
    class: endpoint?.class ?? 'undocumented',
    method: (methods.has(request.method) ? request.method : 'OTHER') as Method,
    path: endpoint?.path ?? blanked(path),
    narrowing: text(query, 'NameFilter') ? 'name' : text(query, 'InstallationId') ? 'installation' : 'none',
    page: page !== null && Number.isSafeInteger(page) && page >= 0 ? page : null,
    ...(cursor && { cursor: markOf(cursor) }),
    pageSize: pageSize !== null && /^\d{1,9}$/.test(pageSize) ? Number(pageSize) : null,
    userAgent: request.headers['user-agent'] ?? null,
    clientAddress: request.clientAddress,
  };
}

/** As facts tell a cursor (policy, `CallFact.cursor`). */
function markOf(cursor: string): string {
  return createHash('sha256').update(cursor).digest('base64url').slice(0, 22);
}

/** An unknown path with everything that looks like an id taken out, at most 200 characters: no personal data in facts. */
function blanked(path: string): string {
  return path
    .slice(0, 200)
    .split('/')
    .map((segment) => (/\d|@|%/.test(segment) ? '{id}' : segment))
    .join('/');
}
