// The values of one charger, column by column.
// Invariant: one slot per state id, never more than `maxStates`; a slot once given stays that of its id.
// Memory: 4 × 8 (numbers, unboxed, side by side: one line of the cache) + 8 (id) + 8 (pointer) = 48 bytes a slot, plus what arrays
// keep free to grow into (a third at most), plus the text itself (24 to 40 bytes). A charger with 75 values takes about 7 kB;
// 50,000 of them about 350 MB, where one object per value in a Map would take about 900 MB. Plain arrays, since typed ones
// live outside the heap: with 10,000 chargers one more line of memory for each value that is touched, and a costly growth.
import type { Observed } from './observed.ts';

/** The cloud documents about 200 state ids; five times that, so that no charger can fill the memory. */
export const maxStates = 1_000;

const streamFlag = 1;
const suspectFlag = 2;

/** Numbers of a slot, in this order. */
const observedAt = 0;
const receivedAt = 1;
const sequence = 2;
const flagsAt = 3;
const perSlot = 4;

export class ValueTable {
  readonly #ids: number[] = [];
  readonly #numbers: number[] = [];
  readonly #values: (string | null)[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** −1 where there is none. Linear search: over 75 ids it is as quick as a hash and needs no memory. */
  slotOf(stateId: number): number {
    return this.#ids.indexOf(stateId);
  }

  get(stateId: number): Observed | undefined {
    const slot = this.slotOf(stateId);
    return slot < 0 ? undefined : this.read(slot);
  }

  /** False when the table is full; nothing is changed then. */
  set(stateId: number, observed: Observed): boolean {
    const slot = this.slotOf(stateId);
    if (slot < 0) return this.add(stateId, observed);
    this.write(slot, observed);
    return true;
  }

  /** As `set`, for an id that has no slot. */
  add(stateId: number, observed: Observed): boolean {
    if (this.size >= maxStates) return false;
    this.write(this.#ids.push(stateId) - 1, observed);
    return true;
  }

  write(slot: number, observed: Observed): void {
    const at = slot * perSlot;
    this.#numbers[at + observedAt] = observed.observedAtUs;
    this.#numbers[at + receivedAt] = observed.receivedAtMs;
    this.#numbers[at + sequence] = observed.sequenceNumber;
    this.#numbers[at + flagsAt] =
      (observed.via === 'stream' ? streamFlag : 0) | (observed.clockSuspect ? suspectFlag : 0);
    this.#values[slot] = observed.value;
  }

  clockSetBack(byMs: number): void {
    for (let at = receivedAt; at < this.#numbers.length; at += perSlot)
      this.#numbers[at] = (this.#numbers[at] as number) - byMs;
  }

  toMap(): Map<number, Observed> {
    const map = new Map<number, Observed>();
    for (let slot = 0; slot < this.size; slot++) map.set(this.#ids[slot] as number, this.read(slot));
    return map;
  }

  read(slot: number): Observed {
    const at = slot * perSlot;
    const flags = this.#numbers[at + flagsAt] as number;
    return {
      value: this.#values[slot] as string | null,
      observedAtUs: this.#numbers[at + observedAt] as number,
      receivedAtMs: this.#numbers[at + receivedAt] as number,
      via: flags & streamFlag ? 'stream' : 'poll',
      sequenceNumber: this.#numbers[at + sequence] as number,
      clockSuspect: (flags & suspectFlag) !== 0,
    };
  }
}
