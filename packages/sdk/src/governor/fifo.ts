// A queue whose items can leave from any place in constant time: cancelled work gives its slot back at once.
// Invariant: an item is its own link, so that waiting takes no second object; it stands in one queue at a time.

export interface Linked<Item> {
  previous: Item | null;
  next: Item | null;
}

export class Fifo<Item extends Linked<Item>> {
  #head: Item | null = null;
  #tail: Item | null = null;

  first(): Item | null {
    return this.#head;
  }

  push(item: Item): void {
    item.previous = this.#tail;
    if (this.#tail) this.#tail.next = item;
    else this.#head = item;
    this.#tail = item;
  }

  unshift(item: Item): void {
    item.next = this.#head;
    if (this.#head) this.#head.previous = item;
    else this.#tail = item;
    this.#head = item;
  }

  /** The item must be in this queue. */
  remove(item: Item): void {
    if (item.previous) item.previous.next = item.next;
    else this.#head = item.next;
    if (item.next) item.next.previous = item.previous;
    else this.#tail = item.previous;
    item.previous = null;
    item.next = null;
  }
}
