// What lives behind the cloud: installations, chargers, cars. The doors (HTTP, bus) only read it and hand it commands.
import type { CarByHand, CarThere, Clock, EmulatorOptions } from '../contract.ts';
import type { People } from '../fleets/people.ts';
import type { Model, Pace } from '../fleets/world-plan.ts';
import type { Switches } from '../switches/switches.ts';
import type { ChargerChange, InstallationChange, UpdateResult } from './changes.ts';
import type { SessionPriority } from './charger-state.ts';
import type { EndedSession } from './ended-session.ts';
import type { AuthenticationType, CurrentMode } from './installation-state.ts';
import type { LivingId } from './living-observations.ts';

/** A changed value of a charger, as the charger reports it to the cloud. */
export interface WorldEvent {
  readonly chargerId: string;
  readonly serial: string;
  readonly deviceType: number;
  readonly installationId: string;
  readonly stateId: number;
  /** Event time, whole microseconds since 1970 UTC; two events of one observation are at least 10 ms apart. */
  readonly atUs: number;
  /** Null where the cloud sends no value (pulse, no session). */
  readonly value: string | null;
  /** False for what the cloud keeps but does not push. */
  readonly pushed: boolean;
}

/** Rows in the cloud's own casing and with every field of zaptec-api.md §3.3/§3.7 that is known, secret ones included. */
export type CloudRow = Readonly<Record<string, unknown>>;

export interface SimulatedInstallation {
  readonly id: string;
  /** `CurrentUserRoles` and role-dependent omissions are the HTTP door's business. */
  row(): CloudRow;
  /** One field of the row without the others, by the cloud's own name; undefined: there is none. */
  field(name: string): unknown;
  readonly circuits: readonly {
    readonly id: string;
    readonly name: string;
    readonly maxCurrentA: number;
    readonly chargerIds: readonly string[];
  }[];
}

export interface OpenSession {
  readonly id: string;
  readonly startUs: number;
  /** Observation 553. */
  readonly energyKwh: number;
  /** Observation 722; empty: nobody said who he is. */
  readonly token: string;
}

export interface SimulatedCharger {
  readonly id: string;
  readonly serial: string;
  readonly installationId: string;
  readonly deviceType: number;
  readonly name: string;
  row(): CloudRow;
  /** One field of the row without the others, by the cloud's own name; undefined: there is none. */
  field(name: string): unknown;
  readonly car: CarThere | null;
  /** Whether a car waits here for somebody who may charge. */
  readonly awaitsCard: boolean;
  /** As the cloud was told of it. */
  readonly openSession: OpenSession | null;
  /** Those that the cloud was told of, in the order in which it was told. */
  endedSessions(): readonly EndedSession[];
  /** The OCMF record of one of its sessions, signed where the meter is calibrated. */
  sessionRecord(session: EndedSession): string;
  /** Version that it runs and version that it could run; null: it never came online. */
  firmware(): { readonly current: string; readonly available: string } | null;
  /** Every observation with its time; order is not promised. None of a charger that never came online. */
  observations(): ReadonlyMap<number, { readonly value: string | null; readonly atUs: number }>;
  /** One of those that change while the world runs, without making the others; undefined: it never came online. */
  heard(stateId: LivingId): { readonly value: string | null; readonly atUs: number } | undefined;
  /** The same as the charger itself would say: of one that is offline the cloud knows only what it heard last. */
  actualObservations(): ReadonlyMap<number, { readonly value: string | null; readonly atUs: number }>;
}

/** `refused` carries the cloud's `Details` text or null. */
export type CommandResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly details: string | null }
  /** The charger is offline: nothing was carried out. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown' };

export interface SimulatedWorld {
  /** What accounts, groups and ids are derived from; a snapshot's own seed when the world goes on. */
  readonly seed: number;
  readonly installations: ReadonlyMap<string, SimulatedInstallation>;
  readonly chargers: ReadonlyMap<string, SimulatedCharger>;
  readonly people: People;
  command(chargerId: string, command: number): CommandResult;
  updateInstallation(installationId: string, change: InstallationChange): UpdateResult;
  updateCharger(chargerId: string, change: ChargerChange): UpdateResult;
  /** Where a session is open or was, as far as the cloud was told; looks at all that are kept. */
  chargerOfSession(sessionId: string): SimulatedCharger | undefined;
  /** What is asked for the open session of a charger; false: there is none. */
  prioritize(chargerId: string, priority: SessionPriority): boolean;
  plug(chargerId: string, car?: CarByHand): void;
  unplug(chargerId: string): void;
  /** Somebody shows a card where a car waits for one. */
  card(chargerId: string, token: string): void;
  /** The record of an ended session becomes void and names the one that takes its place, whose id is the answer. */
  replaceSession(sessionId: string): string;
  /** The charger loses the cloud; its car goes on with the offline current. */
  setOffline(chargerId: string): void;
  /** It is back, or switched on for the first time. */
  setOnline(chargerId: string): void;
  /** Warnings of a charger, a mask of §5.8; 0 clears them. */
  warn(chargerId: string, mask: bigint): void;
  /** Another system balances the load of this charger. */
  manageElsewhere(chargerId: string, elsewhere: boolean): void;
  /** Who owns the available current: clients, a schedule, or a Sense. */
  setMode(installationId: string, mode: CurrentMode): void;
  setAuthentication(installationId: string, type: AuthenticationType, requiresCard: boolean): void;
  /** Somebody set the chargers' clocks: from now on their times are what the clock that was handed in says, also earlier ones. */
  clocksSet(): void;
  /** There is a newer version for all chargers of this model. */
  releaseFirmware(model: Model, version: string): void;
  /** Told that somebody looks at the page for the first time: the demo's next car sets out. */
  notice(): void;
  onEvent(listener: (event: WorldEvent) => void): () => void;
  /** Time begins to pass. */
  start(): void;
  stop(): void;
  /** JSON-serialisable; going on from it, meters never fall and session ids never repeat. */
  snapshot(): unknown;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly fleet: NonNullable<EmulatorOptions['fleet']>;
  /** How much faster cars charge, above 0, at most 1000. */
  readonly tempo: number;
  /** @default every switch at its default */
  readonly switches?: Switches;
  /** What is reported how often, where it differs from the fleet's own pace. */
  readonly pace?: Partial<Pace>;
  /** Goes on as the world that wrote it; that world's seed and fleet count. */
  readonly snapshot?: unknown;
}
