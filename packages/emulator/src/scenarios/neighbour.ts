// A second program on the same account that polls and takes no notice of anything: the cloud's own limiter and journal
// meet its calls as they meet everybody's.
// Invariant: one call at a time is under way, so nothing is queued, however greedy it is.
import { repeat } from '../bus/repeat.ts';
import type { Clock, DemoAccount } from '../contract.ts';
import type { CloudAnswer, CloudRequest } from '../http/cloud-request.ts';

/** From the block for documentation (RFC 5737): another machine than the client's, so that logins have a spacing each. */
const address = '192.0.2.7';
/** As a polite login keeps it; a program that hammered the login door would be refused and never poll. */
const loginSpacingMs = 1_100;

export interface NeighbourParts {
  readonly clock: Clock;
  readonly account: Pick<DemoAccount, 'username' | 'password'>;
  readonly chargerIds: readonly string[];
  readonly everyMs: number;
  /** Undefined while the cloud takes no calls. */
  readonly call: (request: CloudRequest) => CloudAnswer | undefined;
}

/** Answers its end. */
export function startNeighbour({ clock, account, chargerIds, everyMs, call }: NeighbourParts): () => void {
  let token: string | undefined;
  let mayLogInAtMs = 0;
  let turn = 0;
  const logIn = (): void => {
    if (clock.monotonicMs() < mayLogInAtMs) return;
    mayLogInAtMs = clock.monotonicMs() + loginSpacingMs;
    const { username, password } = account;
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    const answer = call(requestOf('POST', '/oauth/token', {}, form.toString()));
    token = answer && arrived(answer) ? tokenIn(answer) : undefined;
  };
  const poll = (authorization: string): void => {
    const id = chargerIds[turn++ % chargerIds.length];
    const answer = call(requestOf('GET', `/api/chargers/${id}/state`, { authorization }));
    if (answer?.status === 401) token = undefined;
  };
  const polling = repeat(
    clock,
    () => everyMs,
    () => (token === undefined ? logIn() : poll(`Bearer ${token}`)),
  );
  logIn();
  return () => polling.stop();
}

function requestOf(method: string, target: string, headers: CloudRequest['headers'], body = ''): CloudRequest {
  return {
    method,
    target,
    headers: { 'user-agent': 'greedy-neighbour/1.0', ...headers },
    body: new TextEncoder().encode(body),
    clientAddress: address,
  };
}

function arrived({ status, delivery }: CloudAnswer): boolean {
  return status === 200 && delivery === undefined;
}

/** Undefined for a page that only looks like an answer: faults hit this program too. */
function tokenIn({ body }: CloudAnswer): string | undefined {
  return /"access_token":"([^"]+)"/.exec(body)?.[1];
}
