// What may not go before an instant of its own waits here, outside the lanes, so that it holds up nobody else.
// A binary heap by instant that knows every item's index: adding, leaving and waking cost O(log n).

interface Node<T> {
  readonly item: T;
  readonly untilMs: number;
  index: number;
}

export class Parked<T> {
  readonly #heap: Node<T>[] = [];
  readonly #nodes = new Map<T, Node<T>>();

  get length(): number {
    return this.#heap.length;
  }

  add(item: T, untilMs: number): void {
    const node = { item, untilMs, index: this.#heap.length };
    this.#heap.push(node);
    this.#nodes.set(item, node);
    this.#rise(node);
  }

  remove(item: T): boolean {
    const node = this.#nodes.get(item);
    if (!node) return false;
    this.#nodes.delete(item);
    const last = this.#heap.pop();
    if (last && last !== node) {
      this.#put(last, node.index);
      this.#rise(last);
      this.#sink(last);
    }
    return true;
  }

  /** Earliest instant at which somebody wakes, null when nobody waits. */
  nextAtMs(): number | null {
    return this.#heap[0]?.untilMs ?? null;
  }

  /** Takes out one item whose instant has come. */
  wake(nowMs: number): T | null {
    const first = this.#heap[0];
    if (!first || first.untilMs > nowMs) return null;
    this.remove(first.item);
    return first.item;
  }

  #rise(node: Node<T>): void {
    for (let parent = this.#above(node); parent && parent.untilMs > node.untilMs; parent = this.#above(node)) {
      this.#swap(node, parent);
    }
  }

  #sink(node: Node<T>): void {
    for (let child = this.#below(node); child && child.untilMs < node.untilMs; child = this.#below(node)) {
      this.#swap(node, child);
    }
  }

  #above(node: Node<T>): Node<T> | undefined {
    return node.index === 0 ? undefined : this.#heap[(node.index - 1) >> 1];
  }

  #below(node: Node<T>): Node<T> | undefined {
    const left = this.#heap[2 * node.index + 1];
    const right = this.#heap[2 * node.index + 2];
    return left && right && right.untilMs < left.untilMs ? right : left;
  }

  #swap(a: Node<T>, b: Node<T>): void {
    const index = a.index;
    this.#put(a, b.index);
    this.#put(b, index);
  }

  #put(node: Node<T>, index: number): void {
    this.#heap[index] = node;
    node.index = index;
  }
}
