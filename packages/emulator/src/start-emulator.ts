// Composes the emulator: one cloud at a time, one broker, one way through HTTP, and two pairs of doors onto them.
// Invariant: the doors add nothing of their own; what a socket answers, the in-process door answers too.
import { createNamespace } from '@fairlead/broker';
import { demoAccounts } from './accounts/accounts.ts';
import { createSigningKey } from './accounts/signing-key.ts';
import { isLoopback, reachedAs, urlHost } from './bound-address.ts';
import { groupTopic, installationTopic } from './bus/bus-kinds.ts';
import { inProcessSource } from './bus/in-process-source.ts';
import { openSocketBus, type SocketBus } from './bus/socket-bus.ts';
import { knownCharger, truthOf } from './charger-truth.ts';
import { systemClock } from './clock.ts';
import { type Cloud, planCloud } from './cloud.ts';
import type { Emulator, EmulatorOptions, EmulatorSnapshot, World } from './contract.ts';
import { controlAnswer, controlBodyBytes, controlPath, isControl } from './control/control-api.ts';
import type { ControlGate } from './control/control-gate.ts';
import { controlPlace } from './control/control-place.ts';
import { problem } from './control/problem.ts';
import { EmulatorError } from './emulator-error.ts';
import { createOperator } from './enforcement/operator.ts';
import { faultChance } from './faults/fault-chance.ts';
import { createHttpFaults } from './faults/http-faults.ts';
import { userGroups } from './fleets/accounts.ts';
import { mostChargers } from './fleets/fleet.ts';
import type { CloudAnswer, CloudRequest, RequestHead } from './http/cloud-request.ts';
import { openFetchDoor } from './http/fetch-door.ts';
import { type HttpServerDoor, openHttpServer } from './http/node-server.ts';
import { needKnownWord } from './known-word.ts';
import { oauthClients } from './oauth/clients.ts';
import { operatorsHand } from './operators-hand.ts';
import { startNeighbour } from './scenarios/neighbour.ts';
import { createActs } from './scenarios/perform-act.ts';
import { createScenarioPlayer, scriptOf } from './scenarios/scenario-player.ts';
import { fromSnapshot, toSnapshot } from './snapshot.ts';
import { needStartOptions } from './start-options.ts';
import { createSwitches, switchDefaults } from './switches/switches.ts';
import type { WorldSnapshot } from './world/snapshot.ts';

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
 * @throws EmulatorError `clock-needs-in-process-doors`, `address-not-local`, `bad-control-key`, `control-needs-sockets`,
 * `port-in-use`, `cannot-listen`, `bad-snapshot`, `unreadable-snapshot`, `impossible-world`, `bad-switch`,
 * `bad-scenario`, `unknown-word`
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  needStartOptions(options);
  const { doors = 'sockets', ladder = 'forecast' } = options;
  needKnownWord(doors, ['sockets', 'in-process'], 'open the doors');
  needKnownWord(ladder, ['forecast', 'enforce'], 'set up the ladder');
  if (options.clock && doors === 'sockets') {
    throw new EmulatorError(
      'clock-needs-in-process-doors',
      "Failed to start the emulator: a clock of your own works only with doors: 'in-process', because TLS, tokens and sockets live by the machine's clock.",
    );
  }
  const host = options.host ?? '127.0.0.1';
  const place = controlPlace(options);
  if (!isLoopback(host) && options.allowDemoPasswords !== true) {
    throw new EmulatorError(
      'address-not-local',
      `Failed to listen on ${host}: other machines could log in with the public demo passwords. Keep to 127.0.0.1, or allow it with allowDemoPasswords (--allow-demo-passwords).`,
    );
  }
  if (options.scenario !== undefined) scriptOf(options.scenario);
  const clock = options.clock ?? systemClock;
  const switches = createSwitches(options.switches);
  const saved = options.snapshot ? fromSnapshot(options.snapshot) : undefined;
  const tempo = options.tempo ?? 1;
  const seed = options.seed ?? 1;
  const faults = createHttpFaults({ switches, clock, chance: faultChance(seed) });
  const namespace = createNamespace({
    clock,
    // One topic for each installation and user group that was looked at, 4 kB each, of the largest world that may be
    // restored: 400 MB, and 4 MB for a thousand installations.
    maxTopics: mostChargers + userGroups(0).length,
    onIdleDeleted: (topic) => cloud.bus.removeSubscription(topic),
    onReader: (event) => cloud.streams.reader(event),
  });

  let http: HttpServerDoor | undefined;
  let control: HttpServerDoor | undefined;
  let sockets: SocketBus | undefined;
  let emulator: Emulator | undefined;
  let isCut = false;
  let isStopped = false;
  let base = inProcessUrl;
  const url = (): string => base;
  const surroundings = {
    ...{ clock, switches, faults, namespace, url },
    key: createSigningKey(),
    busAddress: (calledHost: string | undefined) => {
      const tlsPort = switches.get('bus-tls') === 'on' ? (sockets?.tlsPort ?? null) : null;
      return { host: reachedAs(host, calledHost), port: tlsPort ?? sockets?.port ?? 8711, useSsl: tlsPort !== null };
    },
    ladder,
    world: { seed, fleet: options.fleet ?? 'demo', tempo },
  } as const;
  const first = planCloud(surroundings, saved);
  // A world that goes on was made of another seed and fleet, maybe: those of its own first moment.
  const origin = { ...surroundings.world, ...(saved ? madeOf(saved.world) : {}) };
  let cloud: Cloud = first.open();
  let grownFrom: ReturnType<World['origin']> = { seed: origin.seed, fleet: origin.fleet };

  const gate: ControlGate = { boundTo: host, key: place.kind === 'own' ? place.key : null };
  const answer = (request: CloudRequest): CloudAnswer | Promise<CloudAnswer> => {
    if (place.kind !== 'own' && emulator && isControl(request)) return controlAnswer(request, emulator, gate);
    if (isCut) return { status: 504, headers: {}, body: '', delivery: { kind: 'reset' } };
    return cloud.answer(request);
  };
  const fetchDoor = openFetchDoor(url, answer, clock);

  const open: { close(): Promise<void> }[] = [];
  const closeAll = () => Promise.all(open.map((door) => door.close()));
  if (doors === 'sockets') {
    const bodyBytes = (head: RequestHead) => controlBodyBytes(head, gate);
    try {
      http = await openHttpServer(
        {
          ...{ host, port: options.httpPort ?? 0, clock, flag: '--emulator-port' },
          ...(place.kind === 'shared' && { bodyBytes }),
        },
        answer,
      );
      base = `http://${urlHost(host)}:${http.port}`;
      open.push(http);
      const [tlsPort, nowMs] = [options.amqpTlsPort ?? null, clock.nowMs()];
      sockets = await openSocketBus(namespace, { host, port: options.amqpPort ?? 0, tlsPort, nowMs });
      open.push(sockets);
      if (place.kind === 'own') {
        control = await openHttpServer(
          { host, port: place.port, clock, flag: '--control-port', bodyBytes },
          (request) =>
            emulator ? controlAnswer(request, emulator, gate) : problem(503, 'The emulator is about to start.'),
        );
        open.push(control);
      }
    } catch (cause) {
      // What lives by the clock would keep the process alive.
      cloud.close();
      await closeAll();
      namespace.close();
      throw cause;
    }
  }
  cloud.world.start();

  const comeBack = async (): Promise<void> => {
    isCut = false;
    fetchDoor.comeBack();
    await http?.comeBack();
  };
  const restoreBus = (): void => {
    cloud.streams.outage(false);
    namespace.refuseReceivers(false);
    sockets?.restore();
  };
  const detachReaders = (): void => {
    namespace.cutReceivers();
    sockets?.cutOnce();
  };
  /** Puts another world behind the doors. Readers of the bus are detached before their topics end: they may come back. */
  const goOnWith = async (next: { open(): Cloud }): Promise<void> => {
    cloud.close();
    detachReaders();
    for (const topic of namespace.topicNames()) namespace.deleteEntity(topic);
    faults.clear();
    cloud = next.open();
    cloud.world.start();
    restoreBus();
    await comeBack();
  };
  const needRunning = (): void => {
    if (!isStopped) return;
    throw new EmulatorError('stopped', 'Failed to change the world: the emulator was stopped. Start another one.');
  };

  const handle: Emulator = {
    url: url(),
    amqpPort: sockets?.port ?? null,
    amqpTlsPort: sockets?.tlsPort ?? null,
    caPem: sockets?.caPem ?? null,
    controlUrl: controlUrlOf(place.kind, control ? `http://${urlHost(host)}:${control.port}` : url()),
    get accounts() {
      return demoAccounts(cloud.accounts);
    },
    oauthClients,
    fetch: fetchDoor.fetch,
    messageSource: () => inProcessSource(namespace),
    world: {
      origin: () => grownFrom,
      chargers: () => [...cloud.world.chargers.values()].map(truthOf),
      plug: (id, car) => cloud.world.plug(knownCharger(cloud.world, id), car),
      unplug: (id) => cloud.world.unplug(knownCharger(cloud.world, id)),
      ...operatorsHand(
        () => cloud.world,
        (id) => knownCharger(cloud.world, id),
      ),
      notice: () => cloud.world.notice(),
      activateBus(topic) {
        if (!cloud.hasTopic(topic)) {
          throw new EmulatorError(
            'unknown-topic',
            `Failed to activate a bus: nothing in this world has the topic ${topic}. Take it from the connection details.`,
          );
        }
        cloud.bus.activate(topic);
      },
    },
    faults: {
      failNext: faults.failNext,
      plan: faults.plan,
      planned: faults.planned,
      clear() {
        faults.clear();
        cloud.chargersClock.skewBy(0);
      },
      skewChargerClocks: (ms) => cloud.chargersClock.skewBy(ms),
      detachReaders,
      removeSubscription(id) {
        const topics = [installationTopic(id), groupTopic(id)].filter((topic) => cloud.hasTopic(topic));
        if (topics.length === 0) {
          throw new EmulatorError(
            'unknown-topic',
            `Failed to remove a subscription: ${id} is no installation or user group of this world. Take it from the lists.`,
          );
        }
        for (const topic of topics) cloud.bus.removeSubscription(topic);
      },
      revokeTokens() {
        cloud.tokens.revokeAll();
        cloud.oauth.refreshTokens.endAll();
      },
      rotateBusKeys: () => cloud.bus.rotateKeys(),
      publishRaw(installationId, body) {
        if (!cloud.world.installations.has(installationId)) {
          throw new EmulatorError(
            'unknown-installation',
            `Failed to publish: no installation ${installationId} in this world.`,
          );
        }
        cloud.bus.publishRaw(installationId, body);
      },
      cutBus() {
        cloud.streams.outage(true);
        namespace.refuseReceivers(true);
        namespace.cutReceivers();
        sockets?.cut();
      },
      restoreBus,
      goDark(how = 'refused') {
        if (how === 'cut') {
          isCut = true;
          return;
        }
        fetchDoor.goDark();
        http?.goDark();
      },
      comeBack,
    },
    scenario: createScenarioPlayer({
      clock,
      needRunning,
      perform: createActs({
        emulator: () => handle,
        isRemoved: (topic) => cloud.bus.topics().removed.includes(topic),
        neighbour: (everyMs) =>
          startNeighbour({
            ...{ clock, everyMs, account: handle.accounts.owner, chargerIds: [...cloud.world.chargers.keys()] },
            call: (request) => (isCut || fetchDoor.isDark() ? undefined : cloud.answer(request)),
          }),
      }),
    }),
    operator: createOperator({
      standings: () => cloud.standings,
      isAccount: (id) => cloud.accounts.bySub(id) !== undefined,
      clock,
    }),
    calls: () => cloud.journal.calls(),
    streamEvents: () => cloud.streams.events(),
    callCounts: () => cloud.journal.counts(),
    switches,
    clock: () => ({
      nowMs: clock.nowMs(),
      chargersSkewMs: cloud.chargersClock.skewMs(),
      tempo,
      isManual: options.clock !== undefined,
    }),
    snapshot: () => toSnapshot(clock.nowMs(), cloud.state()),
    async reset() {
      needRunning();
      await handle.scenario.end();
      switches.set({ ...switchDefaults, ...options.switches });
      await goOnWith(planCloud({ ...surroundings, world: origin }));
      grownFrom = { seed: origin.seed, fleet: origin.fleet };
    },
    async restore(snapshot: EmulatorSnapshot) {
      needRunning();
      const earlier = fromSnapshot(snapshot);
      const next = planCloud(surroundings, earlier);
      await handle.scenario.end();
      await goOnWith(next);
      grownFrom = madeOf(earlier.world);
    },
    async stop() {
      isStopped = true;
      const ended = handle.scenario.end();
      cloud.close();
      await ended;
      await closeAll();
      namespace.close();
    },
  };
  emulator = handle;
  if (options.scenario !== undefined) handle.scenario.start(options.scenario);
  return handle;
}

/** Seed and fleet of a saved world that has been read. */
function madeOf(world: unknown): Pick<WorldSnapshot, 'seed' | 'fleet'> {
  const { seed, fleet, scenario } = world as WorldSnapshot & { readonly scenario?: WorldSnapshot['fleet'] };
  // Called `scenario` in what was saved before scenarios were something else.
  return { seed, fleet: fleet ?? scenario ?? 'demo' };
}

function controlUrlOf(kind: ReturnType<typeof controlPlace>['kind'], door: string): string | null {
  return kind === 'none' ? null : `${door}${controlPath}`;
}
