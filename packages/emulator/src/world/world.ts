// Builds the world of a scenario and lets its time pass.
// Invariant: all that happens follows from seed, scenario, the clock and what callers did; nothing else is asked.

import { EmulatorError } from '../emulator-error.ts';
import { demoPlan } from '../scenarios/demo.ts';
import { fleetPlan } from '../scenarios/fleet.ts';
import { createPeople, type People } from '../scenarios/people.ts';
import type { Pace, WorldPlan } from '../scenarios/world-plan.ts';
import { type Charger, usualCar } from './charger.ts';
import type { Visit } from './charger-context.ts';
import { neverMs, type SessionPriority } from './charger-state.ts';
import { cableFor } from './connector.ts';
import { endedKeptEach } from './ended-session.ts';
import { lostMs } from './going-on.ts';
import type { Installation } from './installation.ts';
import { leastShareA } from './load-sharing.ts';
import { openAll, type Population, populate } from './population.ts';
import { drawBetween } from './random.ts';
import { Scheduler } from './scheduler.ts';
import type { CommandResult, SimulatedWorld, WorldEvent, WorldOptions } from './simulated-world.ts';
import { readSnapshot, type WorldSnapshot } from './snapshot.ts';
import { WorldTime, wallJumpMs } from './world-time.ts';

/** How long after the first look at the page the next car comes. */
const soonestArrivalMs = 8_000;
const latestArrivalMs = 15_000;

/** A car plugged by hand takes this much unless told otherwise. */
const usualTakesKwh = 20;
const mostTakesKwh = 1_000;

/** Chargers cut off for longer than this report that they are back. */
const noticedPauseMs = 60_000;

type Car = NonNullable<Parameters<SimulatedWorld['plug']>[1]>;

/**
 * A world that stands still until `start()`. With a snapshot it goes on as that world: the snapshot's seed and
 * scenario count, not the options'. A car plugged by hand stays until it is unplugged by hand.
 * @throws EmulatorError `impossible-world` for a scenario out of bounds, `unreadable-snapshot` for a damaged snapshot
 */
export function createWorld(options: WorldOptions): SimulatedWorld {
  if (!(options.tempo > 0 && options.tempo <= 1000)) {
    throw new EmulatorError(
      'impossible-world',
      `Failed to build the world: tempo is ${options.tempo}. Give a number above 0, at most 1000.`,
    );
  }
  return new World(options, options.snapshot === undefined ? null : readSnapshot(options.snapshot));
}

function planOf(scenario: WorldOptions['scenario'], seed: number, tempo: number): WorldPlan {
  return scenario === 'demo' ? demoPlan(seed, tempo) : fleetPlan(seed, scenario);
}

class World implements SimulatedWorld {
  readonly installations: ReadonlyMap<string, Installation>;
  readonly chargers: ReadonlyMap<string, Charger>;
  readonly seed: number;
  readonly people: People;
  readonly #openedAtMs: number | null;
  readonly #scenario: WorldOptions['scenario'];
  readonly #time: WorldTime;
  readonly #scheduler: Scheduler;
  readonly #population: Population;
  readonly #listeners = new Set<(event: WorldEvent) => void>();
  #noticed = false;
  /** The snapshot that this world goes on from, until it does. */
  #asleep: WorldSnapshot | null;

  constructor(options: WorldOptions, snapshot: WorldSnapshot | null) {
    this.#asleep = snapshot;
    this.seed = snapshot?.seed ?? options.seed;
    this.#scenario = snapshot?.scenario ?? options.scenario;
    this.#time = new WorldTime(options.clock, snapshot?.worldMs ?? 0, snapshot?.wallMs ?? options.clock.nowMs());
    const plan = planOf(this.#scenario, this.seed, options.tempo);
    const pace = { ...plan.pace, ...options.pace };
    const count = plan.installations.reduce((sum, { chargers }) => sum + chargers.length, 0);
    this.#openedAtMs = snapshot === null ? this.#time.wallMs(0) : snapshot.openedAtMs;
    this.people = createPeople(this.seed, count);
    this.#population = populate(plan, this.#surroundings(pace, { tempo: options.tempo, count }), {
      states: snapshot?.chargers ?? null,
      openedAtMs: this.#openedAtMs,
    });
    const { chargers, installations } = this.#population;
    this.chargers = new Map(chargers.map((charger) => [charger.id, charger]));
    this.installations = new Map(installations.map((installation) => [installation.id, installation]));
    this.#scheduler = new Scheduler(options.clock, this.#time, chargers.length, (member, nowMs) =>
      this.#wake(member, nowMs),
    );
    if (snapshot === null) openAll(this.#population);
    for (const charger of chargers) this.#reschedule(charger);
  }

  command(chargerId: string, command: 506 | 507): CommandResult {
    const charger = this.#charger(chargerId);
    const result = charger.connector.command(command, this.#now());
    this.#reschedule(charger);
    return result;
  }

  chargerOfSession(sessionId: string): Charger | undefined {
    return this.#population.chargers.find((charger) => charger.knowsSession(sessionId));
  }

  prioritize(chargerId: string, priority: SessionPriority): boolean {
    const charger = this.#charger(chargerId);
    const { session } = charger.context.state;
    if (session === null) return false;
    session.priority = priority;
    return true;
  }

  plug(chargerId: string, car: Car = {}): void {
    const charger = this.#charger(chargerId);
    if (charger.context.state.car !== null) {
      throw new EmulatorError(
        'already-plugged',
        `Failed to plug a car into ${charger.serial}: a car is there. Unplug it first.`,
      );
    }
    charger.connector.plug(visitOf(charger, car), this.#now());
    this.#reschedule(charger);
  }

  unplug(chargerId: string): void {
    const charger = this.#charger(chargerId);
    if (charger.context.state.car === null) {
      throw new EmulatorError(
        'not-plugged',
        `Failed to unplug a car from ${charger.serial}: there is none. Plug one in first.`,
      );
    }
    charger.leave(this.#now());
    this.#reschedule(charger);
  }

  notice(): void {
    if (this.#noticed) return;
    this.#noticed = true;
    const next = this.#nextArrival();
    if (next === undefined) return;
    const { state } = next.context;
    const soonMs = Math.ceil(this.#now() + drawBetween(state, soonestArrivalMs, latestArrivalMs));
    state.visitAtMs = Math.min(state.visitAtMs, soonMs);
    this.#reschedule(next);
  }

  onEvent(listener: (event: WorldEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#time.running) return;
    this.#goOn(this.#followWall());
    this.#time.start();
    this.#scheduler.start();
  }

  stop(): void {
    this.#scheduler.stop();
    this.#time.stop();
  }

  snapshot(): WorldSnapshot {
    const worldMs = this.#time.nowMs();
    return {
      version: 1,
      seed: this.seed,
      scenario: this.#scenario,
      worldMs,
      wallMs: this.#time.wallMs(worldMs),
      openedAtMs: this.#openedAtMs,
      running: this.#time.running,
      chargers: structuredClone(this.#population.chargers.map((charger) => charger.context.state)),
    };
  }

  #surroundings(
    pace: Pace,
    { tempo, count }: { readonly tempo: number; readonly count: number },
  ): Charger['context']['surroundings'] {
    const unpushed = new Set(pace.unpushed);
    return {
      seed: this.seed,
      people: this.people,
      pace,
      tempo,
      endedKept: endedKeptEach(count),
      time: this.#time,
      changed: (index, stateId, atUs, value) => {
        if (this.#listeners.size === 0) return;
        const { id: chargerId, serial, deviceType, installationId } = this.#member(index);
        const pushed = !unpushed.has(stateId);
        const event = { chargerId, serial, deviceType, installationId, stateId, atUs, value, pushed };
        for (const listener of this.#listeners) listener(event);
      },
      share: (index, nowMs) => this.#population.siteOf[index]?.share(nowMs),
      rescheduled: (index) => this.#reschedule(this.#member(index)),
    };
  }

  #wake(member: number, nowMs: number): number {
    this.#followWall();
    const charger = this.#member(member);
    charger.wake(nowMs);
    return charger.nextWakeMs;
  }

  /** World time; while the world stands still the wall clock is looked at here, else at each wake. */
  #now(): number {
    if (!this.#time.running) this.#followWall();
    return this.#time.nowMs();
  }

  #goOn(sleptMs: number): void {
    const asleep = this.#asleep;
    this.#asleep = null;
    if (asleep === null || sleptMs === 0) return;
    const nowMs = this.#time.nowMs();
    for (const charger of this.#population.chargers) {
      charger.goOn(asleep.running ? lostMs(sleptMs) : 0, nowMs);
      this.#reschedule(charger);
    }
  }

  /** Fiscal readings keep to the wall clock, wherever it goes; nothing else does. Says how far it had gone. */
  #followWall(): number {
    const jumpMs = this.#time.followWall();
    if (Math.abs(jumpMs) < wallJumpMs) return jumpMs;
    const nowMs = this.#time.nowMs();
    for (const charger of this.#population.chargers) {
      if (jumpMs > noticedPauseMs) charger.reporter.report(-2, '1', nowMs);
      charger.planReading(nowMs);
      this.#reschedule(charger);
    }
    return jumpMs;
  }

  #reschedule(charger: Charger): void {
    this.#scheduler.set(charger.context.index, charger.nextWakeMs);
  }

  #nextArrival(): Charger | undefined {
    return this.#population.chargers
      .filter(({ context }) => context.state.car === null)
      .reduce<Charger | undefined>((first, charger) => {
        if (first === undefined) return charger;
        return charger.context.state.visitAtMs < first.context.state.visitAtMs ? charger : first;
      }, undefined);
  }

  #member(index: number): Charger {
    return this.#population.chargers[index] as Charger;
  }

  #charger(id: string): Charger {
    const charger = this.chargers.get(id);
    if (charger !== undefined) return charger;
    throw new EmulatorError(
      'unknown-charger',
      `Failed to find charger ${id}: this world has no such charger. Use an id from its list of chargers.`,
    );
  }
}

function visitOf(charger: Charger, car: Car): Visit {
  const usual = charger.plan.car;
  const maxCurrentA = car.maxCurrentA ?? usual.maxCurrentA;
  const takesKwh = car.takesKwh ?? usualTakesKwh;
  if (!(takesKwh >= 0 && takesKwh <= mostTakesKwh && maxCurrentA >= leastShareA && maxCurrentA <= 80)) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car that takes ${takesKwh} kWh at ${maxCurrentA} A: no such car. Give 0 to ${mostTakesKwh} kWh and ${leastShareA} to 80 A.`,
    );
  }
  const known = usualCar({ ...charger.plan, car: { ...usual, phases: car.phases ?? usual.phases, maxCurrentA } });
  return {
    car: { ...known, cableA: cableFor(maxCurrentA) },
    takesWh: takesKwh * 1000,
    leavesAtMs: neverMs,
  };
}
