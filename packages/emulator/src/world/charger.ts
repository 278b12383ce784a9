// One charger: its identity, its calendar of what happens next, and what the cloud shows of it.
import { type ChargerPlan, deviceTypeOf } from '../scenarios/world-plan.ts';
import type { ChargerContext, Visit } from './charger-context.ts';
import { chargerRow } from './charger-row.ts';
import { Connector, cableFor } from './connector.ts';
import { untilArrivalMs, untilDepartureMs } from './daily-rhythm.ts';
import type { EndedSession } from './ended-session.ts';
import { reportAnew, skipAhead } from './going-on.ts';
import { livingIds } from './living-observations.ts';
import { meterOf, meterPublicKey } from './meter-identity.ts';
import { fiscalReading, type MeterIdentity, readingIntervalMs, sessionRecord } from './ocmf.ts';
import { draw, drawBetween } from './random.ts';
import { decimals, Reporter } from './reporter.ts';
import { type Observation, restingObservations } from './resting-observations.ts';
import { SessionBook } from './session-book.ts';
import type { CloudRow, OpenSession, SimulatedCharger } from './simulated-world.ts';
import { visitorToken } from './visitors.ts';

/** Fiscal readings are written on the hour and arrive a little later. */
const earliestReadingMs = 200;
const latestReadingMs = 30_000;

export class Charger implements SimulatedCharger {
  readonly context: ChargerContext;
  readonly reporter: Reporter;
  readonly connector: Connector;
  readonly book: SessionBook;
  /** Made when it is first asked for: it costs a millisecond. */
  #publicKey: string | null | undefined;

  constructor(context: ChargerContext) {
    this.context = context;
    this.reporter = new Reporter(context);
    this.book = new SessionBook(context, this.reporter);
    this.connector = new Connector(context, this.reporter, this.book);
  }

  get plan(): ChargerPlan {
    return this.context.plan;
  }

  get id(): string {
    return this.plan.id;
  }

  get serial(): string {
    return this.plan.serial;
  }

  get installationId(): string {
    return this.context.site.id;
  }

  get deviceType(): number {
    return deviceTypeOf(this.plan.model);
  }

  row(): CloudRow {
    return chargerRow(this.context, this.context.site, this.reporter.value(554));
  }

  get name(): string {
    return this.plan.name;
  }

  get openSession(): OpenSession | null {
    const { reporter } = this;
    const { session } = this.context.state;
    const id = reporter.value(721);
    if (id === null || id === '') return null;
    return {
      id,
      startUs: session?.id === id ? session.startUs : reporter.timeUs(721),
      energyKwh: Number(reporter.value(553) ?? 0),
      token: reporter.value(722) ?? '',
    };
  }

  endedSessions(): readonly EndedSession[] {
    const { past, state } = this.context;
    return past.length === 0 ? state.ended : [...past, ...state.ended];
  }

  knowsSession(id: string): boolean {
    const { past, state } = this.context;
    const isIt = (session: EndedSession): boolean => session.id === id;
    return this.reporter.value(721) === id || state.ended.some(isIt) || past.some(isIt);
  }

  sessionRecord(session: EndedSession): string {
    return sessionRecord(this.#meter, session);
  }

  observations(): ReadonlyMap<number, Observation> {
    const { site, surroundings } = this.context;
    this.#publicKey ??= meterPublicKey(this.#meter);
    const all = restingObservations(this.plan, site, { pace: surroundings.pace, publicKey: this.#publicKey });
    for (const id of livingIds) all.set(id, { value: this.reporter.value(id), atUs: this.reporter.timeUs(id) });
    return all;
  }

  get nextWakeMs(): number {
    const state = this.context.state;
    return Math.min(
      state.stepAtMs,
      state.fullAtMs,
      state.reportAtMs,
      state.pulseAtMs,
      state.periodicAtMs,
      state.readingAtMs,
      state.visitAtMs,
    );
  }

  /** Does all that is due. Each deed sets its own next time, later than now. */
  wake(nowMs: number): void {
    const state = this.context.state;
    if (state.fullAtMs <= nowMs) this.connector.fillUp(nowMs);
    if (state.stepAtMs <= nowMs) this.connector.advance(nowMs);
    if (state.reportAtMs <= nowMs) this.connector.report(nowMs);
    if (state.readingAtMs <= nowMs) this.readMeter(nowMs);
    if (state.pulseAtMs <= nowMs) this.pulse(nowMs);
    if (state.periodicAtMs <= nowMs) this.reportSurroundings(nowMs);
    if (state.visitAtMs <= nowMs) this.#visit(nowMs);
  }

  /** The car that usually stands here comes, with an appetite of the day. */
  arrive(nowMs: number): void {
    const { state, plan, surroundings, site, index } = this.context;
    const takesWh = 3_000 + 37_000 * draw(state) ** 1.5;
    const leavesAtMs = nowMs + untilDepartureMs(state, surroundings.time.wallMs(nowMs));
    const token = visitorToken({ seed: surroundings.seed, index, plan, site }, state.sessions + 1);
    this.connector.plug({ car: { ...usualCar(plan), token }, takesWh, leavesAtMs: Math.ceil(leavesAtMs) }, nowMs);
  }

  leave(nowMs: number): void {
    const { state, surroundings } = this.context;
    this.connector.unplug(nowMs);
    state.visitAtMs = Math.ceil(nowMs + untilArrivalMs(state, surroundings.time.wallMs(nowMs)));
  }

  /** Its world goes on from a snapshot, after which it may have lived for `lostMs` that nobody here knows of. */
  goOn(lostMs: number, nowMs: number): void {
    const { state, plan, surroundings } = this.context;
    if (lostMs > 0) {
      skipAhead(state, { ms: lostMs * surroundings.tempo, maxCurrentA: plan.maxCurrentA });
      this.readMeter(nowMs);
      this.book.reportEnergy(nowMs);
      this.connector.report(nowMs);
    }
    reportAnew(this.reporter, nowMs);
  }

  pulse(nowMs: number): void {
    this.reporter.report(-1, null, nowMs);
    this.context.state.pulseAtMs = nowMs + this.context.surroundings.pace.pulseMs;
  }

  reportSurroundings(nowMs: number): void {
    const { state, surroundings } = this.context;
    const warmthC = state.powerW > 0 ? 9 : 0;
    this.reporter.change(201, decimals(drawBetween(state, 21, 25) + warmthC), nowMs);
    this.reporter.change(270, decimals(drawBetween(state, 28, 36)), nowMs);
    this.reporter.change(809, decimals(-Math.round(drawBetween(state, 54, 68))), nowMs);
    state.periodicAtMs = nowMs + surroundings.pace.periodicMs;
  }

  /** Writes down the meter as it stood at the last full hour or quarter. */
  readMeter(nowMs: number): void {
    const { state, surroundings, plan } = this.context;
    this.connector.count(nowMs);
    const intervalMs = readingIntervalMs(plan.model);
    const wallMs = surroundings.time.wallMs(nowMs);
    const onTheHourMs = wallMs - (wallMs % intervalMs);
    const sinceWh = (state.powerW * surroundings.tempo * (wallMs - onTheHourMs)) / 3_600_000;
    const meterWh = Math.max(state.meterWh - sinceWh, state.signedWh, state.session?.startWh ?? 0);
    state.readings += 1;
    state.signedWh = meterWh;
    this.book.tick(onTheHourMs, meterWh);
    this.reporter.report(554, fiscalReading(this.#meter, state.readings, onTheHourMs, meterWh), nowMs);
    this.planReading(nowMs);
  }

  /** Next full hour or quarter by the wall clock. */
  planReading(nowMs: number): void {
    const { state, surroundings, plan } = this.context;
    const intervalMs = readingIntervalMs(plan.model);
    const wallMs = surroundings.time.wallMs(nowMs);
    const nextWallMs = wallMs - (wallMs % intervalMs) + intervalMs;
    const lateMs = drawBetween(state, earliestReadingMs, latestReadingMs);
    state.readingAtMs = Math.ceil(surroundings.time.worldMs(nextWallMs) + lateMs);
  }

  get #meter(): MeterIdentity {
    return meterOf(this.context.surroundings.seed, this.plan);
  }

  #visit(nowMs: number): void {
    if (this.context.state.car === null) this.arrive(nowMs);
    else this.leave(nowMs);
  }
}

export function usualCar({ car, singlePhaseId }: ChargerPlan): Visit['car'] {
  return {
    maxCurrentA: car.maxCurrentA,
    phaseId: car.phases === 3 ? 4 : singlePhaseId,
    cableA: cableFor(car.maxCurrentA),
    token: car.token,
  };
}
