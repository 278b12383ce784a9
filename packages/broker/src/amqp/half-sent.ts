// Deliveries of one connection whose last frame has not come: rhea keeps their parts until it does.
// Invariant: together they hold at most `atMostBytes`, each at most what its link takes.

export interface PartOf {
  readonly link: string;
  readonly bytes: number;
  /** More of this delivery is to come. */
  readonly more: boolean;
  /** What the link takes in one delivery. */
  readonly linkTakesBytes: number;
}

/** A part counts for at least this much: it is an object of its own, however little it carries. */
const smallestPartBytes = 128;

export class HalfSent {
  readonly #atMostBytes: () => number;
  /** One entry for each link that is in the middle of a delivery; links are bounded by the connection. */
  readonly #bytesOf = new Map<string, number>();
  #sumBytes = 0;

  constructor(atMostBytes: () => number) {
    this.#atMostBytes = atMostBytes;
  }

  has(link: string): boolean {
    return this.#bytesOf.has(link);
  }

  /** What the part breaks, if anything. */
  add({ link, bytes, more, linkTakesBytes }: PartOf): 'delivery' | 'connection' | null {
    const sumBytes = (this.#bytesOf.get(link) ?? 0) + (more ? Math.max(bytes, smallestPartBytes) : bytes);
    this.forget(link);
    if (sumBytes > linkTakesBytes) return 'delivery';
    if (!more) return null;
    this.#bytesOf.set(link, sumBytes);
    this.#sumBytes += sumBytes;
    return this.#sumBytes > this.#atMostBytes() ? 'connection' : null;
  }

  /** The link, or its delivery, has ended. */
  forget(link: string): void {
    this.#sumBytes -= this.#bytesOf.get(link) ?? 0;
    this.#bytesOf.delete(link);
  }
}
