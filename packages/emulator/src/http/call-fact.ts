// A call in the policy's words: the intent that the limits are asked about, and the fact that it has become.
// Every field stands here by name: made of several objects laid over each other, the two cost a tenth of a call (measured).
import type { CallFact, Intent } from '@fairlead/policy';
import type { Accounts } from '../accounts/accounts.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import { arrives, type CloudAnswer } from './cloud-request.ts';
import { bodyFields } from './json-body.ts';
import { seenByReceiver, toldByAnswer } from './seen-by-receiver.ts';
import type { Visit } from './visit.ts';

/** What the two limits that bite do not ask about, beyond the rate and the spacing of logins, is left unsaid. */
export function intentOf({ said, sub }: Visit): Intent {
  return {
    door: said.door,
    class: said.class,
    method: said.method,
    path: said.path,
    resource: null,
    installationId: null,
    command: null,
    sets: null,
    narrowing: said.narrowing,
    page: said.page,
    pageSize: said.pageSize,
    window: null,
    attempt: 1,
    retryOf: null,
    cause: 'routine',
    changed: 'unknown',
    charging: 'unknown',
    connected: 'unknown',
    allowed: 'unknown',
    shown: 'unknown',
    userAgent: said.userAgent,
    clientAddress: said.clientAddress,
    accountId: sub ?? '',
    heldSinceMs: null,
  };
}

/** Causes, tries and what the caller held are its own affair: they stay unknown. */
export function factOf(
  { endpoint, params, query, request, sub, sentAtMs, said }: Visit,
  answer: CloudAnswer,
  { world, accounts }: { readonly world: SimulatedWorld; readonly accounts: Accounts },
  call: Pick<CallFact, 'id' | 'answeredAtMs'>,
): CallFact {
  const arrived = arrives(answer);
  const told = arrived ? toldByAnswer(answer) : nothingTold;
  const retryAfterS = answer.headers['retry-after'];
  const seen = seenByReceiver(world, {
    endpoint: endpoint?.id ?? null,
    params,
    query,
    body: request.body,
    account: (sub === null ? undefined : accounts.bySub(sub)) ?? null,
    atMs: sentAtMs,
  });
  return {
    v: 1,
    kind: 'call',
    id: call.id,
    accountId: sub,
    app: null,
    door: said.door,
    class: said.class,
    method: said.method,
    path: said.path,
    resource: seen.resource,
    installationId: seen.installationId,
    command: seen.command,
    sets: seen.sets,
    narrowing: said.narrowing,
    page: said.page,
    ...(said.cursor !== undefined && { cursor: said.cursor }),
    pageSize: said.pageSize,
    window: seen.window,
    attempt: 1,
    retryOf: null,
    cause: 'routine',
    changed: 'unknown',
    charging: seen.charging,
    connected: seen.connected,
    allowed: seen.allowed,
    shown: seen.shown,
    userAgent: said.userAgent,
    clientAddress: said.clientAddress,
    status: arrived ? answer.status : null,
    sentAtMs,
    answeredAtMs: call.answeredAtMs,
    retryAfterMs: retryAfterS === undefined ? null : Number(retryAfterS) * 1000,
    tokenLifeMs: endpoint?.class === 'token' && answer.status === 200 ? tokenLifeMs(answer.body) : null,
    bytes: answer.body.length,
    code: told.code,
    rows: told.rows,
  };
}

const nothingTold = { code: null, rows: null } as const;

/** Null for a body that tells none: a planned fault may be anything. */
function tokenLifeMs(body: string): number | null {
  const told = bodyFields(new TextEncoder().encode(body))?.get('expires_in');
  return typeof told === 'number' ? told * 1000 : null;
}
