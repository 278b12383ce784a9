// Composes the cloud: one world, one bus, one way through HTTP, and two pairs of doors onto them.
// Invariant: the doors add nothing of their own; what a socket answers, the in-process door answers too.
import { createNamespace } from '@fairlead/broker';
import { type Accounts, cloudAccounts, demoAccounts } from './accounts/accounts.ts';
import { createConsents } from './accounts/consents.ts';
import { createSigningKey } from './accounts/signing-key.ts';
import { createTokens } from './accounts/tokens.ts';
import { groupTopic, installationTopic } from './bus/bus-kinds.ts';
import { createCloudBus } from './bus/cloud-bus.ts';
import { inProcessSource } from './bus/in-process-source.ts';
import { openSocketBus, type SocketBus } from './bus/socket-bus.ts';
import { systemClock } from './clock.ts';
import type { ChargerTruth, Emulator, EmulatorOptions } from './contract.ts';
import { controlAnswer } from './control/control-api.ts';
import { EmulatorError } from './emulator-error.ts';
import { createCallJournal } from './enforcement/call-journal.ts';
import { createEnforcement } from './enforcement/enforcement.ts';
import { createOperator } from './enforcement/operator.ts';
import { createStandings } from './enforcement/standings.ts';
import { faultChance } from './faults/fault-chance.ts';
import { createHttpFaults } from './faults/http-faults.ts';
import { skewedClock } from './faults/skewed-clock.ts';
import { createCloudDoor } from './http/cloud-door.ts';
import type { CloudAnswer, CloudRequest } from './http/cloud-request.ts';
import { openFetchDoor } from './http/fetch-door.ts';
import { type HttpServerDoor, openHttpServer } from './http/node-server.ts';
import { createStateCache } from './http/state-cache.ts';
import { oauthClients } from './oauth/clients.ts';
import { createOauthServer } from './oauth/oauth-server.ts';
import { operatorsHand } from './operators-hand.ts';
import type { PagePayload } from './pages/page-payload.ts';
import { createPageTickets } from './pages/page-tickets.ts';
import { createPortal } from './pages/portal.ts';
import { startNeighbour } from './scenarios/neighbour.ts';
import { createActs } from './scenarios/perform-act.ts';
import { createScenarioPlayer, scriptOf } from './scenarios/scenario-player.ts';
import { fromSnapshot, toSnapshot } from './snapshot.ts';
import { createSwitches } from './switches/switches.ts';
import type { SimulatedCharger, SimulatedWorld } from './world/simulated-world.ts';
import { createWorld } from './world/world.ts';

/** Address of the in-process door: nothing listens there, and no socket ever leaves the machine for it. */
const inProcessUrl = 'http://127.0.0.1:8710';

/**
 * Starts the cloud, rehearsed.
 *
 * @example
 * const emulator = await startEmulator({ httpPort: 0, amqpPort: 0 });
 * const answer = await fetch(`${emulator.url}/api/chargers`);   // 401: log in first
 * await emulator.stop();
 *
 * @throws EmulatorError `clock-needs-in-process-doors`, `port-in-use`, `cannot-listen`, `bad-snapshot`, `bad-switch`, `bad-scenario`
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const doors = options.doors ?? 'sockets';
  if (options.clock && doors === 'sockets') {
    throw new EmulatorError(
      'clock-needs-in-process-doors',
      "Failed to start the emulator: a clock of your own works only with doors: 'in-process', because TLS, tokens and sockets live by the machine's clock.",
    );
  }
  if (options.scenario !== undefined) scriptOf(options.scenario);
  const clock = options.clock ?? systemClock;
  const switches = createSwitches(options.switches);
  const saved = options.snapshot ? fromSnapshot(options.snapshot) : undefined;
  const chargersClock = skewedClock(clock);
  const world = createWorld({
    clock: chargersClock,
    seed: options.seed ?? 1,
    fleet: options.fleet ?? 'demo',
    tempo: options.tempo ?? 1,
    switches,
    ...(saved ? { snapshot: saved.world } : {}),
  });
  const consents = createConsents(saved?.consents);
  const accounts = cloudAccounts(world.seed, consents);
  const namespace = createNamespace({
    clock,
    // One topic for each installation and each user group that was looked at, 4 kB each.
    maxTopics: world.installations.size + accounts.groups.length,
    onIdleDeleted: (topic) => bus.removeSubscription(topic),
  });
  const journal = createCallJournal();
  const faults = createHttpFaults({ switches, clock, chance: faultChance(world.seed) });
  const host = options.host ?? '127.0.0.1';

  let http: HttpServerDoor | undefined;
  let sockets: SocketBus | undefined;
  let emulator: Emulator | undefined;
  const url = (): string => (http ? `http://${urlHost(host)}:${http.port}` : inProcessUrl);
  const bus = createCloudBus({
    clock,
    namespace,
    world,
    switches,
    groupsSeeing: (installationId) => accounts.groupsSeeing(installationId).map((group) => group.id),
    address: () => ({ host: connectable(host), port: sockets?.port ?? 8711, useSsl: false }),
    saved: { active: saved?.activeTopics ?? [], removed: saved?.removedTopics ?? [] },
  });
  const key = createSigningKey();
  const issuer = () => `${url()}/`;
  const tokens = createTokens({ clock, key, issuer, lifeS: () => switches.get('token-life-s') });
  const oauth = createOauthServer({ clock, tokens, key, issuer });
  const tickets = createPageTickets<PagePayload>(clock);
  const publicHost = () => new URL(url()).host;
  const standings = createStandings(clock, publicHost);
  const door = createCloudDoor({
    world,
    bus,
    accounts,
    tokens,
    oauth,
    portal: createPortal({ clock, world, accounts, consents, oauth, tickets, switches }),
    faults,
    journal,
    clock,
    switches,
    stateCache: createStateCache({ clock, switches }),
    enforcement: createEnforcement(clock.nowMs(), () => switches.get('data-limiter'), standings.tierOf),
    standings,
    ladder: options.ladder ?? 'forecast',
    host: publicHost,
  });
  const answer = (request: CloudRequest): CloudAnswer =>
    (emulator && controlAnswer(request, emulator, host)) ?? door.answer(request);
  const fetchDoor = openFetchDoor(url, answer, clock);

  if (doors === 'sockets') {
    http = await openHttpServer({ host, port: options.httpPort ?? 0, clock }, answer);
    try {
      sockets = await openSocketBus(namespace, {
        host,
        port: options.amqpPort ?? 0,
        tlsPort: options.amqpTlsPort ?? null,
        nowMs: clock.nowMs(),
      });
    } catch (cause) {
      await http.close();
      throw cause;
    }
  }
  world.start();

  const snapshot = () =>
    toSnapshot(clock.nowMs(), {
      world: world.snapshot(),
      activeTopics: bus.topics().active,
      removedTopics: bus.topics().removed,
      consents: consents.all(),
    });
  const handle: Emulator = {
    url: url(),
    amqpPort: sockets?.port ?? null,
    amqpTlsPort: sockets?.tlsPort ?? null,
    caPem: sockets?.caPem ?? null,
    accounts: demoAccounts(accounts),
    oauthClients,
    fetch: fetchDoor.fetch,
    messageSource: () => inProcessSource(namespace),
    world: {
      chargers: () => [...world.chargers.values()].map(truthOf),
      plug: (id, car) => world.plug(known(world, id), car),
      unplug: (id) => world.unplug(known(world, id)),
      ...operatorsHand(world, (id) => known(world, id)),
      notice: () => world.notice(),
      activateBus(topic) {
        if (!isTopicOf(topic, { world, accounts })) {
          throw new EmulatorError(
            'unknown-topic',
            `Failed to activate a bus: nothing in this world has the topic ${topic}. Take it from the connection details.`,
          );
        }
        bus.activate(topic);
      },
    },
    faults: {
      failNext: faults.failNext,
      plan: faults.plan,
      planned: faults.planned,
      clear() {
        faults.clear();
        chargersClock.skewBy(0);
      },
      skewChargerClocks: chargersClock.skewBy,
      detachReaders() {
        namespace.cutReceivers();
        sockets?.cutOnce();
      },
      removeSubscription(id) {
        for (const topic of [installationTopic(id), groupTopic(id)]) bus.removeSubscription(topic);
      },
      revokeTokens() {
        tokens.revokeAll();
        oauth.refreshTokens.endAll();
      },
      rotateBusKeys: bus.rotateKeys,
      publishRaw(installationId, body) {
        if (!world.installations.has(installationId)) {
          throw new EmulatorError(
            'unknown-installation',
            `Failed to publish: no installation ${installationId} in this world.`,
          );
        }
        bus.publishRaw(installationId, body);
      },
      cutBus() {
        namespace.refuseReceivers(true);
        namespace.cutReceivers();
        sockets?.cut();
      },
      restoreBus() {
        namespace.refuseReceivers(false);
        sockets?.restore();
      },
      goDark() {
        fetchDoor.goDark();
        http?.goDark();
      },
      async comeBack() {
        fetchDoor.comeBack();
        await http?.comeBack();
      },
    },
    scenario: createScenarioPlayer({
      clock,
      perform: createActs({
        emulator: () => handle,
        isRemoved: (topic) => bus.topics().removed.includes(topic),
        neighbour: (everyMs) =>
          startNeighbour({
            clock,
            everyMs,
            account: handle.accounts.owner,
            chargerIds: [...world.chargers.keys()],
            call: (request) => (fetchDoor.isDark() ? undefined : door.answer(request)),
          }),
      }),
    }),
    operator: createOperator(standings, clock),
    calls: journal.calls,
    callCounts: journal.counts,
    switches,
    snapshot,
    async stop() {
      await handle.scenario.end();
      world.stop();
      bus.close();
      await Promise.all([http?.close(), sockets?.close()]);
      namespace.close();
    },
  };
  emulator = handle;
  if (options.scenario !== undefined) handle.scenario.start(options.scenario);
  return handle;
}

function truthOf(charger: SimulatedCharger): ChargerTruth {
  const observations = charger.actualObservations();
  return {
    id: charger.id,
    serial: charger.serial,
    name: String(charger.row()['Name'] ?? ''),
    installationId: charger.installationId,
    mode: Number(observations.get(710)?.value ?? 0),
    observations,
  };
}

function isTopicOf(
  topic: string,
  { world, accounts }: { readonly world: SimulatedWorld; readonly accounts: Accounts },
): boolean {
  return (
    [...world.installations.keys()].some((id) => installationTopic(id) === topic) ||
    accounts.groups.some(({ id }) => groupTopic(id) === topic)
  );
}

function known(world: SimulatedWorld, idOrSerial: string): string {
  if (world.chargers.has(idOrSerial)) return idOrSerial;
  for (const charger of world.chargers.values()) if (charger.serial === idOrSerial) return charger.id;
  throw new EmulatorError(
    'unknown-charger',
    `Failed to find the charger ${idOrSerial}: no charger of this world has that id or serial.`,
  );
}

/** An address bound to all interfaces cannot be connected to; loopback can. */
function connectable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}

function urlHost(host: string): string {
  const address = connectable(host);
  return address.includes(':') ? `[${address}]` : address;
}
