// The ledger of an account with 50,000 chargers that was followed for 30 days, and what it weighs.
import { createLedger, defaultMargin, generalAccess, type Ledger, record } from '@fairlead/policy';
import { callAt, idOf, startedAtMs, words } from './traffic.ts';

export const fleetChargers = 50_000;
const installations = 5000;
const scopes = 64;
const days = 30;
const dayMs = 86_400_000;

/** Bytes of heap that the ledger holds. `collect` runs the garbage collector. */
export function ledgerBytes(collect: () => void): { readonly bytes: number; readonly facts: number } {
  collect();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const { ledger, facts } = followed();
  collect();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  if (ledger.seenMs < startedAtMs + (days - 1) * dayMs) throw new Error('The ledger did not live for 30 days.');
  return { bytes: after - before, facts };
}

/** Twenty-nine days of one read of everything a day, and one as dense as 10 calls a second allow. */
function followed(): { readonly ledger: Ledger; readonly facts: number } {
  let facts = 0;
  let ledger = createLedger({ terms: { tier: generalAccess, margin: defaultMargin }, startedAtMs, bucket: 'full' });
  const add = (fact: Parameters<typeof record>[1]): void => {
    facts += 1;
    ledger = record(ledger, fact);
  };
  for (let scope = 0; scope < scopes; scope += 1) {
    add({ ...streamOf(scope), event: 'opened', atMs: startedAtMs });
  }
  for (let day = 0; day < days; day += 1) {
    const beganAtMs = startedAtMs + day * dayMs;
    add(callAt(beganAtMs, words.login));
    add(callAt(beganAtMs, { ...words.groupDetails, resource: idOf('g', 1) }));
    const rounds = day === days - 1 ? 13 : 1;
    for (let round = 0; round < rounds; round += 1) {
      const spreadMs = dayMs / rounds / fleetChargers;
      for (let n = 0; n < fleetChargers; n += 1) {
        const atMs = beganAtMs + Math.floor((round * fleetChargers + n) * spreadMs);
        addCharger(add, n, atMs, round === 0);
        if (n % 1000 === 0) add({ ...streamOf((n / 1000) % scopes), event: 'message', atMs });
      }
    }
  }
  return { ledger, facts };
}

function addCharger(add: (fact: Parameters<typeof record>[1]) => void, n: number, atMs: number, all: boolean): void {
  const installation = Math.floor((n * installations) / fleetChargers);
  const charger = { resource: idOf('c', n), installationId: idOf('i', installation) };
  const state = callAt(atMs, { ...words.state, ...charger, charging: 'yes' });
  add({ ...state, status: null, answeredAtMs: null });
  add(state);
  if (!all) return;
  add(callAt(atMs + 200, { ...words.detail, ...charger }));
  add(callAt(atMs + 400, { ...words.command, ...charger, cause: 'command', allowed: 'yes' }));
  if (n % (fleetChargers / installations) !== 0) return;
  const own = { resource: idOf('i', installation), installationId: idOf('i', installation) };
  const window = { fromAtMs: atMs - dayMs, toAtMs: atMs };
  add(callAt(atMs + 500, { ...words.hierarchy, ...own }));
  add(callAt(atMs + 600, { ...words.firmware, ...own }));
  add(callAt(atMs + 700, { ...words.archived, ...own, window }));
  add(callAt(atMs + 800, { ...words.current, ...own, connected: 'yes' }));
}

function streamOf(scope: number) {
  return { v: 1, kind: 'stream', accountId: 'account-0', bus: 'installation', scope: idOf('i', scope) } as const;
}
