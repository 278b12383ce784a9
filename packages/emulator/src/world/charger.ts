// One charger: its identity, its calendar of what happens next, and what the cloud shows of it.
import type { KeyObject } from 'node:crypto';
import type { CarThere } from '../contract.ts';
import { type ChargerPlan, deviceTypeOf } from '../fleets/world-plan.ts';
import type { ChargerContext, Visit } from './charger-context.ts';
import { chargerFields } from './charger-row.ts';
import { Connection } from './connection.ts';
import { Connector, cableFor } from './connector.ts';
import { CurrentShare } from './current-share.ts';
import { untilArrivalMs, untilDepartureMs } from './daily-rhythm.ts';
import type { EndedSession } from './ended-session.ts';
import { reportAnew, skipAhead } from './going-on.ts';
import { type LivingId, livingIds } from './living-observations.ts';
import { meterOf, meterPublicKey, writtenKey } from './meter-identity.ts';
import { Metering } from './metering.ts';
import { type MeterIdentity, sessionRecord } from './ocmf.ts';
import { Pausing } from './pausing.ts';
import { PeriodicReports } from './periodic-reports.ts';
import { PlugSteps } from './plug-steps.ts';
import { draw } from './random.ts';
import { Reporter } from './reporter.ts';
import { type Observation, restingObservations } from './resting-observations.ts';
import { fieldOf, rowOf } from './row-fields.ts';
import { SessionBook } from './session-book.ts';
import type { CloudRow, OpenSession, SimulatedCharger } from './simulated-world.ts';
import { visitorToken } from './visitors.ts';

export class Charger implements SimulatedCharger {
  readonly context: ChargerContext;
  readonly reporter: Reporter;
  readonly metering: Metering;
  readonly connector: Connector;
  readonly share: CurrentShare;
  readonly reports: PeriodicReports;
  readonly pausing: Pausing;
  readonly connection: Connection;
  readonly book: SessionBook;
  /** Made when it is first asked for: it costs a millisecond. */
  #publicKey: KeyObject | null | undefined;

  constructor(context: ChargerContext) {
    this.context = context;
    this.reporter = new Reporter(context);
    this.book = new SessionBook(context, this.reporter);
    this.metering = new Metering(context, this.reporter, this.book);
    const { reporter, metering, book } = this;
    this.reports = new PeriodicReports(context, { reporter, metering, book });
    const steps = new PlugSteps(context, reporter);
    this.share = new CurrentShare(context, { reporter, metering, steps });
    this.pausing = new Pausing(context, { reporter, metering, steps });
    this.connector = new Connector(context, { reporter, metering, book, steps, pausing: this.pausing });
    this.connection = new Connection(context, this);
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

  get name(): string {
    return this.plan.name;
  }

  get car(): CarThere | null {
    const { car } = this.context.state;
    if (car === null) return null;
    return { takesKwh: car.leftWh / 1000, maxCurrentA: car.maxCurrentA, phases: car.phases, isAsleep: car.asleep };
  }

  get awaitsCard(): boolean {
    return this.connector.awaitsCard;
  }

  get openSession(): OpenSession | null {
    return this.book.told;
  }

  endedSessions(): readonly EndedSession[] {
    return this.book.ended();
  }

  knowsSession(id: string): boolean {
    return this.book.knows(id);
  }

  sessionRecord(session: EndedSession): string {
    return sessionRecord(this.#meter, session);
  }

  firmware(): { readonly current: string; readonly available: string } | null {
    const { controls } = this.context.state;
    if (!controls.everOnline) return null;
    return { current: controls.firmware, available: this.context.surroundings.latestFirmware(this.plan.model) };
  }

  /** Family of its network, for the ids of phases (§5.6). */
  get network(): 'TN' | 'IT' {
    return (this.context.site.networkType ?? 4) <= 2 ? 'IT' : 'TN';
  }

  /** Nobody shares current with it: it is offline, or a central system of OCPP native speaks to it (§3.21). */
  get onItsOwn(): boolean {
    return !this.context.state.controls.online || this.context.siteState.authenticationType === 3;
  }

  row(): CloudRow {
    return rowOf(chargerFields, this);
  }

  field(name: string): unknown {
    return fieldOf(chargerFields, this, name);
  }

  /** None of a charger that never came online. */
  observations(): ReadonlyMap<number, Observation> {
    return this.#observations((id) => this.reporter.heard(id));
  }

  heard(id: LivingId): Observation | undefined {
    return this.context.state.controls.everOnline ? this.reporter.heard(id) : undefined;
  }

  actualObservations(): ReadonlyMap<number, Observation> {
    return this.#observations((id) => ({ value: this.reporter.value(id), atUs: this.reporter.timeUs(id) }));
  }

  /** Switched on for the first time, or back after a silence. */
  comeOnline(nowMs: number): void {
    const { state, surroundings } = this.context;
    if (state.controls.everOnline) {
      this.connection.comeBack(nowMs);
      return;
    }
    state.controls.everOnline = true;
    state.controls.online = true;
    state.countedAtMs = nowMs;
    this.reporter.online(true, nowMs);
    for (const [id, value] of atRest) this.reporter.report(id, value, nowMs);
    this.reports.pulse(nowMs);
    this.reports.reportSurroundings(nowMs);
    this.reports.readMeter(nowMs);
    state.visitAtMs = Math.ceil(nowMs + untilArrivalMs(state, surroundings.time.wallMs(nowMs)));
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
      state.controls.backAtMs,
    );
  }

  /** Does all that is due. Each deed sets its own next time, later than now. */
  wake(nowMs: number): void {
    const state = this.context.state;
    if (state.fullAtMs <= nowMs) this.connector.fillUp(nowMs);
    if (state.stepAtMs <= nowMs) this.connector.advance(nowMs);
    if (state.reportAtMs <= nowMs) this.metering.report(nowMs);
    if (state.readingAtMs <= nowMs) this.reports.readMeter(nowMs);
    if (state.pulseAtMs <= nowMs) this.reports.pulse(nowMs);
    if (state.periodicAtMs <= nowMs) this.reports.reportSurroundings(nowMs);
    if (state.visitAtMs <= nowMs) this.#visit(nowMs);
    if (state.controls.backAtMs <= nowMs) this.connection.comeBack(nowMs);
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
    surroundings.departed(this.context.index, nowMs);
  }

  /** Its world goes on from a snapshot, after which it may have lived for `lostMs` that nobody here knows of. */
  goOn(lostMs: number, nowMs: number): void {
    const { state, plan, surroundings } = this.context;
    if (!state.controls.everOnline) return;
    if (lostMs > 0) {
      skipAhead(state, { ms: lostMs * surroundings.tempo, maxCurrentA: plan.maxCurrentA });
      this.reports.readMeter(nowMs);
      this.book.reportEnergy(nowMs);
      this.metering.report(nowMs);
    }
    reportAnew(this.reporter, nowMs);
  }

  #observations(living: (id: LivingId) => Observation): ReadonlyMap<number, Observation> {
    const { site, surroundings, state } = this.context;
    const { controls } = state;
    if (!controls.everOnline) return new Map();
    this.#publicKey ??= meterPublicKey(this.#meter);
    const form = surroundings.switches.get('meter-key-form');
    const publicKey = this.#publicKey === null ? null : writtenKey(this.#publicKey, form);
    const all = restingObservations(this.plan, site, { pace: surroundings.pace, publicKey });
    for (const [id, [value, atUs]] of Object.entries(controls.written)) all.set(Number(id), { value, atUs });
    for (const id of livingIds) all.set(id, living(id));
    return all;
  }

  get #meter(): MeterIdentity {
    return meterOf(this.context.surroundings.seed, this.plan, this.context.state.controls.firmware);
  }

  #visit(nowMs: number): void {
    if (this.context.state.car === null) this.arrive(nowMs);
    else this.leave(nowMs);
  }
}

export function usualCar({ car }: ChargerPlan): Visit['car'] {
  return {
    maxCurrentA: car.maxCurrentA,
    phases: car.phases,
    cableA: cableFor(car.maxCurrentA),
    token: car.token,
  };
}

/** What a charger says that has just been switched on. */
export const atRest = [
  [519, '0'],
  [702, '12'],
  [708, '0.000'],
  [710, '1'],
  [714, '0'],
  [718, '0'],
  [721, null],
  [722, null],
] as const;
