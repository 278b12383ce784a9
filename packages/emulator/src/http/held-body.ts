// The part of a body that has come, in blocks of our own: a client that sends byte by byte would else cost a hundred bytes
// of memory for each. The first block is free, so that nobody who hoards keeps a login or an update from being heard.
import type { BodyRoom } from './body-room.ts';

/** More than any login or update is long. Uncounted: 10,000 connections × 4 kB = 40 MB. */
const firstBlockBytes = 4_096;

const blockBytes = 65_536;

export class HeldBody {
  readonly #room: BodyRoom;
  readonly #mostBytes: number;
  #blocks: Buffer[] = [];
  #lastFilled = 0;
  #takenBytes = 0;

  /** @param mostBytes how much is taken; just over it is held, enough to see that it was too much */
  constructor(room: BodyRoom, mostBytes: number) {
    this.#room = room;
    this.#mostBytes = mostBytes;
  }

  /** False: there is no room for it, and nothing of this body is held any more. */
  add(chunk: Uint8Array): boolean {
    for (let rest = chunk; rest.byteLength > 0 && !this.#isTooMuch; ) {
      const last = this.#blocks.at(-1);
      if (last === undefined || this.#lastFilled === last.byteLength) {
        if (this.#addBlock()) continue;
        this.giveBack();
        return false;
      }
      const taken = rest.subarray(0, last.byteLength - this.#lastFilled);
      last.set(taken, this.#lastFilled);
      this.#lastFilled += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
    return true;
  }

  whole(): Uint8Array {
    const last = this.#blocks.at(-1)?.subarray(0, this.#lastFilled);
    return last === undefined ? new Uint8Array() : Buffer.concat([...this.#blocks.slice(0, -1), last]);
  }

  /** Nothing is held any more. */
  giveBack(): void {
    this.#room.giveBack(this.#takenBytes);
    this.#takenBytes = 0;
    this.#blocks = [];
    this.#lastFilled = 0;
  }

  get #isTooMuch(): boolean {
    const { length } = this.#blocks;
    const before = length < 2 ? 0 : firstBlockBytes + (length - 2) * blockBytes;
    return before + this.#lastFilled > this.#mostBytes;
  }

  #addBlock(): boolean {
    const bytes = this.#blocks.length === 0 ? firstBlockBytes : blockBytes;
    if (this.#blocks.length > 0) {
      if (!this.#room.take(bytes, this.#mostBytes)) return false;
      this.#takenBytes += bytes;
    }
    this.#blocks.push(Buffer.allocUnsafeSlow(bytes));
    this.#lastFilled = 0;
    return true;
  }
}
