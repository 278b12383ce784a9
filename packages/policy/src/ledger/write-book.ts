// UNWRITTEN
import type { Book } from './book.ts';

export class WriteBook implements Book<WriteBook> {
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  capAt(): void {}

  copy(): WriteBook {
    return new WriteBook(this.#exact);
  }
}
