// UNWRITTEN
import type { Book } from './book.ts';

export class HeavyBook implements Book<HeavyBook> {
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  capAt(): void {}

  copy(): HeavyBook {
    return new HeavyBook(this.#exact);
  }
}
