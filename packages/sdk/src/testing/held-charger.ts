// A charger with the observations that a test says, behind the read side of a mirror.
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';

export interface HeldCharger {
  readonly row: ChargerRow;
  readonly mirror: MirrorView;
}

/** Value, and event time in ms since 1970; the receipt is a second later. */
type Told = readonly [stateId: number, value: string | null, atMs?: number];

export function heldCharger(told: readonly Told[], over: Partial<ChargerRow> = {}): HeldCharger {
  const row: ChargerRow = {
    id: '6b5d2f4e-0000-4000-8000-000000000001',
    serial: 'ZAP000001',
    name: 'Bay 1',
    installationId: '6b5d2f4e-0000-4000-8000-0000000000aa',
    deviceType: 4,
    active: true,
    roles: 2,
    readAtMs: 500,
    row: {},
    ...over,
  };
  const held = new Map(told.map(([stateId, value, atMs = 1_000]) => [stateId, observed(value, atMs)]));
  return {
    row,
    mirror: {
      chargers: () => [row],
      charger: (id) => (id === row.id ? row : undefined),
      find: (idOrSerial) => (idOrSerial === row.id || idOrSerial === row.serial ? row : undefined),
      installations: () => [],
      installation: () => undefined,
      observation: (id, stateId) => (id === row.id ? held.get(stateId) : undefined),
      observations: (id) => (id === row.id ? held : new Map()),
    },
  };
}

function observed(value: string | null, atMs: number): Observed {
  return {
    ...{ value, observedAtUs: atMs * 1_000, receivedAtMs: atMs + 1_000 },
    ...{ via: 'stream', sequenceNumber: 1, clockSuspect: false },
  };
}
