// Finds who lives in a world, by id or by number.
import { EmulatorError } from '../emulator-error.ts';
import type { Charger } from './charger.ts';
import type { Installation } from './installation.ts';
import type { Population } from './population.ts';

export class Directory {
  readonly installations: ReadonlyMap<string, Installation>;
  readonly chargers: ReadonlyMap<string, Charger>;
  readonly #population: Population;

  constructor(population: Population) {
    this.#population = population;
    this.chargers = new Map(population.chargers.map((charger) => [charger.id, charger]));
    this.installations = new Map(population.installations.map((installation) => [installation.id, installation]));
  }

  /** Chargers first, then installations. */
  member(number: number): Charger | Installation {
    const { chargers, installations } = this.#population;
    return chargers[number] ?? (installations[number - chargers.length] as Installation);
  }

  /** @throws EmulatorError `unknown-charger` */
  charger(id: string): Charger {
    const charger = this.chargers.get(id);
    if (charger !== undefined) return charger;
    throw new EmulatorError(
      'unknown-charger',
      `Failed to find charger ${id}: this world has no such charger. Use an id from its list of chargers.`,
    );
  }

  /** @throws EmulatorError `unknown-installation` */
  installation(id: string): Installation {
    const installation = this.installations.get(id);
    if (installation !== undefined) return installation;
    throw new EmulatorError(
      'unknown-installation',
      `Failed to find installation ${id}: this world has no such installation. Use an id from its list of installations.`,
    );
  }

  /** Looks at all sessions that are kept. */
  chargerOfSession(sessionId: string): Charger | undefined {
    return this.#population.chargers.find((charger) => charger.knowsSession(sessionId));
  }
}
