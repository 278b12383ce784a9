// What is held of the thing that a call is about, as the policy asks for it. What is not held stays unknown.
import type { Known } from '@fairlead/policy';
import {
  checkCommand,
  cloudInteger,
  commandState,
  type EndpointId,
  operatingModes,
  stateIds,
} from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';

export interface Concern {
  readonly endpoint: EndpointId;
  /** Charger, installation, session or user-group id; null for lists. */
  readonly resource: string | null;
  readonly command: number | null;
}

export interface KnownOfCall {
  readonly installationId: string | null;
  readonly charging: Known;
  readonly connected: Known;
  readonly allowed: Known;
  readonly shown: Known;
  readonly changed: Known;
}

export const nothingKnown: KnownOfCall = {
  installationId: null,
  charging: 'unknown',
  connected: 'unknown',
  allowed: 'unknown',
  shown: 'unknown',
  changed: 'unknown',
};

/** Commands that were refused: one entry a charger and command, 10,000 × about 200 bytes = 2 MB; the oldest goes first. */
const mostRefused = 10_000;

const ofChargers: readonly EndpointId[] = ['charger', 'charger-state', 'charger-update', 'charger-command'];
const ofInstallations: readonly EndpointId[] = [
  'installation',
  'installation-hierarchy',
  'installation-update',
  'installation-stream-details',
  'firmware',
];

const ofHistory: readonly EndpointId[] = ['archived-sessions', 'charge-history'];

export class HeldKnowledge {
  readonly #mirror: MirrorView;
  /** What 710, 718 and 763 were when a command was refused with 528. */
  readonly #refusedAt = new Map<string, string>();

  constructor(mirror: MirrorView) {
    this.#mirror = mirror;
  }

  of({ endpoint, resource, command }: Concern): KnownOfCall {
    if (resource === null) return nothingKnown;
    if (ofChargers.includes(endpoint)) return this.#ofCharger(resource, command);
    if (ofHistory.includes(endpoint)) return this.#ofHistory(resource);
    return ofInstallations.includes(endpoint) ? this.#ofInstallation(resource) : nothingKnown;
  }

  /** A command was answered 528: until what it depends on changes, it must not be sent again. */
  refused({ resource, command }: Concern): void {
    if (resource === null || command === null) return;
    const key = `${resource} ${command}`;
    this.#refusedAt.delete(key);
    this.#refusedAt.set(key, this.#dependedOn(resource));
    for (const oldest of this.#refusedAt.keys()) {
      if (this.#refusedAt.size <= mostRefused) break;
      this.#refusedAt.delete(oldest);
    }
  }

  #ofCharger(chargerId: string, command: number | null): KnownOfCall {
    const charger = this.#mirror.charger(chargerId);
    const mode = this.#modeOf(chargerId);
    const modeKnown = mode !== undefined && mode !== operatingModes.Unknown;
    return {
      installationId: charger?.installationId ?? null,
      charging: modeKnown ? known(mode === operatingModes.Connected_Charging) : 'unknown',
      connected: modeKnown ? known(mode !== operatingModes.Disconnected) : 'unknown',
      allowed: command !== null && modeKnown ? known(this.#allows(chargerId, command)) : 'unknown',
      shown: charger === undefined ? this.#notListed() : 'yes',
      changed: command === null ? 'unknown' : this.#changedSinceRefusal(chargerId, command),
    };
  }

  /** Heavy calls are counted by installation, also where one charger's history is asked for. */
  #ofHistory(resource: string): KnownOfCall {
    return { ...nothingKnown, installationId: this.#mirror.charger(resource.toLowerCase())?.installationId ?? null };
  }

  #ofInstallation(installationId: string): KnownOfCall {
    const shown = this.#mirror.installations().some(({ id }) => id === installationId) ? 'yes' : this.#notListed();
    const modes = this.#mirror
      .chargers()
      .filter((charger) => charger.installationId === installationId)
      .map(({ id }) => this.#modeOf(id) ?? operatingModes.Unknown);
    return { ...nothingKnown, installationId, shown, connected: anyConnected(modes) };
  }

  #allows(chargerId: string, command: number): boolean {
    return (
      checkCommand(
        command,
        commandState((id) => this.#mirror.observation(chargerId, id)?.value),
      ).kind === 'send'
    );
  }

  #changedSinceRefusal(chargerId: string, command: number): Known {
    const then = this.#refusedAt.get(`${chargerId} ${command}`);
    return then === undefined ? 'unknown' : known(then !== this.#dependedOn(chargerId));
  }

  #dependedOn(chargerId: string): string {
    const { ChargerOperationMode, FinalStopActive, NextScheduleEvent } = stateIds;
    const values = [ChargerOperationMode, FinalStopActive, NextScheduleEvent].map(
      (id) => this.#mirror.observation(chargerId, id)?.value ?? null,
    );
    return JSON.stringify(values);
  }

  #modeOf(chargerId: string): number | undefined {
    return cloudInteger(this.#mirror.observation(chargerId, stateIds.ChargerOperationMode)?.value);
  }

  /** Before the lists are in nothing can be said of an id that they do not hold. */
  #notListed(): Known {
    return this.#mirror.installations().length > 0 && this.#mirror.chargers().length > 0 ? 'no' : 'unknown';
  }
}

function anyConnected(modes: readonly number[]): Known {
  const connected = (mode: number) => mode !== operatingModes.Unknown && mode !== operatingModes.Disconnected;
  if (modes.some(connected)) return 'yes';
  return modes.length > 0 && modes.every((mode) => mode === operatingModes.Disconnected) ? 'no' : 'unknown';
}

function known(is: boolean): Known {
  return is ? 'yes' : 'no';
}
