// Windows that were served, by what was read: columns of numbers, in which the window added longest ago makes room for the
// newest. Windows of one read are found through a chain, from the newest to the oldest.
// Invariant: at most `maxWindows` windows and no text, whatever is read.

/**
 * What is read in a day: a window of each charger of an account with 50,000, twice over, and 31,072 more pages. 131,072 ×
 * (6 columns + the beginning of a chain) × 8 bytes = 7.4 MB. To fill them takes 3.6 hours of nothing else at 10/s; what is
 * forgotten then may be fetched again too soon.
 */
export const maxWindows = 131_072;
/** Five years of days. More windows of one read are not looked at, so that a question takes 0.1 ms at most. */
const maxLooks = 2048;
const firstWindows = 64;
const none = -1;

/** `read`: a fingerprint of what was read. `pageAt`: when the last page was sent. `older`: the next one in the chain. */
const columns = { read: 0, fromAt: 1, toAt: 2, servedAt: 3, pageAt: 4, older: 5 } as const;
const width = 6;
type Instant = 'fromAt' | 'toAt' | 'servedAt' | 'pageAt';

export type ServedWindow = Readonly<Record<'read' | Instant, number>>;

export class ServedWindows {
  readonly #maxWindows: number;
  /** Windows that were ever added. Each keeps its number, and stands at the number modulo the capacity. */
  #added = 0;
  #capacity = firstWindows;
  #cells = new Float64Array(width * firstWindows);
  /** Number of the newest window of each chain. */
  #newest = new Float64Array(firstWindows).fill(none);

  constructor(most = maxWindows) {
    this.#maxWindows = most;
  }

  get size(): number {
    return Math.min(this.#added, this.#capacity);
  }

  add(window: ServedWindow): void {
    if (this.#added === this.#capacity && this.#capacity < this.#maxWindows) this.#grow();
    const first = this.#firstOf(this.#added);
    for (const name of ['read', 'fromAt', 'toAt', 'servedAt', 'pageAt'] as const) {
      this.#cells[first + columns[name]] = window[name];
    }
    this.#chain(this.#added);
    this.#added += 1;
  }

  /** Numbers of the windows of this read, the newest first. */
  *of(read: number): Iterable<number> {
    const oldest = this.#added - this.#capacity;
    let number = this.#newest[read % this.#capacity] as number;
    for (let looks = 0; looks < maxLooks && number >= 0 && number >= oldest; looks += 1) {
      const first = this.#firstOf(number);
      if (this.#cells[first + columns.read] === read) yield number;
      number = this.#cells[first + columns.older] as number;
    }
  }

  at(number: number, name: Instant): number {
    return this.#cells[this.#firstOf(number) + columns[name]] as number;
  }

  /** Never to an earlier instant. */
  moveTo(number: number, name: Instant, atMs: number): void {
    this.#cells[this.#firstOf(number) + columns[name]] = Math.max(atMs, this.at(number, name));
  }

  /** The clock went back: nothing in here was served later than `atMs`. */
  capAt(atMs: number): void {
    for (let first = 0; first < this.size * width; first += width) {
      for (const column of [columns.servedAt, columns.pageAt]) {
        this.#cells[first + column] = Math.min(atMs, this.#cells[first + column] as number);
      }
    }
  }

  copy(): ServedWindows {
    const twin = new ServedWindows(this.#maxWindows);
    twin.#added = this.#added;
    twin.#capacity = this.#capacity;
    twin.#cells = this.#cells.slice();
    twin.#newest = this.#newest.slice();
    return twin;
  }

  #firstOf(number: number): number {
    return (number % this.#capacity) * width;
  }

  #chain(number: number): void {
    const first = this.#firstOf(number);
    const chain = (this.#cells[first + columns.read] as number) % this.#capacity;
    this.#cells[first + columns.older] = this.#newest[chain] as number;
    this.#newest[chain] = number;
  }

  /** Only before the first window has made room for another: until then each stands at its own number. */
  #grow(): void {
    this.#capacity *= 2;
    const grown = new Float64Array(width * this.#capacity);
    grown.set(this.#cells);
    this.#cells = grown;
    this.#newest = new Float64Array(this.#capacity).fill(none);
    for (let number = 0; number < this.#added; number += 1) this.#chain(number);
  }
}
