// UNWRITTEN
import type { Book } from './book.ts';

export class DutyBook implements Book<DutyBook> {
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  capAt(): void {}

  copy(): DutyBook {
    return new DutyBook(this.#exact);
  }
}
