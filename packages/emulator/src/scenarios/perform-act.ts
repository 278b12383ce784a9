// What each step does, through the emulator's own handle: a scenario can do nothing that a test could not do by hand.
// Invariant: whatever lasts comes with its undo; to undo twice, or after somebody undid it by hand, does no harm.
import { groupTopic, installationTopic } from '../bus/bus-kinds.ts';
import type { ChargerTruth, Emulator } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { SwitchId, SwitchValues } from '../switches/switch-table.ts';
import type { Switches } from '../switches/switches.ts';
import type { Act } from './script.ts';

/** Whether a charger is online (zaptec-api.md §5.1). */
const onlineId = -2;

/** Resolves late only where doors have to be opened again. */
export type Undo = () => void | Promise<void>;

export interface ActParts {
  /** Asked at the moment of use: a scenario may be there before the handle is. */
  readonly emulator: () => Pick<Emulator, 'accounts' | 'faults' | 'switches' | 'world'>;
  /** Whether nobody can read this topic until it is activated. */
  readonly isRemoved: (topic: string) => boolean;
  /** A second program on the owner's account; answers its end. */
  readonly neighbour: (everyMs: number) => () => void;
}

/** @throws EmulatorError for what the world refuses: a second car, a charger that is not there */
export function createActs({ emulator, isRemoved, neighbour }: ActParts): (act: Act) => Undo | undefined {
  // One after the other: a door that is still being opened cannot be shut.
  let doors = Promise.resolve();
  const goDark = (): Undo => {
    const { faults } = emulator();
    doors = doors.then(() => faults.goDark());
    return () => {
      const opened = doors.then(() => faults.comeBack());
      doors = opened.catch(() => undefined);
      return opened;
    };
  };
  return (act) => {
    const { accounts, faults, switches, world } = emulator();
    switch (act.do) {
      case 'say':
        return undefined;
      case 'detach-readers':
        return void faults.detachReaders();
      case 'rotate-bus-keys':
        return void faults.rotateBusKeys();
      case 'revoke-tokens':
        return void faults.revokeTokens();
      case 'cut-bus':
        faults.cutBus();
        return () => faults.restoreBus();
      case 'go-dark':
        return goDark();
      case 'fault':
        return faults.plan(act.fault, act.match, act.often);
      case 'switch':
        return turn(switches, act.to);
      case 'remove-subscription': {
        const isGroup = act.of === 'group';
        const id = act.of === 'group' ? (accounts.owner.userGroupIds[0] ?? '') : installationAt(world, act.of);
        const topic = isGroup ? groupTopic(id) : installationTopic(id);
        faults.removeSubscription(id);
        return () => {
          if (isRemoved(topic)) world.activateBus(topic);
        };
      }
      case 'skew-clocks':
        faults.skewChargerClocks(act.byMs);
        return () => faults.skewChargerClocks(0);
      case 'neighbour':
        return neighbour(act.everyMs);
      case 'offline': {
        const { id, observations } = chargerAt(world, act.charger);
        // One that is not there anyhow must not come back with the end of the step.
        if (observations.get(onlineId)?.value !== '1') return undefined;
        world.setOffline(id);
        return () => world.setOnline(id);
      }
      case 'plug':
        return void world.plug(
          chargerAt(world, act.charger).id,
          act.takesKwh === null ? {} : { takesKwh: act.takesKwh },
        );
      case 'unplug':
        return void world.unplug(chargerAt(world, act.charger).id);
    }
  };
}

/** Undone, each is as it was, unless somebody turned it since. */
function turn(switches: Switches, to: Readonly<Record<string, unknown>>): Undo {
  const before = switches.all();
  switches.set(to);
  const turned = switches.all();
  return () => {
    const ids = Object.keys(to) as SwitchId[];
    const untouched = ids.filter((id) => switches.get(id) === turned[id]);
    switches.set(Object.fromEntries(untouched.map((id): [SwitchId, SwitchValues[SwitchId]] => [id, before[id]])));
  };
}

function chargerAt(world: Emulator['world'], number: number): ChargerTruth {
  const chargers = world.chargers();
  const found = chargers[number - 1];
  if (found) return found;
  throw notThere('charger', number, chargers.length);
}

function installationAt(world: Emulator['world'], number: number): string {
  const ids = [...new Set(world.chargers().map(({ installationId }) => installationId))];
  const found = ids[number - 1];
  if (found !== undefined) return found;
  throw notThere('installation', number, ids.length);
}

function notThere(what: string, number: number, count: number): EmulatorError {
  return new EmulatorError(
    'bad-scenario',
    `Failed to play the scenario: it names ${what} ${number}, and this world has ${count}. Name one that is there.`,
  );
}
