// Follows the sizes of incoming frames, so that one too large is noticed from its first four bytes: rhea would collect
// up to 4 GB of it. Keeps at most eight bytes.

const protocolHeader = 0x41_4d_51_50; // "AMQP"
const headerBytes = 8;
const smallestFrame = 8;

export class FrameWalker {
  readonly #maxFrameBytes: number;
  readonly #start = Buffer.alloc(4);
  #startLength = 0;
  /** Bytes of the present frame still to come. */
  #rest = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** @returns false when a frame breaks the bound; nothing after that is followed */
  accepts(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.#rest, chunk.length - at);
      this.#rest -= skipped;
      at += skipped;
      while (this.#rest === 0 && at < chunk.length) {
        this.#start[this.#startLength] = chunk[at] as number;
        this.#startLength += 1;
        at += 1;
        if (this.#startLength < 4) continue;
        this.#startLength = 0;
        const size = this.#start.readUInt32BE(0);
        if (size === protocolHeader) this.#rest = headerBytes - 4;
        else if (size < smallestFrame || size > this.#maxFrameBytes) return false;
        else this.#rest = size - 4;
      }
    }
    return true;
  }
}
