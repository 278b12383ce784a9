// What holds up everybody: the limit of the account, and the pause that a 429 asks for. Logins do not pass here.
// Invariant: a later instant wins; nothing but time opens the gate.

export class Gate {
  #untilMs = 0;
  #pausedUntilMs: number | null = null;

  isShut(nowMs: number): boolean {
    return this.#untilMs > nowMs;
  }

  /** When it opens; in the past when it is open. */
  untilMs(): number {
    return this.#untilMs;
  }

  /** Nothing can go before then. */
  shutUntil(untilMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, untilMs);
  }

  /** The cloud refused a call: everything stops. */
  pauseUntil(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs ?? 0, untilMs);
    this.shutUntil(untilMs);
  }

  /** Null when no refusal stops the account. */
  pausedUntilMs(nowMs: number): number | null {
    return this.#pausedUntilMs !== null && this.#pausedUntilMs > nowMs ? this.#pausedUntilMs : null;
  }

  /** The clock went ahead. A pause goes on: whether any of it passed is not known. */
  leapt(leaptMs: number, nowMs: number): void {
    if (this.#pausedUntilMs === null || this.#pausedUntilMs <= nowMs - leaptMs) return;
    this.pauseUntil(this.#pausedUntilMs + leaptMs);
  }
}
