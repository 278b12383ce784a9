// Who is woken next: a binary heap over member numbers, one entry each, so that a fleet needs one timer.
// Invariant: at equal times the lower member comes first, whatever order the times were set in.

export class WakeQueue {
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  readonly #dueMs: Float64Array;

  /** Holds exactly the members 0 … size−1 (16 bytes each), at first due at Infinity. */
  constructor(size: number) {
    this.#heap = Int32Array.from({ length: size }, (_, member) => member);
    this.#place = this.#heap.slice();
    this.#dueMs = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  }

  /** The member that is due first; −1 in an empty queue. */
  get first(): number {
    return this.#heap[0] ?? -1;
  }

  get firstDueMs(): number {
    return this.#dueMs[this.first] ?? Number.POSITIVE_INFINITY;
  }

  set(member: number, dueMs: number): void {
    this.#dueMs[member] = dueMs;
    this.#sink(this.#rise(this.#place[member] as number));
  }

  #before(a: number, b: number): boolean {
    const left = this.#dueMs[a] as number;
    const right = this.#dueMs[b] as number;
    return left < right || (left === right && a < b);
  }

  #put(member: number, place: number): void {
    this.#heap[place] = member;
    this.#place[member] = place;
  }

  #rise(from: number): number {
    const member = this.#heap[from] as number;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#heap[above] as number;
      if (!this.#before(member, other)) break;
      this.#put(other, place);
      place = above;
    }
    this.#put(member, place);
    return place;
  }

  #sink(from: number): void {
    const member = this.#heap[from] as number;
    const size = this.#heap.length;
    let place = from;
    for (let below = 2 * place + 1; below < size; below = 2 * place + 1) {
      const right = below + 1;
      if (right < size && this.#before(this.#heap[right] as number, this.#heap[below] as number)) below = right;
      const other = this.#heap[below] as number;
      if (!this.#before(other, member)) break;
      this.#put(other, place);
      place = below;
    }
    this.#put(member, place);
  }
}
