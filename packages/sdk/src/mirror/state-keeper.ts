// Where the mirror keeps what it knows. Stands between the stream and settlement: nothing is completed before `persist`.
import type { Observation } from './observed.ts';

/** The plain facts of a charger that lists tell (secret fields already removed). Source: zaptec-api.md §3.7. */
export interface ChargerRecord {
  /** Lower case. */
  readonly id: string;
  /** Serial, the cloud's `DeviceId`. */
  readonly serial: string;
  /** As its owner named it. */
  readonly name: string;
  /** Null where the list names none. */
  readonly installationId: string | null;
  /** The cloud's number of the kind of device, such as 4 (Apollo); by its serial where the list does not say. */
  readonly deviceType: number;
  /** False for one that was taken out of use: its state is not read. */
  readonly active: boolean;
  /** Bit mask of roles (`CurrentUserRoles`). */
  readonly roles: number;
  /** When the list or detail told it, ms since 1970 UTC. */
  readonly readAtMs: number;
}

/** What a read told, less its secrets. Source: zaptec-api.md §3.3, §3.5, §3.12. */
export interface KeptAnswer {
  /** When it was received, ms since 1970 UTC. */
  readonly readAtMs: number;
  /** Undefined where the cloud answered without a body: a hierarchy that is not shown (204). */
  readonly body?: unknown;
}

/** What reads of one installation told, beside the list. */
export const answerKinds = ['detail', 'hierarchy', 'firmware'] as const;
/** One of the answers about an installation that are kept beside its row. Source: zaptec-api.md §3.3, §3.5, §3.12. */
export type AnswerKind = (typeof answerKinds)[number];
/**
 * What was read of an installation beside the list, each with its own time; absent where it was not read. Source:
 * zaptec-api.md §3.3, §3.5, §3.12.
 */
export type KeptAnswers = Readonly<Partial<Record<AnswerKind, KeptAnswer>>>;

/** What the list tells of an installation. Source: zaptec-api.md §3.2. */
export interface InstallationRecord {
  /** Lower case. */
  readonly id: string;
  /** As its owner named it. */
  readonly name: string;
  /** Whether its stream is switched on; true where the list does not say. */
  readonly messagingEnabled: boolean;
  /** Bit mask of roles (`CurrentUserRoles`). */
  readonly roles: number;
  /** When the list or detail told it, ms since 1970 UTC. */
  readonly readAtMs: number;
  /** The row as the cloud sent it, less its secret fields: what the drop-in API serves. */
  readonly row: Readonly<Record<string, unknown>>;
  /** Each as old as it says, and replaced alone; absent where none was read. */
  readonly answers?: KeptAnswers;
}

/** What the list tells of a charger: the facts that programs need, and the row itself. Source: zaptec-api.md §3.7. */
export interface ChargerRow extends ChargerRecord {
  /** The row as the cloud sent it, less its secret fields. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** What is to be kept together: all of it or nothing. */
export interface Batch {
  /** Winners only: at most one per charger and state id. */
  readonly observations: readonly Observation[];
  /** The newest row of each. */
  readonly chargers: readonly ChargerRow[];
  /** The newest record of each. */
  readonly installations: readonly InstallationRecord[];
}

/** Everything that a keeper holds of one account. */
export interface Kept {
  /** Newest of each charger and id. */
  readonly observations: readonly Observation[];
  /** Newest row of each. */
  readonly chargers: readonly ChargerRow[];
  /** Newest record of each. */
  readonly installations: readonly InstallationRecord[];
}

/**
 * Where the mirror keeps what it knows over restarts. Default: memory. Nothing is completed on the bus before
 * `persist` resolved.
 */
export interface StateKeeper {
  /**
   * Everything kept for the account. Of a rejection is told what is told of one of `persist`; without an answer for 120 s it
   * counts as one, so that `connect` rejects with `store-unreadable`.
   */
  load(accountId: string): Promise<Kept>;
  /**
   * Keeps the whole batch or nothing of it; resolves when it is durable. Of a rejection kind and code are told, of a
   * `KeeperError` its sentence. Without an answer for 30 s it counts as one: the same comes again, and newer, and a batch that is
   * written after all must not take the place of what is newer.
   */
  persist(accountId: string, batch: Batch): Promise<void>;
}
