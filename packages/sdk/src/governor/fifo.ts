// A queue whose items can leave from any place in constant time: cancelled work gives its slot back at once.

export interface Link<T> {
  readonly value: T;
  previous: Link<T> | null;
  next: Link<T> | null;
}

export class Fifo<T> {
  #head: Link<T> | null = null;
  #tail: Link<T> | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  first(): Link<T> | null {
    return this.#head;
  }

  push(value: T): Link<T> {
    const link: Link<T> = { value, previous: this.#tail, next: null };
    if (this.#tail) this.#tail.next = link;
    else this.#head = link;
    this.#tail = link;
    this.#length++;
    return link;
  }

  unshift(value: T): Link<T> {
    const link: Link<T> = { value, previous: null, next: this.#head };
    if (this.#head) this.#head.previous = link;
    else this.#tail = link;
    this.#head = link;
    this.#length++;
    return link;
  }

  /** The link must be in this queue. */
  remove(link: Link<T>): void {
    if (link.previous) link.previous.next = link.next;
    else this.#head = link.next;
    if (link.next) link.next.previous = link.previous;
    else this.#tail = link.previous;
    link.previous = null;
    link.next = null;
    this.#length--;
  }

  /** For short queues: walks until it finds the value. */
  removeValue(value: T): boolean {
    for (let link = this.#head; link; link = link.next) {
      if (link.value !== value) continue;
      this.remove(link);
      return true;
    }
    return false;
  }
}
