// What is known of one account, in memory.
// Invariant: at most `maxChargers` chargers and as many installations; what does not fit is refused, never swapped out.
// Memory at 50,000 chargers x 75 values: about 350 MB of values (value-table.ts) and 100 to 250 MB of rows.
import type { Observation, Observed } from './observed.ts';
import { ownChangesBy } from './own-change.ts';
import type { ChargerRow, InstallationRecord, Kept } from './state-keeper.ts';
import { answersBy } from './timely.ts';
import { ValueTable } from './value-table.ts';

/** Twice the largest account that we promise to serve (50,000). */
export const maxChargers = 100_000;

export class Holdings {
  readonly chargers = new Map<string, ChargerRow>();
  readonly installations = new Map<string, InstallationRecord>();
  readonly #tables = new Map<string, ValueTable>();
  /** By the serial in lower case. */
  readonly #idBySerial = new Map<string, string>();
  /** Of its keys those that a second charger had as well, for as long as one has them: so that few are searched for. */
  readonly #contested = new Set<string>();

  /** Of so many chargers values are held. */
  get tableCount(): number {
    return this.#tables.size;
  }

  /** Undefined while nothing of the charger is held. */
  table(chargerId: string): ValueTable | undefined {
    return this.#tables.get(chargerId);
  }

  observation(chargerId: string, stateId: number): Observed | undefined {
    return this.#tables.get(chargerId)?.get(stateId);
  }

  observations(chargerId: string): ReadonlyMap<number, Observed> {
    return this.#tables.get(chargerId)?.toMap() ?? new Map();
  }

  /** In any case: the cloud does not care about it in ids (held in lower case), and people do not in serials. */
  find(idOrSerial: string): ChargerRow | undefined {
    const asked = idOrSerial.toLowerCase();
    return this.chargers.get(asked) ?? this.chargers.get(this.#idBySerial.get(asked) ?? '');
  }

  /** False when there is no room. */
  putObservation(observation: Observation): boolean {
    let table = this.#tables.get(observation.chargerId);
    if (!table) {
      if (this.#tables.size >= maxChargers) return false;
      table = new ValueTable();
      this.#tables.set(observation.chargerId, table);
    }
    return table.set(observation.stateId, observation);
  }

  /** False when there is no room. */
  putCharger(row: ChargerRow): boolean {
    const before = this.chargers.get(row.id);
    if (!before && this.chargers.size >= maxChargers) return false;
    this.chargers.set(row.id, row);
    const key = row.serial.toLowerCase();
    if (before && before.serial.toLowerCase() !== key) this.#giveUp(before);
    if ((this.#idBySerial.get(key) ?? row.id) !== row.id) this.#contested.add(key);
    this.#idBySerial.set(key, row.id);
    return true;
  }

  /** The charger has another serial now. */
  #giveUp({ id, serial }: ChargerRow): void {
    const key = serial.toLowerCase();
    if (this.#idBySerial.get(key) !== id) return;
    this.#idBySerial.delete(key);
    if (!this.#contested.delete(key)) return;
    for (const other of this.chargers.values()) {
      if (other.serial.toLowerCase() !== key) continue;
      if (this.#idBySerial.has(key)) this.#contested.add(key);
      this.#idBySerial.set(key, other.id);
    }
  }

  /** False when there is no room. */
  putInstallation(record: InstallationRecord): boolean {
    if (!this.installations.has(record.id) && this.installations.size >= maxChargers) return false;
    this.installations.set(record.id, record);
    return true;
  }

  /** The clock that told of reads and receipts was set back: they are as long ago as before. */
  clockSetBack(byMs: number): void {
    for (const table of this.#tables.values()) table.clockSetBack(byMs);
    const moved = <T extends { readonly readAtMs: number }>(one: T): T => ({ ...one, readAtMs: one.readAtMs - byMs });
    for (const [id, row] of this.chargers) this.chargers.set(id, moved(row));
    for (const [id, record] of this.installations) {
      const { answers, ...row } = ownChangesBy(record, (atMs) => atMs - byMs);
      this.installations.set(id, { ...moved(row), ...(answers && { answers: answersBy(answers, moved) }) });
    }
  }

  all(): Kept {
    const observations: Observation[] = [];
    for (const [chargerId, table] of this.#tables)
      for (const [stateId, observed] of table.toMap()) observations.push({ chargerId, stateId, ...observed });
    return {
      observations,
      chargers: [...this.chargers.values()],
      installations: [...this.installations.values()],
    };
  }
}
