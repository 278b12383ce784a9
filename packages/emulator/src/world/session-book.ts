// Opens and closes charge sessions and says what they have taken. A session lasts from plug to unplug (§7.0), or until it
// is ended by command. Invariant: what is closed is kept, or waits here until the charger can tell it.
import type { ChargerContext } from './charger-context.ts';
import { mostTicks } from './charger-state.ts';
import { type EndedSession, type Ending, endedSession, keepBounded, mostUnsent } from './ended-session.ts';
import { derivedUuid } from './identity.ts';
import { meterOf } from './meter-identity.ts';
import { completedSession } from './ocmf.ts';
import { decimals, type Reporter } from './reporter.ts';
import type { OpenSession } from './simulated-world.ts';

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

  /** The open session as the cloud was told of it. */
  get told(): OpenSession | null {
    const { session } = this.#context.state;
    const { value: id, atUs } = this.#reporter.heard(721);
    if (id === null || id === '') return null;
    return {
      id,
      startUs: session?.id === id ? session.startUs : atUs,
      energyKwh: Number(this.#reporter.heard(553).value ?? 0),
      token: this.#reporter.heard(722).value ?? '',
    };
  }

  /** What ended, as far as the cloud was told, from before the world was opened on. */
  ended(): readonly EndedSession[] {
    const { past, state } = this.#context;
    const before = past.sessions();
    return before.length === 0 ? state.ended : [...before, ...state.ended];
  }

  /** Whether it is open here or was, as far as the cloud was told. */
  knows(id: string): boolean {
    const { past, state } = this.#context;
    const isIt = (session: EndedSession): boolean => session.id === id;
    return this.#reporter.heard(721).value === id || state.ended.some(isIt) || past.sessions().some(isIt);
  }

  /** Ends the open session, if there is one. Of one that ends offline the cloud hears nothing before `upload`. */
  close(nowMs: number, ending: Ending = {}): void {
    const { state, surroundings } = this.#context;
    const { session } = state;
    if (session === null) return;
    const meter = this.#meter;
    const ended = endedSession(
      session,
      {
        page: state.sessions,
        endUs: Math.max(this.#reporter.stampUs(nowMs), session.startUs),
        endWh: state.meterWh,
        token: this.#reporter.value(722) ?? '',
        firmware: meter.firmware,
        signed: meter.key !== null,
      },
      { reliableClock: !ending.offline || surroundings.switches.get('offline-clock') === 'reliable', ...ending },
    );
    state.session = null;
    if (ending.offline === true) keepBounded(state.unsent, ended, mostUnsent);
    else {
      keepBounded(state.ended, ended, surroundings.endedKept);
      this.#reporter.report(723, completedSession(meter, ended), nowMs);
    }
    this.#reporter.change(721, null, nowMs);
    this.#reporter.change(722, null, nowMs);
  }

  /** The charger is back: it tells what ended while it was away, oldest first. */
  upload(nowMs: number): void {
    const { state, surroundings } = this.#context;
    for (const unsent of state.unsent.splice(0)) {
      const session: EndedSession = { ...unsent, committedUs: surroundings.time.wallMs(nowMs) * 1000 };
      keepBounded(state.ended, session, surroundings.endedKept);
      this.#reporter.report(723, completedSession(this.#meter, session), nowMs);
    }
  }

  /** A fiscal reading belongs into the open session's record; each full hour or quarter once, in order. */
  tick(wallMs: number, meterWh: number): void {
    const { session } = this.#context.state;
    if (session === null || wallMs * 1000 < session.startUs || session.ticks.length >= mostTicks) return;
    const [lastMs] = session.ticks.at(-1) ?? [0];
    if (wallMs > lastMs) session.ticks.push([wallMs, meterWh]);
  }

  reportEnergy(nowMs: number): void {
    const { session, meterWh } = this.#context.state;
    if (session !== null) this.#reporter.change(553, decimals((meterWh - session.startWh) / 1000), nowMs);
  }

  get #meter() {
    const { surroundings, plan, state } = this.#context;
    return meterOf(surroundings.seed, plan, state.controls.firmware);
  }
}
