// Plays an act of a busy program on the stage: an emulated cloud and one account on it, under one manual clock.
// Invariant: nothing else moves time while a program is played.
import type { Emulator } from '@fairlead/emulator';
import { stateIds } from '@fairlead/protocol';
import type { CallRequest } from '@fairlead/sdk';
import type { BusyAccount } from './busy-account.ts';
import type { Act, Wish } from './busy-programs.ts';
import type { ManualClock } from './manual-clock.ts';

export const neverShown = '0a0a0a0a-0000-4000-8000-000000000000';

export interface Stage {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly busy: BusyAccount;
}

export async function perform({ clock, emulator, busy }: Stage, step: Act, remembers: boolean): Promise<void> {
  switch (step.kind) {
    case 'callers':
      for (const wishes of step.callers) void caller({ clock, emulator, busy }, wishes);
      return;
    case 'pass':
      return clock.advanceBy(step.ms);
    case 'fault':
      emulator.faults.plan(step.fault, {}, { share: step.share, forMs: step.forMs });
      return;
    case 'revoke-tokens':
      return emulator.faults.revokeTokens();
    case 'detach-readers':
      return emulator.faults.detachReaders();
    case 'rotate-bus-keys':
      return emulator.faults.rotateBusKeys();
    case 'dark':
      emulator.faults.goDark(step.how);
      await clock.advanceBy(step.forMs);
      return emulator.faults.comeBack();
    case 'no-bus':
      emulator.faults.cutBus();
      await clock.advanceBy(step.forMs);
      return emulator.faults.restoreBus();
    case 'restart':
      return busy.restart({ orderly: step.orderly, remembers });
    case 'jump':
      return busy.jumpWall(step.ms);
  }
}

async function caller({ clock, emulator, busy }: Stage, wishes: readonly Wish[]): Promise<void> {
  for (const one of wishes) {
    if (one.afterMs > 0) await new Promise<void>((resolve) => clock.setTimer(resolve, one.afterMs));
    const cancel = new AbortController();
    if (one.cancelAfterMs !== null) clock.setTimer(() => cancel.abort(), one.cancelAfterMs);
    await busy.call({ ...requestOf({ emulator, busy }, one), signal: cancel.signal });
  }
}

function requestOf({ emulator: { world, accounts }, busy }: Omit<Stage, 'clock'>, one: Wish): CallRequest {
  const { endpoint, variant, about, cause, lane, app } = one;
  const charger = world.chargers()[about];
  const chargerId = charger?.id ?? neverShown;
  const installationId = charger?.installationId ?? neverShown;
  const asked = { endpoint, cause, lane, app };
  const window = { From: '2026-11-19T00:00:00Z', To: `2026-11-20T0${variant}:00:00Z` };
  switch (endpoint) {
    case 'charger-state':
    case 'charger':
      return { ...asked, params: { id: chargerId } };
    case 'charger-command':
      return { ...asked, params: { id: chargerId, commandId: String([506, 507, 102][variant % 3]) } };
    case 'charger-update':
      return { ...asked, params: { id: chargerId }, body: { maxChargeCurrent: 10 + variant } };
    case 'installation':
    case 'installation-hierarchy':
      return { ...asked, params: { id: installationId } };
    case 'installation-update':
      return {
        ...asked,
        params: { id: installationId },
        body:
          variant % 2 === 0 && knowsAllOf(busy, installationId)
            ? { availableCurrent: 10 + variant }
            : { maxCurrent: 20 + variant },
      };
    case 'firmware':
      return { ...asked, params: { installationId } };
    case 'group-stream-details':
      return { ...asked, params: { id: accounts.owner.userGroupIds[0] ?? neverShown } };
    case 'chargers':
    case 'installations':
      return variant % 2 === 0
        ? { ...asked, query: { PageSize: 100 } }
        : { ...asked, query: { PageSize: 100, NameFilter: charger?.serial ?? 'ZAP000000' }, cause: 'unknown-charger' };
    case 'archived-sessions':
      return { ...asked, query: { InstallationId: installationId, ...window, PageSize: 100 } };
    case 'charge-history':
      return { ...asked, query: { InstallationId: installationId, ...window, PageSize: 100, PageIndex: 0 } };
    case 'installation-report':
      return {
        ...asked,
        body: { fromDate: '2026-11-01T00:00:00', endDate: '2026-11-10T00:00:00', installationId, groupBy: 0 },
      };
    case 'session':
    case 'session-priority':
      return {
        ...asked,
        params: { id: neverShown },
        ...(endpoint === 'session' ? {} : { body: { prioritized: true } }),
      };
    default:
      return asked;
  }
}

/** Who does not know whether a car is connected cannot keep what is asked of the available current then. */
function knowsAllOf({ account: { mirror } }: BusyAccount, installationId: string): boolean {
  const chargers = mirror.chargers().filter((charger) => charger.installationId === installationId);
  const mode = (id: string) => mirror.observation(id, stateIds.ChargerOperationMode)?.value ?? '0';
  return chargers.length > 0 && chargers.every(({ id }) => mode(id) !== '0');
}
