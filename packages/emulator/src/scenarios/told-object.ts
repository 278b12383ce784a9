// An object that somebody wrote, read field by field. What nobody asked for is refused at the end: the form is closed.
import { EmulatorError } from '../emulator-error.ts';
import type { Field } from './step-fields.ts';

/** Where a scenario is wrong: `step 3`. */
export function wrong(where: string, why: string): EmulatorError {
  return new EmulatorError('bad-scenario', `Failed to read the scenario: ${where} ${why}`);
}

export class ToldObject {
  readonly #told: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #known = new Set<string>();

  /** @throws EmulatorError `bad-scenario` where it is no object */
  constructor(told: unknown, where: string) {
    if (typeof told !== 'object' || told === null || Array.isArray(told))
      throw wrong(where, 'is no object. Write it in braces: {"at": "00:10:00", "do": "cut-bus"}.');
    this.#told = told as Record<string, unknown>;
    this.#where = where;
  }

  /** @throws EmulatorError `bad-scenario` where it is missing or does not fit */
  need<T>(name: string, field: Field<T>): T {
    const value = this.maybe(name, field);
    if (value === undefined) throw wrong(this.#where, `has no "${name}". Give ${field.wants}.`);
    return value;
  }

  /** @throws EmulatorError `bad-scenario` where it is there and does not fit */
  maybe<T>(name: string, field: Field<T>): T | undefined {
    this.#known.add(name);
    const told = Object.hasOwn(this.#told, name) ? this.#told[name] : undefined;
    if (told === undefined) return undefined;
    const value = field.read(told);
    if (value !== undefined) return value;
    throw wrong(this.#where, `has "${name}": ${shown(told)}, which does not fit. Give ${field.wants}.`);
  }

  /** @throws EmulatorError `bad-scenario` for a field that nobody read */
  end(): void {
    const stray = Object.keys(this.#told).find((name) => !this.#known.has(name));
    if (stray === undefined) return;
    const known = [...this.#known].join(', ');
    throw wrong(this.#where, `has "${stray.slice(0, 40)}", which it does not take. It takes ${known}.`);
  }
}

/** What a stranger wrote, short and on one line. */
function shown(told: unknown): string {
  const json = JSON.stringify(told) ?? String(told);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
