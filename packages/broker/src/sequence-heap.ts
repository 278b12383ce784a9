// Messages that came back, lowest sequence number first. Its size is bounded by the queue that it belongs to.
import type { StoredMessage } from './stored-message.ts';

export class SequenceHeap {
  #items: StoredMessage[] = [];

  get size(): number {
    return this.#items.length;
  }

  first(): StoredMessage | undefined {
    return this.#items[0];
  }

  add(message: StoredMessage): void {
    const items = this.#items;
    let at = items.length;
    items.push(message);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = items[parentAt] as StoredMessage;
      if (parent.sequenceNumber <= message.sequenceNumber) break;
      items[at] = parent;
      at = parentAt;
    }
    items[at] = message;
  }

  take(): StoredMessage | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#sink(last);
    return first;
  }

  /** Takes out all that match, in no particular order. */
  extract(matches: (message: StoredMessage) => boolean): StoredMessage[] {
    const out = this.#items.filter(matches);
    if (out.length === 0) return out;
    const kept = this.#items.filter((message) => !matches(message));
    this.#items = [];
    for (const message of kept) this.add(message);
    return out;
  }

  #sink(message: StoredMessage): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      const left = items[childAt];
      if (left === undefined) break;
      const right = items[childAt + 1];
      if (right !== undefined && right.sequenceNumber < left.sequenceNumber) childAt += 1;
      const child = items[childAt] as StoredMessage;
      if (child.sequenceNumber >= message.sequenceNumber) break;
      items[at] = child;
      at = childAt;
    }
    items[at] = message;
  }
}
