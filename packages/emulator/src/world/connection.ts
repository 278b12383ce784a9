// A charger falls silent and comes back: by hand, by a restart, by an update of its firmware.
// Invariant: while it is silent the cloud shows what it heard last; once it is back, every present value is said again.
import type { ChargerContext } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import type { Connector } from './connector.ts';
import { reportAnew } from './going-on.ts';
import type { Metering } from './metering.ts';
import { drawBetween } from './random.ts';
import type { Reporter } from './reporter.ts';
import type { SessionBook } from './session-book.ts';

/** §5.4: a restart takes a minute or more. */
const shortestRestartMs = 60_000;
const longestRestartMs = 90_000;

/** How long an update takes is not known; some minutes. */
const shortestUpdateMs = 150_000;
const longestUpdateMs = 240_000;

interface Parts {
  readonly reporter: Reporter;
  readonly book: SessionBook;
  readonly metering: Metering;
  readonly connector: Connector;
}

export class Connection {
  readonly #context: ChargerContext;
  readonly #parts: Parts;

  constructor(context: ChargerContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** It loses the cloud, not its power: a car that charges goes on with the offline current. */
  fallSilent(nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    const { controls } = state;
    if (!controls.online) {
      // By hand it stays away, also when it was only restarting.
      controls.backAtMs = neverMs;
      return;
    }
    this.#parts.metering.count(nowMs);
    controls.online = false;
    controls.settledAlone = false;
    controls.heard = { values: [...state.values], timesUs: [...state.timesUs] };
    this.#parts.reporter.online(false, nowMs);
    surroundings.share(index, nowMs);
  }

  restart(nowMs: number): void {
    this.#leaveUntil(nowMs + drawBetween(this.#context.state, shortestRestartMs, longestRestartMs), nowMs);
  }

  /** Only while it does not charge; what is up to date stays as it is, without a word (§5.4). */
  upgrade(version: string, nowMs: number): void {
    const { state } = this.#context;
    if (state.powerW > 0 || state.controls.firmware === version) return;
    state.controls.installs = version;
    this.#leaveUntil(nowMs + drawBetween(state, shortestUpdateMs, longestUpdateMs), nowMs);
  }

  comeBack(nowMs: number): void {
    const { state, surroundings, index, plan } = this.#context;
    const { controls } = state;
    controls.backAtMs = neverMs;
    if (controls.online) return;
    const { heard } = controls;
    this.#parts.metering.count(nowMs);
    controls.online = true;
    controls.settledAlone = false;
    controls.heard = null;
    this.#parts.reporter.online(true, nowMs);
    reportAnew(this.#parts.reporter, nowMs);
    if (heard !== null) this.#parts.reporter.catchUp(heard, nowMs);
    this.#parts.book.upload(nowMs);
    if (controls.installs !== null) {
      controls.firmware = controls.installs;
      controls.installs = null;
      this.#parts.reporter.write(911, controls.firmware, nowMs);
      // A Go says the version of its sources too, with the same number (§10.6).
      if (plan.model === 'Go' || plan.model === 'Go 2') this.#parts.reporter.write(916, controls.firmware, nowMs);
    }
    surroundings.share(index, nowMs);
  }

  #leaveUntil(backAtMs: number, nowMs: number): void {
    const { controls } = this.#context.state;
    const dueMs = Math.ceil(backAtMs);
    this.#parts.connector.interrupt(dueMs, nowMs);
    this.fallSilent(nowMs);
    controls.backAtMs = dueMs;
  }
}
