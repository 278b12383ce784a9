// The switches of one emulator as they stand now. Whoever asks, asks at the moment of use, so that each can be turned
// while clients are connected.
import { EmulatorError } from '../emulator-error.ts';
import { shown } from '../shown.ts';
import { isSwitchId, type SwitchId, type SwitchValues, switchIds, switchTable } from './switch-table.ts';

export interface Switches {
  get<Id extends SwitchId>(id: Id): SwitchValues[Id];
  all(): SwitchValues;
  /**
   * Takes words and whole numbers, numbers also as text. All or nothing.
   * @throws EmulatorError `bad-switch` for a name or a value that does not exist
   */
  set(values: Readonly<Record<string, unknown>>): void;
  /** Back to the defaults. */
  reset(): void;
  /** Called after each change with what changed; answers its undo. */
  onChange(listener: (changed: ReadonlySet<SwitchId>) => void): () => void;
}

export const switchDefaults: SwitchValues = Object.freeze(
  Object.fromEntries(switchIds.map((id) => [id, defaultOf(id)])),
) as SwitchValues;

/** @throws EmulatorError `bad-switch` */
export function createSwitches(given: Readonly<Record<string, unknown>> = {}): Switches {
  let values: SwitchValues = { ...switchDefaults, ...parsed(given) };
  const listeners = new Set<(changed: ReadonlySet<SwitchId>) => void>();
  const turnTo = (next: SwitchValues): void => {
    const changed = new Set(switchIds.filter((id) => next[id] !== values[id]));
    values = next;
    if (changed.size > 0) for (const listener of [...listeners]) listener(changed);
  };
  return {
    get: (id) => values[id],
    all: () => values,
    set: (more) => turnTo({ ...values, ...parsed(more) }),
    reset: () => turnTo(switchDefaults),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function defaultOf(id: SwitchId): string | number {
  const definition = switchTable[id];
  return definition.kind === 'choice' ? definition.words[0] : definition.default;
}

function parsed(given: Readonly<Record<string, unknown>>): Partial<SwitchValues> {
  return Object.fromEntries(Object.entries(given).map(([id, value]) => [id, turned(id, value)]));
}

function turned(id: string, value: unknown): string | number {
  if (!isSwitchId(id)) {
    throw new EmulatorError(
      'bad-switch',
      `Failed to turn a switch: there is none called ${shown(id)}. See \`fairlead emulator --help\`, or GET /_emulator/switches.`,
    );
  }
  const definition = switchTable[id];
  if (definition.kind === 'choice') {
    const word = definition.words.find((one) => one === value);
    if (word !== undefined) return word;
    throw refused(id, value, definition.words.join(', '));
  }
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  const { least, most, unit } = definition;
  if (Number.isInteger(number) && (number as number) >= least && (number as number) <= most) return number as number;
  throw refused(id, value, `a whole number of ${unit} from ${least} to ${most}`);
}

function refused(id: SwitchId, value: unknown, allowed: string): EmulatorError {
  return new EmulatorError(
    'bad-switch',
    `Failed to turn the switch ${id}: ${shown(value)} is not one of its values. Give ${allowed}.`,
  );
}
