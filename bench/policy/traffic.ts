// Facts as a journal of several accounts has them: most follow a stream and read as a safety net, some poll. The same
// facts each time; chance comes from a seed.
import type { CallFact, Fact, StreamFact } from '@fairlead/policy';

export const startedAtMs = 1_795_348_800_000;
const hourMs = 3_600_000;

const base: CallFact = {
  v: 1,
  kind: 'call',
  id: '',
  accountId: 'account-0',
  app: null,
  door: { scheme: 'https', host: 'api.zaptec.com' },
  class: 'detail',
  method: 'GET',
  path: '/api/chargers/{id}',
  resource: null,
  installationId: null,
  command: null,
  sets: null,
  narrowing: 'none',
  page: null,
  pageSize: null,
  window: null,
  status: 200,
  sentAtMs: 0,
  answeredAtMs: 0,
  retryAfterMs: null,
  tokenLifeMs: null,
  attempt: 1,
  retryOf: null,
  cause: 'routine',
  bytes: 1200,
  rows: null,
  code: null,
  changed: 'yes',
  charging: 'unknown',
  connected: 'unknown',
  allowed: 'unknown',
  shown: 'yes',
  userAgent: 'fairlead/0.1.0 (+https://fairlead.example)',
  clientAddress: null,
};

let calls = 0;

/** A call that was answered 200 after 90 ms, unless told otherwise. */
export function callAt(sentAtMs: number, given: Partial<CallFact>): CallFact {
  calls += 1;
  return { ...base, id: String(calls), sentAtMs, answeredAtMs: sentAtMs + 90, ...given };
}

export const words = {
  state: { class: 'state', path: '/api/chargers/{id}/state' },
  detail: { class: 'detail', path: '/api/chargers/{id}' },
  hierarchy: { class: 'hierarchy', path: '/api/installation/{id}/hierarchy' },
  firmware: { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' },
  archived: { class: 'history', path: '/api/sessions/archived', page: 0, rows: 40 },
  report: { class: 'report', path: '/api/chargehistory/installationreport' },
  groupDetails: { class: 'stream-details', path: '/api/userGroups/{id}/messagingConnectionDetails' },
  command: { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}', command: 506 },
  current: { class: 'update', method: 'POST', path: '/api/installation/{id}/update', sets: 'available-current' },
  list: { class: 'list', path: '/api/chargers', page: 0, pageSize: 100, rows: 100 },
  login: { class: 'token', method: 'POST', path: '/oauth/token', tokenLifeMs: 86_399_000 },
} as const satisfies Record<string, Partial<CallFact>>;

/** An id as long as the cloud's, a new text each time, as whoever parses a journal would hold it. */
export function idOf(kind: string, n: number): string {
  return `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export interface Fleet {
  readonly accounts: number;
  /** Of these so many read no stream and poll instead. */
  readonly polling: number;
  readonly chargers: number;
  readonly hours: number;
}

/** In the order in which they are known, as a journal has them. */
export function traffic(fleet: Fleet): readonly Fact[] {
  const facts: Fact[] = [];
  const chance = chanceFrom(20_261_122);
  for (let account = 0; account < fleet.accounts; account += 1) {
    addAccount(facts, account, account < fleet.polling, fleet, chance);
  }
  return facts.sort((one, other) => knownAtMs(one) - knownAtMs(other));
}

function addAccount(facts: Fact[], account: number, polls: boolean, fleet: Fleet, chance: () => number): void {
  const accountId = `account-${account}`;
  const firstCharger = account * fleet.chargers;
  const endAtMs = startedAtMs + fleet.hours * hourMs;
  const every = (everyMs: number, add: (atMs: number) => void): void => {
    for (let atMs = startedAtMs + Math.floor(chance() * everyMs); atMs < endAtMs; atMs += everyMs) {
      add(atMs + Math.floor(chance() * 900));
    }
  };
  const call = (atMs: number, given: Partial<CallFact>): void => {
    const failed = chance() < 0.004;
    const took = { accountId, answeredAtMs: atMs + 40 + Math.floor(chance() * 360), status: failed ? 503 : 200 };
    const fact = callAt(atMs, { ...took, ...given });
    facts.push(fact);
    if (failed)
      facts.push(
        callAt(atMs + 1200, {
          ...took,
          ...given,
          answeredAtMs: atMs + 1300,
          status: 200,
          attempt: 2,
          retryOf: fact.id,
        }),
      );
  };
  const event = (atMs: number, what: StreamFact['event']): void => {
    facts.push({ v: 1, kind: 'stream', accountId, bus: 'group', scope: 'group-1', event: what, atMs });
  };

  call(startedAtMs, { ...words.login, resource: null });
  if (!polls) event(startedAtMs + 1000, 'opened');
  every(hourMs + 3000, (atMs) => call(atMs, words.list));
  for (let n = firstCharger; n < firstCharger + fleet.chargers; n += 1) {
    const charger = { resource: idOf('c', n), installationId: idOf('i', Math.floor(n / 10)) };
    every(polls ? 61_000 : 601_000, (atMs) =>
      call(atMs, {
        ...words.state,
        ...charger,
        charging: chance() < 0.3 ? 'yes' : 'no',
        changed: chance() < 0.9 ? 'yes' : 'no',
      }),
    );
    if (!polls) every(120_000, (atMs) => event(atMs, 'message'));
    every(hourMs + 3000, (atMs) => call(atMs, { ...words.detail, ...charger }));
    every(3 * hourMs, (atMs) => call(atMs, { ...words.command, ...charger, cause: 'command', allowed: 'yes' }));
  }
  for (let n = firstCharger / 10; n < (firstCharger + fleet.chargers) / 10; n += 1) {
    const installation = { resource: idOf('i', n), installationId: idOf('i', n) };
    every(903_000, (atMs) => call(atMs, { ...words.current, ...installation, connected: 'yes' }));
    every(24 * hourMs, (atMs) => call(atMs, { ...words.hierarchy, ...installation }));
    every(24 * hourMs, (atMs) => call(atMs, { ...words.firmware, ...installation }));
    every(hourMs, (atMs) =>
      call(atMs, { ...words.archived, ...installation, window: { fromAtMs: atMs - hourMs, toAtMs: atMs } }),
    );
  }
}

function knownAtMs(fact: Fact): number {
  return fact.kind === 'call' ? (fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs;
}

/** Numbers in [0, 1) that look random: a linear congruence. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
