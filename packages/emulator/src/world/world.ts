// Builds the world of a fleet and lets its time pass.
// Invariant: all that happens follows from seed, fleet, the clock and what callers did; nothing else is asked.

import type { CarByHand } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { demoPlan } from '../fleets/demo.ts';
import { fleetPlan } from '../fleets/fleet.ts';
import { createPeople, type People } from '../fleets/people.ts';
import type { Model, Pace, WorldPlan } from '../fleets/world-plan.ts';
import { shown } from '../shown.ts';
import { createSwitches, type Switches } from '../switches/switches.ts';
import { plugByHand, showCard, unplugByHand } from './car-by-hand.ts';
import type { ChargerChange, InstallationChange, UpdateResult } from './changes.ts';
import type { Charger } from './charger.ts';
import { carryOut } from './charger-command.ts';
import type { SessionPriority } from './charger-state.ts';
import { updateCharger } from './charger-update.ts';
import { setWarnings } from './charger-warnings.ts';
import { Directory } from './directory.ts';
import { endedKeptEach } from './ended-session.ts';
import { EventFeed } from './event-feed.ts';
import { lostMs } from './going-on.ts';
import type { Installation } from './installation.ts';
import type { AuthenticationType, CurrentMode } from './installation-state.ts';
import { carLeft, updateInstallation } from './installation-update.ts';
import { hastenNextArrival } from './next-arrival.ts';
import { firmwareOf } from './ocmf.ts';
import { plainCopy } from './plain-copy.ts';
import { openAll, type Population, populate } from './population.ts';
import { Scheduler } from './scheduler.ts';
import { replaceSession } from './session-correction.ts';
import type { CommandResult, SimulatedWorld, WorldEvent, WorldOptions } from './simulated-world.ts';
import { readSnapshot, type WorldSnapshot } from './snapshot.ts';
import { WorldTime, wallJumpMs } from './world-time.ts';

/** Chargers cut off for longer than this report that they are back. */
const noticedPauseMs = 60_000;

/**
 * A world that stands still until `start()`. With a snapshot it goes on as that world: the snapshot's seed and
 * fleet count, not the options'. A car plugged by hand stays until it is unplugged by hand.
 * @throws EmulatorError `impossible-world` for a fleet out of bounds, `unreadable-snapshot` for a damaged snapshot
 */
export function createWorld(options: WorldOptions): SimulatedWorld {
  if (!(options.tempo > 0 && options.tempo <= 1000)) {
    throw new EmulatorError(
      'impossible-world',
      `Failed to build the world: tempo is ${options.tempo}. Give a number above 0, at most 1000.`,
    );
  }
  if (!Number.isSafeInteger(options.seed)) {
    throw new EmulatorError(
      'impossible-world',
      `Failed to build the world: its seed is ${shown(options.seed)}. Give a whole number.`,
    );
  }
  return new World(options, options.snapshot === undefined ? null : readSnapshot(options.snapshot));
}

function planOf(fleet: WorldOptions['fleet'], seed: number, tempo: number): WorldPlan {
  return fleet === 'demo' ? demoPlan(seed, tempo) : fleetPlan(seed, fleet);
}

class World implements SimulatedWorld {
  readonly seed: number;
  readonly people: People;
  readonly #openedAtMs: number | null;
  readonly #fleet: WorldOptions['fleet'];
  readonly #time: WorldTime;
  readonly #scheduler: Scheduler;
  readonly #population: Population;
  readonly #feed: EventFeed;
  readonly #directory: Directory;
  readonly #switches: Switches;
  readonly #releases: Partial<Record<Model, string>>;
  #noticed = false;
  /** The snapshot that this world goes on from, until it does. */
  #asleep: WorldSnapshot | null;

  constructor(options: WorldOptions, snapshot: WorldSnapshot | null) {
    this.#asleep = snapshot;
    this.#switches = options.switches ?? createSwitches();
    this.#releases = { ...snapshot?.releases };
    this.seed = snapshot?.seed ?? options.seed;
    this.#fleet = snapshot?.fleet ?? options.fleet;
    this.#time = new WorldTime(options.clock, snapshot?.worldMs ?? 0, snapshot?.wallMs ?? options.clock.nowMs());
    const plan = planOf(this.#fleet, this.seed, options.tempo);
    const pace = { ...plan.pace, ...options.pace };
    const count = plan.installations.reduce((sum, { chargers }) => sum + chargers.length, 0);
    this.#feed = new EventFeed(this.#switches, pace.unpushed);
    this.#openedAtMs = snapshot === null ? this.#time.wallMs(0) : snapshot.openedAtMs;
    this.people = createPeople(this.seed, count);
    this.#population = populate(plan, this.#surroundings(pace, { tempo: options.tempo, count }), {
      saved: snapshot,
      openedAtMs: this.#openedAtMs,
    });
    const { chargers, installations } = this.#population;
    this.#directory = new Directory(this.#population);
    const members = chargers.length + installations.length;
    this.#scheduler = new Scheduler(options.clock, this.#time, members, (member, nowMs) => this.#wake(member, nowMs));
    if (snapshot === null) openAll(this.#population);
    for (const charger of chargers) this.#reschedule(charger);
    for (const [number, installation] of installations.entries())
      this.#scheduler.set(chargers.length + number, installation.nextWakeMs);
  }

  get installations(): ReadonlyMap<string, Installation> {
    return this.#directory.installations;
  }

  get chargers(): ReadonlyMap<string, Charger> {
    return this.#directory.chargers;
  }

  command(chargerId: string, command: number): CommandResult {
    return this.#at(chargerId, (charger, nowMs) => carryOut(charger, command, nowMs));
  }

  chargerOfSession(sessionId: string): Charger | undefined {
    return this.#directory.chargerOfSession(sessionId);
  }

  updateInstallation(installationId: string, change: InstallationChange): UpdateResult {
    const switches = this.#switches;
    return updateInstallation(this.#directory.installation(installationId), change, { switches, nowMs: this.#now() });
  }

  updateCharger(chargerId: string, change: ChargerChange): UpdateResult {
    return this.#at(chargerId, (charger, nowMs) => updateCharger(charger, change, nowMs));
  }

  prioritize(chargerId: string, priority: SessionPriority): boolean {
    return this.#at(chargerId, ({ context }, nowMs) => {
      const { session } = context.state;
      if (session === null) return false;
      session.priority = priority;
      context.surroundings.share(context.index, nowMs);
      return true;
    });
  }

  card(chargerId: string, token: string): void {
    this.#at(chargerId, (charger, nowMs) => showCard(charger, token, nowMs));
  }

  replaceSession(sessionId: string): string {
    const charger = this.chargerOfSession(sessionId);
    if (charger !== undefined) return replaceSession(charger.context, sessionId, this.#now());
    throw new EmulatorError(
      'unknown-session',
      `Failed to replace session ${sessionId}: no charger of this world knows it. Give one that has ended.`,
    );
  }

  setOffline(chargerId: string): void {
    this.#at(chargerId, ({ connection }, nowMs) => connection.fallSilent(nowMs));
  }

  setOnline(chargerId: string): void {
    this.#at(chargerId, (charger, nowMs) => charger.comeOnline(nowMs));
  }

  warn(chargerId: string, mask: bigint): void {
    this.#at(chargerId, ({ context, reporter }, nowMs) => setWarnings(context.state, mask, reporter, nowMs));
  }

  manageElsewhere(chargerId: string, elsewhere: boolean): void {
    this.#directory.charger(chargerId).context.state.controls.managedElsewhere = elsewhere;
  }

  setMode(installationId: string, mode: CurrentMode): void {
    this.#directory.installation(installationId).setMode(mode, this.#now());
  }

  setAuthentication(installationId: string, type: AuthenticationType, requiresCard: boolean): void {
    this.#directory.installation(installationId).setAuthentication(type, requiresCard, this.#now());
  }

  clocksSet(): void {
    for (const { context } of this.#population.chargers) context.state.controls.toldSinceSet = [];
    if (!this.#time.running) return;
    this.#time.followWall(0);
    this.#keepToWall(this.#time.nowMs());
  }

  releaseFirmware(model: Model, version: string): void {
    this.#releases[model] = version;
  }

  plug(chargerId: string, car: CarByHand = {}): void {
    this.#at(chargerId, (charger, nowMs) => plugByHand(charger, car, nowMs));
  }

  unplug(chargerId: string): void {
    this.#at(chargerId, unplugByHand);
  }

  notice(): void {
    if (this.#noticed) return;
    this.#noticed = true;
    const next = hastenNextArrival(this.#population.chargers, this.#now());
    if (next !== undefined) this.#reschedule(next);
  }

  onEvent(listener: (event: WorldEvent) => void): () => void {
    return this.#feed.listen(listener);
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
      fleet: this.#fleet,
      worldMs,
      wallMs: this.#time.wallMs(worldMs),
      openedAtMs: this.#openedAtMs,
      running: this.#time.running,
      chargers: plainCopy(this.#population.chargers.map((charger) => charger.context.state)),
      installations: plainCopy(this.#population.installations.map(({ state }) => state)),
      releases: { ...this.#releases },
    };
  }

  #surroundings(
    pace: Pace,
    { tempo, count }: { readonly tempo: number; readonly count: number },
  ): Charger['context']['surroundings'] {
    return {
      seed: this.seed,
      people: this.people,
      pace,
      tempo,
      endedKept: endedKeptEach(count),
      time: this.#time,
      changed: (index, stateId, atUs, value) =>
        this.#feed.tell(this.#population.chargers[index] as Charger, { stateId, atUs, value }),
      switches: this.#switches,
      latestFirmware: (model) => this.#releases[model] ?? firmwareOf(model),
      share: (index, nowMs) => this.#population.siteOf[index]?.share(nowMs),
      departed: (index, nowMs) => carLeft(this.#population.siteOf[index] as Installation, this.#switches, nowMs),
      rescheduled: (number) => this.#scheduler.set(number, this.#directory.member(number).nextWakeMs),
    };
  }

  #wake(member: number, nowMs: number): number {
    this.#followWall();
    const who = this.#directory.member(member);
    who.wake(nowMs);
    return who.nextWakeMs;
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
      if (jumpMs > noticedPauseMs && charger.context.state.controls.online) charger.reporter.online(true, nowMs);
    }
    this.#keepToWall(nowMs);
    return jumpMs;
  }

  #keepToWall(nowMs: number): void {
    for (const charger of this.#population.chargers) {
      charger.reports.planReading(nowMs);
      this.#reschedule(charger);
    }
    for (const installation of this.#population.installations) installation.wallJumped(nowMs);
  }

  #at<T>(chargerId: string, deed: (charger: Charger, nowMs: number) => T): T {
    const charger = this.#directory.charger(chargerId);
    const result = deed(charger, this.#now());
    this.#reschedule(charger);
    return result;
  }

  #reschedule(charger: Charger): void {
    this.#scheduler.set(charger.context.index, charger.nextWakeMs);
  }
}
