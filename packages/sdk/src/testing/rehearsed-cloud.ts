// A tiny cloud for the tests of this room: a fetch with a way of random length, and the policy's exact ledger as bucket.
import { createLedger, decide, generalAccess, type Intent, type Ledger, record } from '@fairlead/policy';
import type { Clock } from '../clock.ts';

export interface Arrival {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly userAgent: string | null;
  readonly token: string | null;
}

export interface RehearsedCloud {
  readonly fetch: typeof globalThis.fetch;
  readonly arrivals: Arrival[];
  /** Calls of a program that no client can see. */
  neighbour(ratePerSecond: number): () => void;
  refusals(): readonly Arrival[];
}

export interface RehearsedCloudOptions {
  readonly clock: Clock;
  /** Milliseconds each way; default none. */
  readonly wayMs?: () => number;
  /** What a call that passed the limits is answered. */
  readonly answer: (request: Request, body: string) => Response | Promise<Response>;
}

export function rehearsedCloud({ clock, wayMs = () => 0, answer }: RehearsedCloudOptions): RehearsedCloud {
  const ledger = createLedger({
    terms: { tier: generalAccess, margin: null },
    startedAtMs: clock.nowMs(),
    bucket: 'full',
  });
  const arrivals: Arrival[] = [];
  let calls = 0;
  const pause = (ms: number): Promise<void> =>
    ms <= 0 ? Promise.resolve() : new Promise((resolve) => clock.setTimer(resolve, ms));

  const admit = (path: string, method: string): Response | null => {
    const intent = intentOf(path, method);
    const decision = decide(ledger, intent, clock.nowMs(), ['rate-limit', 'token-rate']);
    const refused = decision.kind === 'wait';
    pay(ledger, intent, { id: String(++calls), atMs: clock.nowMs(), status: refused ? 429 : 200 });
    if (!refused) return null;
    return intent.class === 'token'
      ? new Response('<html><title>503 Service Temporarily Unavailable</title></html>', { status: 503 })
      : new Response(null, { status: 429, headers: { 'retry-after': '1' } });
  };

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    await pause(wayMs());
    const body = await request.text();
    const { pathname, search } = new URL(request.url);
    const atMs = clock.nowMs();
    const response = admit(pathname, request.method) ?? (await answer(request, body));
    arrivals.push({
      atMs,
      method: request.method,
      path: `${pathname}${search}`,
      status: response.status,
      userAgent: request.headers.get('user-agent'),
      token: request.headers.get('authorization')?.slice('Bearer '.length) ?? null,
    });
    await pause(wayMs());
    return response;
  };

  return {
    fetch,
    arrivals,
    neighbour(ratePerSecond) {
      let timer: unknown;
      const call = (): void => {
        admit('/api/chargers/neighbour/state', 'GET');
        timer = clock.setTimer(call, 1000 / ratePerSecond);
      };
      call();
      return () => clock.clearTimer(timer);
    },
    refusals: () => arrivals.filter((arrival) => arrival.status === 429),
  };
}

function intentOf(path: string, method: string): Intent {
  return {
    accountId: 'sub',
    class: path === '/oauth/token' ? 'token' : 'state',
    method: method === 'POST' ? 'POST' : 'GET',
    path,
    resource: path,
    installationId: null,
    command: null,
    sets: null,
    narrowing: 'none',
    page: null,
    pageSize: null,
    cause: 'routine',
    door: { scheme: 'http', host: '127.0.0.1' },
    attempt: 1,
    retryOf: null,
    charging: 'unknown',
    changed: 'unknown',
    window: null,
    userAgent: null,
    connected: 'unknown',
    allowed: 'unknown',
    shown: 'unknown',
    heldSinceMs: null,
    clientAddress: '127.0.0.1',
  };
}

function pay(
  ledger: Ledger,
  intent: Intent,
  call: { readonly id: string; readonly atMs: number; readonly status: number },
): void {
  record(ledger, {
    ...intent,
    v: 1,
    kind: 'call',
    id: call.id,
    app: null,
    window: null,
    status: call.status,
    sentAtMs: call.atMs,
    answeredAtMs: call.atMs,
    retryAfterMs: call.status === 429 ? 1000 : null,
    tokenLifeMs: null,
    bytes: null,
    rows: null,
    code: null,
    changed: 'unknown',
    userAgent: null,
  });
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
