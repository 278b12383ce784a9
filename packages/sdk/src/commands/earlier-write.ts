// A write of the current by an earlier run, of which a restart remembers that it left and not what it set. The state decides: the
// installation is read before anything else is written.
// Invariant: it blocks for as long as a doubt within one run lasts, and no longer; nothing is read before the write has settled.
import { type BesidePolicy, localInstant } from '../account/local-time.ts';
import type { Clock, Timer } from '../clock.ts';
import { SdkError } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';
import { doubtForMs } from './current-doubt.ts';
import { settledAfterMs } from './not-carried-out.ts';
import { type SentWrite, sentWrite } from './sent-write.ts';

/** How long the next look waits after a failure that names no time. */
const lookAgainMs = 60_000;
const longestTimerMs = 2 ** 31 - 1;

export interface EarlierWriteOptions {
  readonly clock: Clock;
  readonly besidePolicy: () => BesidePolicy;
  /** Whether what is held tells of this write. */
  readonly isSeen: (sent: SentWrite) => boolean;
  /** Reads the installation's details. @throws SdkError */
  readonly read: () => Promise<void>;
  /** It may have been seen, or time is up. */
  readonly onLooked: () => void;
}

export class EarlierWrite {
  readonly #options: EarlierWriteOptions;
  #sent: SentWrite | null = null;
  #timer: Timer | null = null;
  #isReading = false;
  #closed = false;

  constructor(options: EarlierWriteOptions) {
    this.#options = options;
    whenSetBack(options.clock, (byMs) => {
      if (this.#sent !== null) this.#sent.leftAtMs -= byMs;
    });
  }

  note(sentAtMs: number): void {
    const sent = sentWrite(sentAtMs, this.#options.besidePolicy());
    if (sent.sentAtMs >= (this.#sent?.sentAtMs ?? 0)) this.#sent = sent;
  }

  /** Until when a write waits for it at most; null where nothing is open. */
  opensAtMs(): number | null {
    const sent = this.#sent;
    if (sent === null || this.#options.isSeen(sent)) return null;
    const beside = this.#options.besidePolicy();
    const untilMs = sent.sentAtMs + doubtForMs;
    return beside.policyMs >= untilMs ? null : localInstant(untilMs, beside);
  }

  /** Whether a write has to wait; looks by itself meanwhile. */
  blocks(): boolean {
    if (this.opensAtMs() === null) {
      this.#sent = null;
      this.#rest();
      return false;
    }
    const { clock } = this.#options;
    if (!this.#isReading && this.#timer === null)
      this.#lookAt((this.#sent?.leftAtMs ?? clock.nowMs()) + settledAfterMs);
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  #lookAt(atMs: number): void {
    const { clock } = this.#options;
    const inMs = Math.min(Math.max(1, atMs - clock.nowMs()), longestTimerMs);
    this.#timer = clock.setTimer(() => void this.#look(), inMs);
  }

  async #look(): Promise<void> {
    const { clock, read, onLooked } = this.#options;
    this.#timer = null;
    this.#isReading = true;
    let againAtMs = clock.nowMs() + lookAgainMs;
    try {
      await read();
    } catch (error) {
      againAtMs = (error instanceof SdkError ? error.retryAtMs : null) ?? againAtMs;
    }
    this.#isReading = false;
    const untilMs = this.opensAtMs();
    if (this.#closed) return;
    if (untilMs !== null) this.#lookAt(Math.min(againAtMs, untilMs));
    onLooked();
  }
}
