// One installation: shares its current among its chargers, keeps its schedule and its Sense, and shows itself to the cloud.
import type { People } from '../fleets/people.ts';
import type { InstallationPlan } from '../fleets/world-plan.ts';
import type { Switches } from '../switches/switches.ts';
import type { Charger } from './charger.ts';
import { neverMs } from './charger-state.ts';
import { phasesFor, type SharedCurrent, shareAmong } from './current-sharing.ts';
import { installationFields } from './installation-row.ts';
import {
  type AuthenticationType,
  availableNowA,
  type CurrentMode,
  type InstallationState,
} from './installation-state.ts';
import { ownShareA } from './own-share.ts';
import { idOfBits } from './phases-in-use.ts';
import { fieldOf, rowOf } from './row-fields.ts';
import { nextScheduleEvent, nextScheduleEventMs, scheduleIsOpen } from './schedule.ts';
import { readSense, senseIntervalMs } from './sense.ts';
import type { CloudRow, SimulatedInstallation } from './simulated-world.ts';
import { turnMs } from './turns.ts';
import type { WorldTime } from './world-time.ts';

/** `PropertySessionMaxStopCount`, set in the portal only (§6.4). */
const mostReturns = 5;

export interface InstallationParts {
  readonly plan: InstallationPlan;
  readonly state: InstallationState;
  readonly seed: number;
  readonly people: People;
  readonly switches: Switches;
  readonly time: WorldTime;
  readonly chargers: readonly Charger[];
  /** It is due at another time than announced. */
  readonly rescheduled: () => void;
}

export class Installation implements SimulatedInstallation {
  readonly circuits: SimulatedInstallation['circuits'];
  readonly chargers: readonly Charger[];
  readonly state: InstallationState;
  readonly #parts: InstallationParts;
  readonly #circuitPlaces: ReadonlyMap<string, number>;
  readonly #chargersOn: readonly number[];

  constructor(parts: InstallationParts) {
    const { plan } = parts;
    this.#parts = parts;
    this.chargers = parts.chargers;
    this.state = parts.state;
    this.circuits = plan.circuits.map(({ id, name, maxCurrentA }) => ({
      id,
      name,
      maxCurrentA: maxCurrentA ?? plan.maxCurrentA,
      chargerIds: plan.chargers.filter((charger) => charger.circuitId === id).map((charger) => charger.id),
    }));
    this.#circuitPlaces = new Map(this.circuits.map(({ id }, place) => [id, place]));
    this.#chargersOn = this.circuits.map(({ chargerIds }) => chargerIds.length);
  }

  get id(): string {
    return this.#parts.plan.id;
  }

  get plan(): InstallationPlan {
    return this.#parts.plan;
  }

  row(): CloudRow {
    return rowOf(installationFields, this.#parts);
  }

  field(name: string): unknown {
    return fieldOf(installationFields, this.#parts, name);
  }

  /** When its next turn, event of the schedule or reading of the Sense is due. */
  get nextWakeMs(): number {
    const { turnAtMs, scheduleAtMs, senseAtMs } = this.state;
    return Math.min(turnAtMs, scheduleAtMs, senseAtMs);
  }

  wake(nowMs: number): void {
    const { state } = this;
    const turn = state.turnAtMs <= nowMs;
    if (turn) state.turnAtMs = neverMs;
    if (state.scheduleAtMs <= nowMs) this.#planSchedule(nowMs);
    if (state.senseAtMs <= nowMs) this.#readSense(nowMs);
    this.share(nowMs, turn);
  }

  /** Shares anew. Who has current keeps it unless it is somebody else's turn. */
  share(nowMs: number, turn = false): void {
    const site = this.#shared(nowMs);
    for (const charger of this.chargers) if (charger.onItsOwn) this.#leaveAlone(charger, site, nowMs);
    const waiting = shareAmong(this.chargers, site, { nowMs, turn });
    const { state } = this;
    if (!waiting) state.turnAtMs = neverMs;
    else if (state.turnAtMs === neverMs) state.turnAtMs = Math.max(0, nowMs) + turnMs;
    this.#parts.rescheduled();
  }

  /** A limit was written: chargers that change phases only then may do so now. */
  limitsChanged(nowMs: number): void {
    for (const { context } of this.chargers) context.state.controls.limitChanged = true;
    this.share(nowMs);
  }

  /** The wall clock went elsewhere: a schedule keeps to it. */
  wallJumped(nowMs: number): void {
    if (this.state.mode !== 1) return;
    this.#planSchedule(nowMs);
    this.share(nowMs);
  }

  changed(nowMs: number): void {
    this.state.changedAtUs = this.#parts.time.wallMs(nowMs) * 1000;
  }

  setMode(mode: CurrentMode, nowMs: number): void {
    const { state } = this;
    state.mode = mode;
    state.scheduleAtMs = neverMs;
    state.senseAtMs = neverMs;
    state.sensedA = null;
    for (const { context, reporter } of this.chargers) {
      context.state.controls.released = false;
      if (mode !== 1) reporter.write(763, null, nowMs);
    }
    if (mode === 1) this.#planSchedule(nowMs);
    if (mode === 2) this.#readSense(nowMs);
    this.changed(nowMs);
    this.share(nowMs);
  }

  setAuthentication(type: AuthenticationType, requiresCard: boolean, nowMs: number): void {
    this.state.authenticationType = type;
    this.state.requiresCard = requiresCard;
    for (const { reporter, context } of this.chargers) {
      context.state.controls.settledAlone = false;
      reporter.write(120, requiresCard ? '1' : '0', nowMs);
    }
    this.share(nowMs);
  }

  #shared(nowMs: number): SharedCurrent {
    const { plan, state, time } = this.#parts;
    return {
      state,
      networkType: plan.networkType ?? 4,
      mostReturns,
      availableA: availableNowA(state),
      circuitsA: this.circuits.map(({ maxCurrentA }) => maxCurrentA),
      circuitOf: (charger) => this.#placeOf(charger),
      held: state.mode === 1 && !scheduleIsOpen(time.wallMs(nowMs)),
    };
  }

  #placeOf({ plan }: Charger): number {
    return this.#circuitPlaces.get(plan.circuitId) ?? 0;
  }

  /** A charger that takes what it takes: once when it is left alone, and for each car that comes while it is. */
  #leaveAlone(charger: Charger, site: SharedCurrent, nowMs: number): void {
    const { share, context } = charger;
    const { car, controls, shareA, step } = context.state;
    const { wantsA } = share;
    if (car === null || wantsA === null || (controls.settledAlone && step !== 'waiting')) return;
    const place = this.#placeOf(charger);
    const bits = controls.offlinePhases;
    const held = site.held && !controls.released;
    const ownId = controls.online || bits === 0 || car.phases === 1 ? undefined : idOfBits(bits, charger.network);
    const phaseId = car.phaseId === 0 ? (ownId ?? phasesFor(charger, site)) : car.phaseId;
    const offeredA = ownShareA({
      online: controls.online,
      wantsA,
      heldA: shareA,
      offlineCurrentA: controls.offlineCurrentA,
      minPowerOffline: this.state.minPowerOffline,
      evenShareA: Math.min(
        Math.min(...site.availableA) / Math.max(1, this.chargers.length),
        (site.circuitsA[place] ?? Number.POSITIVE_INFINITY) / Math.max(1, this.#chargersOn[place] ?? 1),
      ),
    });
    // A schedule is the charger's own too (762): it keeps to it without the cloud.
    const toA = held ? 0 : offeredA;
    controls.settledAlone = true;
    if (toA === 0) share.withdraw(nowMs);
    else share.grant(toA, phaseId, nowMs);
    context.surroundings.rescheduled(context.index);
  }

  #planSchedule(nowMs: number): void {
    const { time } = this.#parts;
    const wallMs = time.wallMs(nowMs);
    this.state.scheduleAtMs = Math.ceil(time.worldMs(nextScheduleEventMs(wallMs)));
    for (const { reporter, context } of this.chargers) {
      context.state.controls.settledAlone = false;
      reporter.write(763, nextScheduleEvent(wallMs), nowMs);
    }
  }

  #readSense(nowMs: number): void {
    const { state } = this;
    state.sensedA = readSense(state, state.maxCurrentA).leftA;
    state.senseAtMs = nowMs + senseIntervalMs;
  }
}
