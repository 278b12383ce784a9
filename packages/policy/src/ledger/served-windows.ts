// Windows that were served, by what was read: columns of numbers, in which the window added longest ago makes room for the
// newest. Windows of one read are found through a chain, from the newest to the oldest.
// Invariant: at most `maxWindows` windows and no text, whatever is read.

/**
 * What is read in a day: a window of each charger of an account with 50,000, twice over, and 31,072 more pages. 131,072 ×
 * (6 columns + the beginning of a chain) × 8 bytes = 7.4 MB. To fill them takes 3.6 hours of nothing else at 10/s; what is
 * forgotten then may be fetched again too soon.
 */
const maxWindows = 131_072;
/** Five years of days. More windows of one read are not looked at, so that a question takes 0.1 ms at most. */
const maxLooks = 2048;
const none = Number.NEGATIVE_INFINITY;

/** `read`: a fingerprint of what was read. `pageAt`: when its last page was sent. `older`: the next one in the chain. */
const columns = ['read', 'fromAt', 'toAt', 'servedAt', 'pageAt', 'older'] as const;
type Column = (typeof columns)[number];
type Instant = Exclude<Column, 'read' | 'older'>;
type Cells = Readonly<Record<Column, Float64Array>>;

export type ServedWindow = Readonly<Record<'read' | Instant, number>>;

export class ServedWindows {
  readonly #maxWindows: number;
  /** Windows that were ever added. Each keeps its number, and stands at the number modulo the capacity. */
  #added = 0;
  #capacity = 1;
  #cells: Cells = cellsOf(() => new Float64Array(this.#capacity));
  /** Number of the newest window of each chain. */
  #newest = new Float64Array(this.#capacity).fill(none);

  constructor(most = maxWindows) {
    this.#maxWindows = most;
  }

  get size(): number {
    return Math.min(this.#added, this.#capacity);
  }

  add(window: ServedWindow): void {
    if (this.#added === this.#capacity && this.#capacity < this.#maxWindows) this.#grow();
    const place = this.#placeOf(this.#added);
    for (const column of columns) if (column !== 'older') this.#cells[column][place] = window[column];
    this.#chain(this.#added);
    this.#added += 1;
  }

  /** Numbers of the windows of this read, the newest first. */
  *of(read: number): Iterable<number> {
    const oldest = this.#added - this.#capacity;
    let number = this.#newest[read % this.#capacity] as number;
    for (let looks = 0; looks < maxLooks && number >= 0 && number >= oldest; looks += 1) {
      if (this.#at(number, 'read') === read) yield number;
      number = this.#at(number, 'older');
    }
  }

  at(number: number, instant: Instant): number {
    return this.#at(number, instant);
  }

  /** Never to an earlier instant. */
  moveTo(number: number, instant: Instant, atMs: number): void {
    this.#cells[instant][this.#placeOf(number)] = Math.max(atMs, this.#at(number, instant));
  }

  /** The clock went back: nothing in here was served later than `atMs`. */
  capAt(atMs: number): void {
    for (const instants of [this.#cells.servedAt, this.#cells.pageAt]) {
      instants.forEach((instant, place) => {
        instants[place] = Math.min(instant, atMs);
      });
    }
  }

  copy(): ServedWindows {
    const twin = new ServedWindows(this.#maxWindows);
    twin.#added = this.#added;
    twin.#capacity = this.#capacity;
    twin.#cells = cellsOf((column) => this.#cells[column].slice());
    twin.#newest = this.#newest.slice();
    return twin;
  }

  #at(number: number, column: Column): number {
    return this.#cells[column][this.#placeOf(number)] as number;
  }

  #placeOf(number: number): number {
    return number % this.#capacity;
  }

  #chain(number: number): void {
    const chain = this.#at(number, 'read') % this.#capacity;
    this.#cells.older[this.#placeOf(number)] = this.#newest[chain] as number;
    this.#newest[chain] = number;
  }

  /** As much room again; only before the first window has made room for another, so that each stands at its own number. */
  #grow(): void {
    const before = this.#cells;
    this.#capacity = Math.min(this.#maxWindows, this.#capacity + this.#capacity);
    this.#cells = cellsOf(() => new Float64Array(this.#capacity));
    for (const column of columns) this.#cells[column].set(before[column]);
    this.#newest = new Float64Array(this.#capacity).fill(none);
    for (let number = 0; number < this.#added; number += 1) this.#chain(number);
  }
}

function cellsOf(cells: (column: Column) => Float64Array): Cells {
  return Object.fromEntries(columns.map((column) => [column, cells(column)])) as Cells;
}
