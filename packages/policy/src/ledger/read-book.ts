// UNWRITTEN
import type { Book } from './book.ts';

export class ReadBook implements Book<ReadBook> {
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  capAt(): void {}

  copy(): ReadBook {
    return new ReadBook(this.#exact);
  }
}
