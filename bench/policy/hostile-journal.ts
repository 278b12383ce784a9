// A journal made to fill the judge: as many accounts as it tells apart, each call about a thing that nobody heard of before.
import { type CallFact, type Fact, openJudge } from '@fairlead/policy';
import { callAt, idOf, startedAtMs, words } from './traffic.ts';

const accounts = 256;
export const hostileCalls = 1_000_000;
const lookedAtEvery = 100_000;

const shapes: readonly Partial<CallFact>[] = [
  words.state,
  { ...words.state, status: 404, shown: 'no' },
  words.detail,
  { ...words.detail, status: 503 },
  words.hierarchy,
  words.firmware,
  words.command,
  { ...words.command, status: 500, code: 528 },
  words.current,
  { ...words.current, path: '/api/chargers/{id}/update', sets: 'other', status: 403 },
  { ...words.list, narrowing: 'name' },
  words.archived,
  words.report,
  { class: 'history', path: '/api/session/{id}' },
  words.groupDetails,
];

/** The most bytes of heap that the judge was seen to hold. */
export function hostileBytes(collect: () => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const opened = openJudge();
  let most = 0;
  for (let n = 0; n < hostileCalls; n += 1) {
    opened.add(factAt(n));
    if (n % lookedAtEvery !== lookedAtEvery - 1) continue;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  opened.finish();
  return most;
}

function factAt(n: number): Fact {
  const atMs = startedAtMs + n;
  const thing = Math.floor(n / accounts);
  return callAt(atMs, {
    ...shapes[thing % shapes.length],
    accountId: `account-${n % accounts}`,
    clientAddress: `192.0.2.${n % accounts}`,
    resource: idOf('c', n),
    installationId: idOf('i', n),
    window: { fromAtMs: atMs - 1000, toAtMs: atMs },
  });
}
