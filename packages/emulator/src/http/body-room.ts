// Room for the bodies that all connections of a door hold at once: each may be small, ten thousand together are not.
// Invariant: what is taken is given back, whatever becomes of the request.

/** 64 bodies of the most that the proxy takes, 64 MB. */
export const usualRoomBytes = 67_108_864;

export class BodyRoom {
  readonly #bytes: number;
  #takenBytes = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /**
   * False: there is no room, and nothing was taken.
   * @param mostBytes of this body: who may send one larger than the room finds that much of it
   */
  take(bytes: number, mostBytes: number): boolean {
    if (this.#takenBytes + bytes > Math.max(this.#bytes, mostBytes)) return false;
    this.#takenBytes += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#takenBytes -= bytes;
  }
}
