// A call as the policy sees it: the intent before it goes, the fact when it was sent and when it was answered.
// Invariant: neither holds a body, a query string or a token.
import type { CallFact, Door, Intent } from '@fairlead/policy';
import type { Flight, Sent } from './flight.ts';
import { hasNotArrived } from './retry-rule.ts';

export interface CallerIdentity {
  readonly accountId: string;
  readonly door: Door;
  readonly userAgent: string;
}

export function intentOf(caller: CallerIdentity, { call, attempt, firstId }: Flight): Intent {
  const intent: Intent = {
    accountId: caller.accountId,
    class: call.class,
    method: call.method,
    path: call.path,
    resource: call.resource,
    installationId: call.installationId,
    command: call.command,
    sets: call.sets,
    narrowing: call.narrowing,
    page: call.page,
    pageSize: call.pageSize,
    cause: call.cause,
    door: caller.door,
    attempt: attempt + 1,
    retryOf: firstId,
    window: call.window,
    changed: call.changed,
    charging: call.charging,
    connected: call.connected,
    allowed: call.allowed,
    shown: call.shown,
    userAgent: caller.userAgent,
    heldSinceMs: call.heldSinceMs,
    clientAddress: null,
  };
  return call.cursor === null ? intent : { ...intent, cursor: call.cursor };
}

export function sentFact(caller: CallerIdentity, flight: Flight, id: string, sentAtMs: number): CallFact {
  const { call } = flight;
  return {
    v: 1,
    kind: 'call',
    id,
    accountId: caller.accountId,
    app: call.app,
    door: caller.door,
    class: call.class,
    method: call.method,
    path: call.path,
    resource: call.resource,
    installationId: call.installationId,
    command: call.command,
    sets: call.sets,
    narrowing: call.narrowing,
    page: call.page,
    ...(call.cursor !== null && { cursor: call.cursor }),
    pageSize: call.pageSize,
    window: call.window,
    status: null,
    sentAtMs,
    answeredAtMs: null,
    retryAfterMs: null,
    tokenLifeMs: null,
    attempt: flight.attempt,
    retryOf: flight.firstId,
    cause: call.cause,
    bytes: null,
    rows: null,
    code: null,
    changed: call.changed,
    charging: call.charging,
    connected: call.connected,
    allowed: call.allowed,
    shown: call.shown,
    userAgent: caller.userAgent,
    clientAddress: null,
  };
}

export function answeredFact(
  sent: CallFact,
  { exchange, rows, pages, code, changed, tokenLifeMs }: Sent,
  nowMs: number,
): CallFact {
  const answered = exchange.kind === 'answered' ? exchange : null;
  return {
    ...sent,
    status: answered?.status ?? null,
    answeredAtMs: nowMs,
    retryAfterMs: answered?.retryAfterMs ?? null,
    tokenLifeMs,
    bytes: answered?.bytes ?? null,
    rows,
    ...(pages !== null && { pages }),
    code,
    ...(sent.method === 'POST' && hasNotArrived(exchange) && { arrived: 'no' }),
    // What a write changes is known when it leaves, what a read brings when it is answered.
    changed: changed === 'unknown' ? sent.changed : changed,
  };
}
