// What is held of the thing that a call is about, as the policy asks for it. What is not held stays unknown.
import type { Fact, Known } from '@fairlead/policy';
import {
  type CommandRules,
  checkCommand,
  cloudInteger,
  commandState,
  type EndpointId,
  operatingModes,
  publicCommands,
  stateIds,
} from '@fairlead/protocol';
import type { AccountEvent, MirrorView } from '../account.ts';
import type { Clock } from '../clock.ts';
import { heldCurrent, modeTold } from '../commands/held-current.ts';
import { currentsInBody, sameCurrents } from '../commands/phase-currents.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { Instants, whenSetBack } from '../watched-clock.ts';

export interface Concern {
  readonly endpoint: EndpointId;
  /** Charger, installation, session or user-group id; null for lists. */
  readonly resource: string | null;
  readonly command: number | null;
  /** What an update sets. */
  readonly body?: unknown;
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

/** Refusals of each kind: one entry a charger and command, or an installation, 10,000 × about 200 bytes = 2 MB. */
const mostRefused = 10_000;

/** The cloud's code for a command that the charger's state does not allow (zaptec-api.md §5.10). */
const rejectedCode = 528;
/** And for an update that the installation's mode does not allow: it stands until the mode changes (§8.1). */
const notSupportedCode = 527;
const manualMode = 0;
/** Each write of this program makes what is held newer by a millisecond, and tells of no mode: a hundred of them between two reads. */
const writtenNewerMs = 100;
/** What the cloud looks at before it takes a command (§5.4). */
const dependedOn: readonly number[] = [
  stateIds.ChargerOperationMode,
  stateIds.FinalStopActive,
  stateIds.NextScheduleEvent,
];
const rejectable: readonly number[] = Object.values(publicCommands);

interface Rejection {
  /** When an earlier run was told, by the machine's clock; null in this run, which sees each change. */
  atMs: number | null;
  changed: boolean;
}

/** A change of the mirror. */
export type Noticed = Pick<Extract<AccountEvent, { readonly kind: 'observation' }>, 'observation' | 'held'>;

const ofChargers: readonly EndpointId[] = ['charger', 'charger-state', 'charger-update', 'charger-command'];
const ofInstallations: readonly EndpointId[] = [
  'installation',
  'installation-hierarchy',
  'installation-update',
  'installation-stream-details',
  'firmware',
];

const ofHistory: readonly EndpointId[] = ['archived-sessions', 'charge-history'];

export interface HeldKnowledgeOptions {
  readonly clock: Clock;
  /** By how much the machine's clock is ahead of the cloud's, ms. */
  readonly aheadMs: () => number;
  readonly rules?: CommandRules | undefined;
}

export class HeldKnowledge {
  readonly #mirror: MirrorView;
  readonly #clock: Clock;
  readonly #aheadMs: () => number;
  /** By charger and command: when it was rejected (528), and whether 710, 718 or 763 changed since. */
  readonly #rejected = new Map<string, Rejection>();
  /** By installation: as of when it was held when an update of it was answered 527. Bounded as the rejections are. */
  readonly #notSupported: Instants;

  readonly #rules: CommandRules | undefined;

  constructor(mirror: MirrorView, { clock, aheadMs, rules }: HeldKnowledgeOptions) {
    this.#mirror = mirror;
    this.#clock = clock;
    this.#aheadMs = aheadMs;
    this.#rules = rules;
    this.#notSupported = new Instants(clock);
    whenSetBack(clock, (byMs) => {
      for (const rejection of this.#rejected.values()) if (rejection.atMs !== null) rejection.atMs -= byMs;
    });
  }

  of({ endpoint, resource, command, body }: Concern): KnownOfCall {
    if (resource === null) return nothingKnown;
    if (ofChargers.includes(endpoint)) return this.#ofCharger(resource, command);
    if (ofHistory.includes(endpoint)) return this.#ofHistory(resource);
    if (!ofInstallations.includes(endpoint)) return nothingKnown;
    const known = this.#ofInstallation(resource);
    if (endpoint !== 'installation-update') return known;
    return { ...known, changed: this.#changesCurrent(resource, body), allowed: this.#supportedAgain(resource) };
  }

  /**
   * A command was answered 528: until what it depends on changes, it must not be sent again. Nor an update that was answered
   * 527 until the installation is read in another mode. Other codes mean nothing here.
   */
  refused(concern: Concern, code: number): void {
    const { endpoint, resource } = concern;
    if (code === rejectedCode) this.#reject(concern, { atMs: null, changed: false });
    if (code !== notSupportedCode || endpoint !== 'installation-update' || resource === null) return;
    const record = this.#installation(resource);
    const told = record ? modeTold(record) : null;
    remember(this.#notSupported, resource, told?.readAtMs ?? record?.readAtMs ?? Number.NEGATIVE_INFINITY);
  }

  /** What an earlier run was told holds on; values observed since then tell that something changed. Its clock may have been ahead. */
  restore(fact: Fact): void {
    if (fact.kind !== 'call') return;
    const { resource, command, code, status } = fact;
    const atMs = Math.min(fact.answeredAtMs ?? fact.sentAtMs, this.#clock.nowMs());
    if (fact.class === 'update' && code === notSupportedCode && resource !== null)
      remember(this.#notSupported, resource, atMs);
    if (fact.class !== 'command') return;
    if (code === rejectedCode) this.#reject({ resource, command }, { atMs, changed: false });
    else if (status !== null && status < 300) this.#rejected.delete(`${resource} ${command}`);
  }

  /** A value became different: also one that is soon as it was. Of what was not held an earlier run may have known: its time tells. */
  noticed({ observation: { chargerId, stateId }, held }: Noticed): void {
    if (!dependedOn.includes(stateId)) return;
    for (const command of rejectable) {
      const rejection = this.#rejected.get(`${chargerId} ${command}`);
      if (rejection && (held !== undefined || rejection.atMs === null)) rejection.changed = true;
    }
  }

  #reject({ resource, command }: Pick<Concern, 'resource' | 'command'>, rejection: Rejection): void {
    if (resource === null || command === null) return;
    remember(this.#rejected, `${resource} ${command}`, rejection);
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

  /** Others may have written it since it was read: only that it differs is said. */
  #changesCurrent(installationId: string, body: unknown): Known {
    const record = this.#installation(installationId);
    const held = record && heldCurrent(record).phasesA;
    const wanted = currentsInBody(body);
    return held && wanted && !sameCurrents(held, wanted) ? 'yes' : 'unknown';
  }

  /** What was read before the refusal tells of the mode before it. */
  #supportedAgain(installationId: string): Known {
    const refusedAtMs = this.#notSupported.get(installationId);
    const record = this.#installation(installationId);
    const told = record ? modeTold(record) : null;
    if (refusedAtMs === undefined || told === null || told.readAtMs <= refusedAtMs + writtenNewerMs) return 'unknown';
    return known(told.mode === manualMode);
  }

  #installation(installationId: string): InstallationRecord | undefined {
    return this.#mirror.installations().find(({ id }) => id === installationId);
  }

  #allows(chargerId: string, command: number): boolean {
    return (
      checkCommand(
        command,
        commandState((id) => this.#mirror.observation(chargerId, id)?.value),
        this.#rules,
      ).kind === 'send'
    );
  }

  #changedSinceRefusal(chargerId: string, command: number): Known {
    const rejection = this.#rejected.get(`${chargerId} ${command}`);
    if (rejection === undefined) return 'unknown';
    const { atMs, changed } = rejection;
    return known(changed || (atMs !== null && this.#observedAfter(chargerId, atMs)));
  }

  /** By the cloud's clock, and by our own: what was held already when it was rejected tells of nothing new, whatever the clocks say. */
  #observedAfter(chargerId: string, atMs: number): boolean {
    return dependedOn.some((id) => {
      const held = this.#mirror.observation(chargerId, id);
      if (held === undefined || held.receivedAtMs <= atMs) return false;
      return held.observedAtUs / 1_000 + this.#aheadMs() > atMs;
    });
  }

  #modeOf(chargerId: string): number | undefined {
    return cloudInteger(this.#mirror.observation(chargerId, stateIds.ChargerOperationMode)?.value);
  }

  /** Before the lists are in nothing can be said of an id that they do not hold. */
  #notListed(): Known {
    return this.#mirror.installations().length > 0 && this.#mirror.chargers().length > 0 ? 'no' : 'unknown';
  }
}

/** The latest goes last; beyond the bound the oldest is forgotten. */
function remember<T>(entries: Map<string, T>, key: string, entry: T): void {
  entries.delete(key);
  entries.set(key, entry);
  for (const oldest of entries.keys()) {
    if (entries.size <= mostRefused) return;
    entries.delete(oldest);
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
