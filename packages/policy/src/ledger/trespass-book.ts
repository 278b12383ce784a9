// UNWRITTEN
import type { Book } from './book.ts';

export class TrespassBook implements Book<TrespassBook> {
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  capAt(): void {}

  copy(): TrespassBook {
    return new TrespassBook(this.#exact);
  }
}
