// The values of one charger, column by column.
// Invariant: one slot per state id, never more than `maxStates`.
// Memory: 8+8+8 (numbers) + 4 (id) + 1 (flags) + 8 (pointer) = 37 bytes a slot, grown by 16 slots at a time, plus the text
// itself (24 to 40 bytes). A charger with 75 values takes about 6 kB; 50,000 of them about 300 MB, where one object per
// value in a Map would take about 900 MB.
import type { Observed } from './observed.ts';

/** The cloud documents about 200 state ids; five times that, so that no charger can fill the memory. */
export const maxStates = 1_000;

const growBy = 16;
/** Marks a free slot. Lies outside the ids of the cloud, which are small and at times negative. */
const free = -0x8000_0000;
const streamFlag = 1;
const suspectFlag = 2;

export class ValueTable {
  #ids = new Int32Array(0);
  #observedAtUs = new Float64Array(0);
  #receivedAtMs = new Float64Array(0);
  #sequenceNumbers = new Float64Array(0);
  #flags = new Uint8Array(0);
  #values: (string | null)[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** Linear search: over 75 ids it is as quick as a hash and needs no memory. */
  get(stateId: number): Observed | undefined {
    const slot = this.#ids.indexOf(stateId);
    return slot < 0 || slot >= this.size ? undefined : this.#read(slot);
  }

  /** False when the table is full; nothing is changed then. */
  set(stateId: number, observed: Observed): boolean {
    let slot = this.#ids.indexOf(stateId);
    if (slot < 0) {
      if (this.size >= maxStates || stateId === free) return false;
      slot = this.size;
      if (slot === this.#ids.length) this.#grow();
      this.#ids[slot] = stateId;
    }
    this.#observedAtUs[slot] = observed.observedAtUs;
    this.#receivedAtMs[slot] = observed.receivedAtMs;
    this.#sequenceNumbers[slot] = observed.sequenceNumber;
    this.#flags[slot] = (observed.via === 'stream' ? streamFlag : 0) | (observed.clockSuspect ? suspectFlag : 0);
    this.#values[slot] = observed.value;
    return true;
  }

  toMap(): Map<number, Observed> {
    const map = new Map<number, Observed>();
    for (let slot = 0; slot < this.size; slot++) map.set(this.#ids[slot] as number, this.#read(slot));
    return map;
  }

  #read(slot: number): Observed {
    const flags = this.#flags[slot] as number;
    return {
      value: this.#values[slot] as string | null,
      observedAtUs: this.#observedAtUs[slot] as number,
      receivedAtMs: this.#receivedAtMs[slot] as number,
      via: flags & streamFlag ? 'stream' : 'poll',
      sequenceNumber: this.#sequenceNumbers[slot] as number,
      clockSuspect: (flags & suspectFlag) !== 0,
    };
  }

  #grow(): void {
    const length = this.#ids.length + growBy;
    const ids = new Int32Array(length).fill(free);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#observedAtUs = widened(this.#observedAtUs, length);
    this.#receivedAtMs = widened(this.#receivedAtMs, length);
    this.#sequenceNumbers = widened(this.#sequenceNumbers, length);
    const flags = new Uint8Array(length);
    flags.set(this.#flags);
    this.#flags = flags;
  }
}

function widened(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const wide = new Float64Array(length);
  wide.set(column);
  return wide;
}
