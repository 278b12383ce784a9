// Instants by thing and question: one row a thing, one column a question, in one block of numbers.
// Invariant: at most `maxRows` rows; beyond that the eighth touched longest ago is given away. A cell nobody wrote is minus
// infinity; a row is in the index or among the spare ones.
// A row is 8 bytes a column, about 50 bytes in the index and the thing's name.

import { dropOldest } from '../oldest-first.ts';

const never = Number.NEGATIVE_INFINITY;

export class InstantTable {
  readonly #columns: number;
  readonly #maxRows: number;
  /** Touched longest ago first. */
  #rowOf = new Map<string, number>();
  /** Numbers alone, so that the engine keeps them side by side. */
  #cells: number[] = [];
  #spare: number[] = [];

  constructor(columns: number, maxRows: number) {
    this.#columns = columns;
    this.#maxRows = maxRows;
  }

  get size(): number {
    return this.#rowOf.size;
  }

  at(thing: string, column: number): number {
    const row = this.#rowOf.get(thing);
    return row === undefined ? never : (this.#cells[row * this.#columns + column] as number);
  }

  set(thing: string, column: number, atMs: number): void {
    const row = this.#rowOf.get(thing) ?? this.#newRow();
    this.#rowOf.delete(thing);
    this.#rowOf.set(thing, row);
    this.#cells[row * this.#columns + column] = atMs;
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

  #newRow(): number {
    if (this.#rowOf.size >= this.#maxRows) this.#giveAway();
    const spare = this.#spare.pop();
    if (spare !== undefined) return spare;
    for (let column = 0; column < this.#columns; column += 1) this.#cells.push(never);
    return this.#rowOf.size;
  }

  #giveAway(): void {
    dropOldest(this.#rowOf, this.#maxRows - 1, (oldest) => {
      const row = this.#rowOf.get(oldest) as number;
      this.#cells.fill(never, row * this.#columns, (row + 1) * this.#columns);
      this.#spare.push(row);
    });
  }
}
