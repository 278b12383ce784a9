// The values of one charger, column by column.
// Invariant: one slot per state id, never more than `maxStates`; a slot once given stays that of its id.
// Memory: 4 × 8 (numbers, side by side: one line of the cache) + 4 (id) + 8 (pointer) = 44 bytes a slot, grown by 16 slots at a
// time, plus the text itself (24 to 40 bytes). A charger with 75 values takes about 6 kB; 50,000 of them about 300 MB, where
// one object per value in a Map would take about 900 MB.
import type { Observed } from './observed.ts';

/** The cloud documents about 200 state ids; five times that, so that no charger can fill the memory. */
export const maxStates = 1_000;

const growBy = 16;
/** Marks a free slot. Lies outside the ids of the cloud, which are small and at times negative. */
const free = -0x8000_0000;
const streamFlag = 1;
const suspectFlag = 2;

/** Numbers of a slot, in this order. */
const observedAt = 0;
const receivedAt = 1;
const sequence = 2;
const flagsAt = 3;
const perSlot = 4;

export class ValueTable {
  #ids = new Int32Array(0);
  #numbers = new Float64Array(0);
  #values: (string | null)[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** −1 where there is none. Linear search: over 75 ids it is as quick as a hash and needs no memory. */
  slotOf(stateId: number): number {
    const slot = this.#ids.indexOf(stateId);
    return slot < this.#values.length ? slot : -1;
  }

  get(stateId: number): Observed | undefined {
    const slot = this.slotOf(stateId);
    return slot < 0 ? undefined : this.read(slot);
  }

  /** False when the table is full; nothing is changed then. */
  set(stateId: number, observed: Observed): boolean {
    let slot = this.slotOf(stateId);
    if (slot < 0) {
      if (this.size >= maxStates || stateId === free) return false;
      slot = this.size;
      if (slot === this.#ids.length) this.#grow();
      this.#ids[slot] = stateId;
    }
    this.write(slot, observed);
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

  #grow(): void {
    const length = this.#ids.length + growBy;
    const ids = new Int32Array(length).fill(free, this.#ids.length);
    ids.set(this.#ids);
    this.#ids = ids;
    const numbers = new Float64Array(length * perSlot);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}
