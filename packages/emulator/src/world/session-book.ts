// Opens and closes charge sessions and says what they have taken. A session lasts from plug to unplug (§7.0).
import type { ChargerContext } from './charger-context.ts';
import { mostTicks } from './charger-state.ts';
import { derivedUuid } from './identity.ts';
import { completedSession } from './ocmf.ts';
import { decimals, type Reporter } from './reporter.ts';

export class SessionBook {
  readonly #context: ChargerContext;
  readonly #reporter: Reporter;

  constructor(context: ChargerContext, reporter: Reporter) {
    this.#context = context;
    this.#reporter = reporter;
  }

  /**
   * The id is made of seed, charger, count and the instant of the start. Without the instant a world that goes on from
   * an older snapshot, after its process was killed, would count up to the same ids again; time does not repeat.
   */
  open(nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    state.sessions += 1;
    const startUs = this.#reporter.stampUs(nowMs);
    const id = derivedUuid(surroundings.seed, `session/${index}/${state.sessions}/${startUs}`);
    state.session = { id, startUs, startWh: state.meterWh, ticks: [], priority: null };
    this.#reporter.report(721, id, nowMs);
    this.reportEnergy(nowMs);
  }

  close(nowMs: number): void {
    const { state, plan } = this.#context;
    const { session, meterWh } = state;
    if (session === null) return;
    const token = this.#reporter.value(722) ?? '';
    const endUs = Math.max(this.#reporter.stampUs(nowMs), session.startUs);
    const ended = { ...session, page: state.sessions, endUs, endWh: meterWh, token };
    state.session = null;
    this.#reporter.report(723, completedSession({ ...plan, firmware: state.controls.firmware }, ended), nowMs);
    this.#reporter.change(721, null, nowMs);
    this.#reporter.change(722, null, nowMs);
  }

  /** A fiscal reading belongs into the open session's record. */
  tick(wallMs: number, meterWh: number): void {
    const { session } = this.#context.state;
    if (session === null || wallMs * 1000 < session.startUs || session.ticks.length >= mostTicks) return;
    session.ticks.push([wallMs, meterWh]);
  }

  reportEnergy(nowMs: number): void {
    const { session, meterWh } = this.#context.state;
    if (session !== null) this.#reporter.change(553, decimals((meterWh - session.startWh) / 1000), nowMs);
  }
}
