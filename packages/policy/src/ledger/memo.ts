// What was read out of a text, so that the same text need not be read again: a call says its host and its agent each time.
// Invariant: forgetting changes no answer, only what the next one costs.

/** An account has one or two of each; 64 × a text of 512 wide letters, about 1,100 bytes, = 70 kB for a hostile one. */
const maxTexts = 64;

export class Memo<T> {
  readonly #read: Map<string, T> = new Map();

  of(text: string, read: (text: string) => T): T {
    const held = this.#read.get(text);
    if (held !== undefined) return held;
    const found = read(text);
    if (this.#read.size >= maxTexts) this.#read.clear();
    this.#read.set(text, found);
    return found;
  }
}
