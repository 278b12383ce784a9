// An installation as a program wants it: units in the names, enumerations in words, beside the row as it came.
import {
  authenticationTypes,
  availableCurrentModes,
  installationTypes,
  nameOf,
  networkTypes,
  type ParsedInstallation,
  parseInstallationRow,
} from '@fairlead/protocol';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { discreetRow } from '../view/personal.ts';
import { type Role, readable, roleOf } from './read.ts';

/** An installation as the cloud told it, with units in the names and enumerations in words. Source: zaptec-api.md §3.3. */
export interface Installation {
  /** Lower case. */
  readonly id: string;
  /** As its owner named it. */
  readonly name: string;
  /** What the account is here. */
  readonly role: Role;
  /** `Smart`: Go and Home. Null where the cloud does not say or says something new; so with all that follows. */
  readonly type: 'Pro' | 'Smart' | null;
  /** False for one that was taken out of use; true where the cloud does not say. */
  readonly active: boolean;
  /** Whether its stream is switched on; null where the cloud does not say. */
  readonly messagingEnabled: boolean | null;
  /** A, of the fuse for charging; null where the cloud does not say. */
  readonly maxCurrentA: number | null;
  /** A, for all phases; null when they differ or nothing is set. */
  readonly availableCurrentA: number | null;
  /** A, of phases 1 to 3; null for a phase of which nothing is set, or nobody told. */
  readonly availableCurrentPhasesA: readonly [number | null, number | null, number | null];
  /** Who sets the available current: only `Manual` takes it from a program. Null where the cloud does not say. */
  readonly availableCurrentMode: 'Manual' | 'Schedule' | 'Auto' | null;
  /** Kind of the electrical network, such as `TN_3_Phase`; null where the cloud does not say, as to the role User. */
  readonly network: keyof typeof networkTypes | null;
  /**
   * Who says which card may charge: the cloud itself, a webhook, or OCPP; null where the cloud does not say, as to the
   * role User.
   */
  readonly authentication: keyof typeof authenticationTypes | null;
  /** When the cloud told it, ms since 1970 UTC. */
  readonly readAtMs: number;
  /**
   * How old this can be at most while the cloud answers, ms, its currents among it: no stream tells of them. An hour by the
   * detail that the account reads by itself, 6.6 h where only the list is read (role User, `reads: { detail: false }`), and a
   * minute for a read's turn, more among thousands of chargers. While the cloud does not answer it grows. Null where it is not
   * held, so that nothing keeps it up to date.
   */
  readonly mostAgeMs: number | null;
  /**
   * The row as the cloud sent it, unknown fields too, less its secrets. What tells of a person, such as `Address` and
   * `ContactEmail`, is there by its name and not enumerable: what prints, logs, spreads or serialises the row leaves it out.
   */
  readonly row: Readonly<Record<string, unknown>>;
}

/** As it was read. How old it can be is said when it is handed over. */
export type ReadInstallation = Omit<Installation, 'mostAgeMs'>;

export function installationOf(parsed: ParsedInstallation, readAtMs: number): ReadInstallation {
  const { id, name, active, messagingEnabled, maxCurrentA, availableCurrentA, availableCurrentPhasesA, row } = parsed;
  return {
    ...{ id, name, active, messagingEnabled, maxCurrentA, availableCurrentA, availableCurrentPhasesA, row, readAtMs },
    role: roleOf(parsed.roles),
    type: word(installationTypes, parsed.type),
    availableCurrentMode: word(availableCurrentModes, parsed.availableCurrentMode),
    network: word(networkTypes, parsed.networkType),
    authentication: word(authenticationTypes, parsed.authenticationType),
  };
}

/** As a program is handed it. */
export function discreetInstallation(installation: Installation): Installation {
  return { ...installation, row: discreetRow(installation.row) };
}

/** As it is held: by the list, and by the detail that came after it. */
export function listedInstallation({ row, readAtMs }: InstallationRecord): ReadInstallation {
  return installationOf(readable('a kept installation', parseInstallationRow(row)), readAtMs);
}

function word<Words extends Readonly<Record<string, number>>>(words: Words, value: number | null): keyof Words | null {
  return value === null ? null : (nameOf(words, value) ?? null);
}
