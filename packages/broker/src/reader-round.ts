// Who reads a queue: they are served in turn, and whoever keeps watch is told of each that comes and goes.
// Bound: the links that the doors let in; see amqp-limits.ts for those of a connection.
import type { LinkLoss } from './broker-error.ts';
import type { Consumer } from './consumer.ts';

/** Told of every reader; `reader` is the same object at both ends. */
export interface ReaderWatch {
  readerCame(reader: object): void;
  readerWent(reader: object): void;
}

export class ReaderRound {
  readonly #readers: Consumer[] = [];
  readonly #watches: readonly ReaderWatch[];
  #turn = 0;

  constructor(watches: readonly ReaderWatch[]) {
    this.#watches = watches;
  }

  add(reader: Consumer): void {
    this.#readers.push(reader);
    for (const watch of this.#watches) watch.readerCame(reader);
  }

  remove(reader: Consumer): void {
    const at = this.#readers.indexOf(reader);
    if (at < 0) return;
    this.#readers.splice(at, 1);
    for (const watch of this.#watches) watch.readerWent(reader);
  }

  /** The next one that wants something; undefined when nobody does. */
  next(): Consumer | undefined {
    for (let passed = 0; passed < this.#readers.length; passed++) {
      this.#turn = (this.#turn + 1) % this.#readers.length;
      const reader = this.#readers[this.#turn];
      if (reader !== undefined && reader.demand() > 0) return reader;
    }
    return undefined;
  }

  /** The queue is gone: everybody is told why. */
  endAll(loss: LinkLoss): void {
    for (const reader of this.#readers.splice(0)) {
      for (const watch of this.#watches) watch.readerWent(reader);
      reader.lost(loss);
    }
  }
}
