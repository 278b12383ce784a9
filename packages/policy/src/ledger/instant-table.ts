// Instants by thing and question: one row a thing, one column a question, in one block of numbers.
// Invariant: at most `maxRows` rows; beyond that the one touched longest ago is given away, of a large table the eighth. A
// cell nobody wrote is minus infinity; a row is in the index or among the spare ones.
// Measured: 8 bytes a column, and 87 a row in the index with a name of 36 characters.

import { dropOldest, putLast } from '../oldest-first.ts';
import { type Name, nameOf } from './name.ts';

const never = Number.NEGATIVE_INFINITY;

export class InstantTable {
  readonly #columns: number;
  readonly #maxRows: number;
  /** Touched longest ago first. */
  #rowOf = new Map<Name, number>();
  #cells: Float64Array;
  #spare: number[] = [];

  constructor(columns: number, maxRows: number) {
    this.#columns = columns;
    this.#maxRows = maxRows;
    this.#cells = new Float64Array(columns).fill(never);
  }

  get size(): number {
    return this.#rowOf.size;
  }

  at(thing: string, column: number): number {
    const row = this.#rowOf.get(nameOf(thing));
    return row === undefined ? never : (this.#cells[row * this.#columns + column] as number);
  }

  set(thing: string, column: number, atMs: number): void {
    // Before the cells are looked at: a new row may make them grow.
    const row = this.#touch(nameOf(thing));
    this.#cells[row * this.#columns + column] = atMs;
  }

  /** The instants of a thing, to read and to write until another thing is touched. */
  row(thing: string): Float64Array {
    return this.#rowAt(this.#touch(nameOf(thing)));
  }

  /** The same to read; null where nothing is known. */
  peek(thing: string): Float64Array | null {
    const row = this.#rowOf.get(nameOf(thing));
    return row === undefined ? null : this.#rowAt(row);
  }

  /** Every row that is taken, to read and to write. */
  *rows(): Iterable<Float64Array> {
    for (const row of this.#rowOf.values()) yield this.#rowAt(row);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#cells.forEach((cell, place) => {
      this.#cells[place] = Math.min(cell, atMs);
    });
  }

  copy(): InstantTable {
    const twin = new InstantTable(this.#columns, this.#maxRows);
    twin.#rowOf = new Map(this.#rowOf);
    twin.#cells = this.#cells.slice();
    twin.#spare = [...this.#spare];
    return twin;
  }

  #rowAt(row: number): Float64Array {
    return this.#cells.subarray(row * this.#columns, (row + 1) * this.#columns);
  }

  #touch(thing: Name): number {
    const row = this.#rowOf.get(thing) ?? this.#newRow();
    putLast(this.#rowOf, thing, row);
    return row;
  }

  #newRow(): number {
    if (this.#rowOf.size >= this.#maxRows) this.#giveAway();
    const row = this.#spare.pop() ?? this.#rowOf.size;
    if (row * this.#columns === this.#cells.length) this.#grow();
    return row;
  }

  #giveAway(): void {
    dropOldest(this.#rowOf, this.#maxRows - 1, (oldest) => {
      const row = this.#rowOf.get(oldest) as number;
      this.#cells.fill(never, row * this.#columns, (row + 1) * this.#columns);
      this.#spare.push(row);
    });
  }

  /** As much room again. */
  #grow(): void {
    const grown = new Float64Array(this.#cells.length + this.#cells.length).fill(never);
    grown.set(this.#cells);
    this.#cells = grown;
  }
}
