// The way of a request through the cloud: proxy (weather, login spacing), token, bucket, endpoint, journal.
// Both doors call `answer`; what it returns is what a client sees, byte for byte.
import type { CallFact, Subject } from '@fairlead/policy';
import type { Tokens } from '../accounts/tokens.ts';
import type { CallJournal } from '../enforcement/call-journal.ts';
import type { Enforcement } from '../enforcement/enforcement.ts';
import type { Standings } from '../enforcement/standings.ts';
import type { HttpFaults } from '../faults/http-faults.ts';
import type { OauthServer } from '../oauth/oauth-server.ts';
import type { Portal } from '../pages/portal.ts';
import type { Switches } from '../switches/switches.ts';
import { empty, proxyPage, tooManyRequests } from './answers.ts';
import { factOf, intentOf } from './call-fact.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';
import type { CloudParts, DataEndpointId } from './data-call.ts';
import { answerData } from './data-endpoints.ts';
import { constants } from './endpoints/constants.ts';
import { createWithStanding, shutOut } from './standing-answer.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { undocumentedAnswer } from './undocumented.ts';
import { openVisit, type Visit } from './visit.ts';

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
  /** What clients call, for the facts; one object as long as it is the same. */
  readonly door: () => CallFact['door'];
}

/** nginx's own default for the largest request body; more is answered 413. */
export const maxBodyBytes = 1_048_576;

/** nginx's own default for a request line; more is answered 414. */
const maxTargetLength = 8_192;

/** Of `Bearer` and the token, ours are some 700. */
const mostBearerLength = 4_103;

export function createCloudDoor(parts: CloudDoorParts): { answer(request: CloudRequest): CloudAnswer } {
  const { switches } = parts;
  const withStanding = createWithStanding();
  let calls = 0;
  const shutFrom = (subject: Subject): CloudAnswer | undefined =>
    parts.ladder === 'enforce' ? shutOut(parts.standings.of(subject)) : undefined;

  const pass = (visit: Visit): CloudAnswer => {
    const { request, endpoint } = visit;
    if (request.target.length > maxTargetLength) return proxyPage(414);
    if (request.body.byteLength > maxBodyBytes) return proxyPage(413);
    const isLogin = endpoint?.class === 'token';
    if (!isLogin) visit.sub = parts.tokens.subOf(bearer(request)) ?? null;
    if ((isLogin || visit.sub !== null) && !parts.enforcement.admits(intentOf(visit), visit.sentAtMs)) {
      if (!isLogin) return tooManyRequests(switches.get('too-many-requests-body'));
      return switches.get('token-limiter') === '429' ? tooManyRequests('empty') : proxyPage(503);
    }
    const carryOut = () => (isLogin ? logIn(visit) : answerCall(visit));
    return parts.faults.answer(request, visit.path, carryOut);
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
    const call = {
      account,
      params: visit.params,
      query: visit.query,
      body: request.body,
      host: request.headers['host'],
    };
    return answerData(endpoint.id as DataEndpointId, call, parts);
  };

  /** A token that opens nothing any more still says whose it was: its 401 is why that account logs in again. */
  const ownerOf = ({ request, endpoint }: Visit): string | null =>
    endpoint?.class === 'token' ? null : (parts.tokens.issuedTo(bearer(request)) ?? null);

  const answered = (request: CloudRequest): CloudAnswer => {
    const page = parts.portal.answer(request);
    if (page) return page;
    const visit = openVisit(request, parts.door(), parts.clock.nowMs());
    const answer = unbroken(() => pass(visit));
    const fact = factOf(visit, answer, parts, { id: String(++calls), answeredAtMs: parts.clock.nowMs() });
    parts.enforcement.record(fact);
    const signed = { ...fact, accountId: fact.accountId ?? ownerOf(visit) };
    parts.journal.add(signed);
    parts.standings.record(signed);
    if (visit.sub === null || visit.endpoint?.class === 'token') return answer;
    return withStanding(answer, parts.standings.bareOf({ kind: 'account', id: visit.sub }));
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

/** Empty, which opens nothing, for what is no bearer's or longer than any token. */
function bearer({ headers: { authorization = '' } }: CloudRequest): string {
  const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ' && authorization.length <= mostBearerLength;
  return isBearer ? authorization.slice(7) : '';
}

/** A call that does not say who makes it (policy §5). Such calls are recorded either way. */
function isNameless(request: CloudRequest, switches: Switches): boolean {
  return switches.get('missing-user-agent') === '403' && !request.headers['user-agent']?.trim();
}
