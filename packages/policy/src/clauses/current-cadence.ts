// §2, §5: the available current of an installation is a slow lever: written seldom, for a car, and only to change it.
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Published in the dynamic load balancing guide: one write per 15 minutes and installation. */
export const currentSpacingMs = 900_000;
/** A value that is held counts as the one in force until its installation may be read again. Either way nothing is sent. */
const inForceForMs = 3_600_000;

export const currentCadence: Clause = {
  id: 'current-cadence',
  kind: 'limit',
  title: 'Change the available current of an installation slowly',
  section: ['2', '5'],
  why: 'Every write is shared out anew among all chargers, and cars that are pushed to and fro stop charging.',
  source: {
    kind: 'published',
    where: 'docs/dynamic-load-balancing-with-the-zaptec-api; zaptec-api.md §1.1 rules 21 and 23',
    date: '2026-11-22',
  },
  appliesTo: ['update'],
  limits: [
    { name: 'spacing of writes to one installation', value: currentSpacingMs, unit: 'ms', source: 'published' },
    { name: 'writes while no car is connected', value: 0, unit: 'calls', source: 'observed' },
    { name: 'writes of the value that is in force', value: 0, unit: 'calls', source: 'courtesy' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Gather the wishes for an installation and write the newest one every 15 minutes at most, while a car is connected and only when it differs.',
  decided:
    'A write of the available current waits until 15 minutes have passed since the last one that was, or may have been, carried out at the same installation. While no car is connected there it is never sent; when the value is in force already, what is held is the answer.',
  judged:
    'The time between two writes of the available current that were carried out at one installation, and each that was carried out while no car was connected or that changed nothing. A write that failed or was not answered may have been carried out unless its writer knows that it did not arrive, an update may not tell what it set, and a writer may not know of cars or values: then this cannot be told.',
  examples: {
    keeps: `
      0     update i1 current connected=yes changed=yes
      900   update i1 current connected=yes changed=yes
      1000  update i2 current connected=yes changed=yes`,
    breaks: `
      0    update i1 current connected=yes changed=yes
      600  update i1 current connected=yes changed=yes`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'update') return null;
    const needed = intent.sets === 'available-current' ? needless(intent, nowMs) : null;
    return needed ?? spacing(ledger, intent, nowMs);
  },
  due: null,
};

/** A write that would do nothing, now or at any time, whatever was written before. */
function needless(intent: Intent, nowMs: number): Decision | null {
  if (intent.connected === 'no') return never('keeping the wish, and writing it when a car is connected');
  if (intent.changed !== 'no') return null;
  const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + inForceForMs;
  return freshUntilMs > nowMs
    ? { kind: 'local', freshUntilMs, clause: 'current-cadence' }
    : never('leaving it: this value is in force already; once the installation was read again, writing what differs');
}

function never(instead: string): Decision {
  return { kind: 'never', clause: 'current-cadence', instead };
}

function spacing(ledger: Ledger, intent: Intent, nowMs: number): Decision | null {
  const untilMs = ledger.writes.currentWrittenAtMs(intent, nowMs) + currentSpacingMs;
  return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'current-cadence' } : null;
}
