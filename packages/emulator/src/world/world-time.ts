// The world's own time: milliseconds during which it ran. It stands still while the world is stopped, so no car
// charges over a night in which the program was off; the wall clock only says what to print.
import type { Clock } from '../contract.ts';

/** Less is left alone while the world runs: NTP slews a clock by fractions of a millisecond a second. */
export const wallJumpMs = 500;

export class WorldTime {
  readonly #clock: Clock;
  #stoppedAtMs: number;
  #monotonicZeroMs: number | null = null;
  #wallZeroMs: number;

  /** @param wallMs what the wall clock shows, or showed, at that moment of the world */
  constructor(clock: Clock, atMs: number, wallMs: number) {
    this.#clock = clock;
    this.#stoppedAtMs = atMs;
    this.#wallZeroMs = wallMs - atMs;
  }

  get running(): boolean {
    return this.#monotonicZeroMs !== null;
  }

  /** World time, whole milliseconds. */
  nowMs(): number {
    if (this.#monotonicZeroMs === null) return this.#stoppedAtMs;
    return Math.floor(this.#clock.monotonicMs() - this.#monotonicZeroMs);
  }

  wallMs(worldMs: number): number {
    return this.#wallZeroMs + worldMs;
  }

  worldMs(wallMs: number): number {
    return wallMs - this.#wallZeroMs;
  }

  start(): void {
    if (this.running) return;
    this.#monotonicZeroMs = Math.floor(this.#clock.monotonicMs()) - this.#stoppedAtMs;
  }

  stop(): void {
    this.#stoppedAtMs = this.nowMs();
    this.#monotonicZeroMs = null;
  }

  /** Takes over the wall clock's time where it differs by that much; says how far it had left the world's: a pause, a correction, a laptop's sleep. */
  followWall(leastMs = this.running ? wallJumpMs : 0): number {
    const jumpMs = this.#clock.nowMs() - this.wallMs(this.nowMs());
    if (Math.abs(jumpMs) < leastMs) return 0;
    this.#wallZeroMs += jumpMs;
    return jumpMs;
  }
}
