// Everything that lives by one world: bus, accounts, tokens, limits, standings, journal. A reset throws it away whole and
// makes it anew behind doors that stay.
// Invariant: after `close()` no timer of it runs and nothing calls it; no two of them are open on one namespace.
import type { Namespace } from '@fairlead/broker';
import type { CallFact } from '@fairlead/policy';
import { type Accounts, cloudAccounts } from './accounts/accounts.ts';
import { createConsents } from './accounts/consents.ts';
import type { SigningKey } from './accounts/signing-key.ts';
import { createTokens, type Tokens } from './accounts/tokens.ts';
import { groupTopic, installationTopic } from './bus/bus-kinds.ts';
import type { SavedTopics } from './bus/bus-topics.ts';
import { type CloudBus, createCloudBus } from './bus/cloud-bus.ts';
import type { BusAddress } from './bus/connection-details.ts';
import type { Clock } from './contract.ts';
import { type CallJournal, createCallJournal } from './enforcement/call-journal.ts';
import { createEnforcement } from './enforcement/enforcement.ts';
import { createStandings, type Standings } from './enforcement/standings.ts';
import { createStreamWatch, type StreamWatch } from './enforcement/stream-watch.ts';
import type { HttpFaults } from './faults/http-faults.ts';
import { type SkewedClock, skewedClock } from './faults/skewed-clock.ts';
import { createCloudDoor } from './http/cloud-door.ts';
import type { CloudAnswer, CloudRequest } from './http/cloud-request.ts';
import { createStateCache } from './http/state-cache.ts';
import { createOauthServer, type OauthServer } from './oauth/oauth-server.ts';
import type { PagePayload } from './pages/page-payload.ts';
import { createPageTickets } from './pages/page-tickets.ts';
import { createPortal } from './pages/portal.ts';
import type { EarlierState, SavedState } from './snapshot.ts';
import type { Switches } from './switches/switches.ts';
import type { SimulatedWorld, WorldOptions } from './world/simulated-world.ts';
import { createWorld } from './world/world.ts';

/** What is there before the first world and outlives the last. */
export interface Surroundings {
  readonly clock: Clock;
  readonly switches: Switches;
  readonly faults: HttpFaults;
  readonly namespace: Namespace;
  readonly key: SigningKey;
  /** Base address of the HTTP door, without a slash at the end. */
  readonly url: () => string;
  readonly busAddress: (calledHost: string | undefined) => BusAddress;
  readonly ladder: 'forecast' | 'enforce';
  readonly world: Pick<WorldOptions, 'seed' | 'fleet' | 'tempo'>;
}

export interface Cloud {
  readonly world: SimulatedWorld;
  readonly accounts: Accounts;
  readonly bus: CloudBus;
  readonly tokens: Tokens;
  readonly oauth: OauthServer;
  readonly standings: Standings;
  readonly journal: CallJournal;
  readonly streams: StreamWatch;
  readonly chargersClock: Pick<SkewedClock, 'skewBy' | 'skewMs'>;
  answer(request: CloudRequest): CloudAnswer;
  /** Whether something in this world has this topic. */
  hasTopic(topic: string): boolean;
  state(): SavedState;
  close(): void;
}

/**
 * A cloud whose world stands still until `world.start()`. What can fail has failed before anything is touched: `open` comes
 * after whatever lived on the namespace before is closed.
 *
 * @throws EmulatorError `impossible-world`, `unreadable-snapshot`
 */
export function planCloud(around: Surroundings, saved?: EarlierState): { open(): Cloud } {
  const chargersClock = skewedClock(around.clock);
  const heard = endable(around.switches);
  const world = createWorld({
    ...around.world,
    clock: chargersClock,
    switches: heard.switches,
    ...(saved ? { snapshot: saved.world } : {}),
  });
  // Clocks that were wrong when it was saved are right again.
  if (saved?.chargersSkewMs) world.clocksSet();
  return { open: () => openCloud({ ...around, switches: heard.switches }, { world, chargersClock, saved, heard }) };
}

function openCloud(
  around: Surroundings,
  planned: {
    readonly world: SimulatedWorld;
    readonly chargersClock: SkewedClock;
    readonly saved: EarlierState | undefined;
    readonly heard: { end(): void };
  },
): Cloud {
  const { clock, switches, namespace, key, url, faults } = around;
  const { world, chargersClock, saved } = planned;
  const consents = createConsents(saved?.consents);
  const accounts = cloudAccounts(world.seed, consents);
  const hasTopic = topicsOf(world, accounts);
  // What is there no more would never carry anything.
  const savedTopics = (topics: readonly string[] = []) => topics.filter(hasTopic);
  const bus = createCloudBus({
    clock,
    namespace,
    world,
    switches,
    groupsSeeing: (installationId) => accounts.groupsSeeing(installationId).map((group) => group.id),
    address: around.busAddress,
    told: (topic, accountId) => streams.told(topic, accountId),
    refused: (topic, accountId) => streams.refused(topic, accountId),
    saved: {
      active: savedTopics(saved?.activeTopics),
      removed: savedTopics(saved?.removedTopics),
      idleForMs: saved?.idleTopicsMs ?? {},
    },
  });
  const issuer = () => `${url()}/`;
  // Asked with every call, and the same from the moment that the port is known.
  let parsed: { readonly url: string; readonly door: CallFact['door'] } | undefined;
  const door = (): CallFact['door'] => {
    const now = url();
    if (parsed?.url !== now) parsed = { url: now, door: { scheme: 'http', host: new URL(now).host } };
    return parsed.door;
  };
  const tokens = createTokens({ clock, key, issuer, lifeS: () => switches.get('token-life-s') });
  const oauth = createOauthServer({ clock, tokens, key, issuer });
  const tickets = createPageTickets<PagePayload>(clock);
  const journal = createCallJournal();
  const standings = createStandings(clock, () => door().host, saved?.standings);
  const streams = createStreamWatch(clock, standings.record);
  const cloudDoor = createCloudDoor({
    ...{ world, bus, accounts, tokens, oauth, faults, journal, clock, switches, standings, door },
    portal: createPortal({ clock, world, accounts, consents, oauth, tickets, switches }),
    stateCache: createStateCache({ clock, switches }),
    enforcement: createEnforcement(clock.nowMs(), () => switches.get('data-limiter'), standings.tierOf),
    ladder: around.ladder,
  });
  /** Topics as they were at the close: an ended bus has forgotten who read it when. */
  let asleep: SavedTopics | undefined;
  const topics = () => asleep ?? bus.topics();
  return {
    ...{ world, accounts, bus, tokens, oauth, standings, journal, streams, hasTopic },
    chargersClock: {
      skewMs: chargersClock.skewMs,
      skewBy(ms) {
        const beforeMs = chargersClock.skewMs();
        chargersClock.skewBy(ms);
        if (ms !== beforeMs) world.clocksSet();
      },
    },
    answer: cloudDoor.answer,
    state: () => ({
      world: world.snapshot(),
      activeTopics: topics().active,
      removedTopics: topics().removed,
      idleTopicsMs: topics().idleForMs,
      consents: consents.all(),
      standings: standings.saved(),
      chargersSkewMs: chargersClock.skewMs(),
    }),
    close() {
      asleep ??= bus.topics();
      world.stop();
      streams.close();
      bus.close();
      planned.heard.end();
    },
  };
}

function topicsOf(world: SimulatedWorld, accounts: Accounts): (topic: string) => boolean {
  const topics = new Set([
    ...[...world.installations.keys()].map(installationTopic),
    ...accounts.groups.map(({ id }) => groupTopic(id)),
  ]);
  return (topic) => topics.has(topic);
}

/** The same switches; whoever listens through these hears nothing more once they have ended. */
function endable(switches: Switches): { readonly switches: Switches; end(): void } {
  const undos = new Set<() => void>();
  return {
    switches: {
      ...switches,
      onChange(listener) {
        const undo = switches.onChange(listener);
        undos.add(undo);
        return () => {
          undos.delete(undo);
          undo();
        };
      },
    },
    end() {
      for (const undo of undos) undo();
      undos.clear();
    },
  };
}
