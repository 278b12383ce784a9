// What was read out of a text, so that the same text need not be read again: a call says its host and its agent each time.
// Invariant: forgetting changes no answer, only what the next one costs.

/** An account has one or two of each; 64 × about 600 bytes = 40 kB for a hostile one. */
const maxTexts = 64;
/** No honest host or agent is longer; one that is is read each time. */
const longestText = 256;

export class Memo<T> {
  readonly #read: Map<string, T> = new Map();

  of(text: string, read: (text: string) => T): T {
    const held = this.#read.get(text);
    if (held !== undefined) return held;
    const found = read(text);
    if (text.length > longestText) return found;
    if (this.#read.size >= maxTexts) this.#read.clear();
    this.#read.set(text, found);
    return found;
  }
}
