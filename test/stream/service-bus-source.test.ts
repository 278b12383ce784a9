// The official Service Bus client behind our port, against a real broker over real AMQP.
import { spawn } from 'node:child_process';
import {
  type BusMessage,
  type ConnectionDetails,
  type LinkLoss,
  type Log,
  memoryKeeper,
  openMirror,
  type Settlement,
  serviceBusSource,
  superviseStream,
  systemClock,
} from '@fairlead/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { type AmqpBus, amqpBus, chargerId, topic } from './amqp-bus.ts';
import { frozenProxy } from './frozen-proxy.ts';

const lines: string[] = [];
const line = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
const log: Log = { debug: line, info: line, warn: line, error: line };

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function startBus(options: { readonly lockDurationMs?: number } = {}): Promise<AmqpBus> {
  const bus = await amqpBus(options);
  undo.push(() => bus.close());
  return bus;
}

interface OpenOptions {
  readonly settle?: (message: BusMessage) => Promise<Settlement>;
  readonly idleTimeoutMs?: number;
  readonly details?: Partial<ConnectionDetails>;
}

async function openLink(bus: AmqpBus, options: OpenOptions = {}) {
  const messages: BusMessage[] = [];
  const losses: LinkLoss[] = [];
  const { idleTimeoutMs } = options;
  const source = serviceBusSource(idleTimeoutMs === undefined ? { log } : { log, idleTimeoutMs });
  const link = await source.open(
    { ...bus.details(), ...options.details },
    {
      message(message) {
        messages.push(message);
        return options.settle ? options.settle(message) : Promise.resolve('complete');
      },
      lost: (loss) => losses.push(loss),
    },
    { credit: 500 },
  );
  undo.push(() => link.close());
  return { link, messages, losses };
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

test('a message comes with its bytes, number and time, and is completed', async () => {
  const bus = await startBus();
  const { messages } = await openLink(bus);
  bus.publish(710, '3');
  bus.publish(710, '5');
  await soon(() => expect(bus.counters().completed).toBe(2));
  expect(messages.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2]);
  expect(messages[0]).toMatchObject({ deliveryCount: 0 });
  expect(Math.abs((messages[0]?.enqueuedAtMs ?? 0) - Date.now())).toBeLessThan(5_000);
  expect(Buffer.from(messages[0]?.body ?? []).toString()).toContain('"StateId":710');
});

test('an abandoned message comes again at once, with its deliveries counted', async () => {
  const bus = await startBus();
  let tries = 0;
  const { messages } = await openLink(bus, {
    settle: async () => {
      tries++;
      if (tries === 1) return 'abandon';
      if (tries === 2) throw new Error('broken handler');
      return 'complete';
    },
  });
  bus.publish(710, '3');
  await soon(() => expect(bus.counters().completed).toBe(1));
  expect(messages.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1, 2]);
});

test('a forced close is told once, with its condition, and the client does not come back by itself', async () => {
  const bus = await startBus();
  const { losses, link } = await openLink(bus);
  bus.listener().cutAll();
  await soon(() => expect(losses).toHaveLength(1));
  expect(losses[0]).toMatchObject({ condition: 'amqp:connection:forced', permanent: false });
  await link.close();
  await soon(() => expect(bus.listener().connections()).toBe(0));
  expect(losses).toHaveLength(1);
});

test('a socket that is killed is told once', async () => {
  const bus = await startBus();
  const { losses, link } = await openLink(bus);
  bus.listener().cutAll(null);
  await soon(() => expect(losses).toHaveLength(1));
  expect(losses[0]?.permanent).toBe(false);
  await link.close();
  await soon(() => expect(bus.listener().connections()).toBe(0));
  expect(losses).toHaveLength(1);
});

test('a listener that stops is told once, and opening meanwhile is refused with the code of the network', async () => {
  const bus = await startBus();
  const { losses } = await openLink(bus);
  await bus.stop();
  await soon(() => expect(losses).toHaveLength(1));
  await expect(openLink(bus)).rejects.toMatchObject({ condition: 'ECONNREFUSED', permanent: false });
  await bus.again();
  await openLink(bus);
});

test('a wrong key is refused for good, in a sentence without it, and leaves no connection', async () => {
  const bus = await startBus();
  const password = Buffer.from('not-the-key-at-all').toString('base64');
  const refusal = await openLink(bus, { details: { password } }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ condition: 'amqp:unauthorized-access', permanent: true });
  expect(JSON.stringify([String(refusal), lines])).not.toContain(password);
  await soon(() => expect(bus.listener().connections()).toBe(0));
});

test('an entity that is not there is refused for good', async () => {
  const bus = await startBus();
  const opening = openLink(bus, { details: { subscription: 'nobody' } });
  await expect(opening).rejects.toMatchObject({ condition: 'amqp:not-found', permanent: true });
  await soon(() => expect(bus.listener().connections()).toBe(0));
});

test('an open link hears of a rotated key and of a deleted subscription', async () => {
  const bus = await startBus();
  const first = await openLink(bus);
  bus.rotateKey();
  await soon(() => expect(first.losses).toHaveLength(1));
  const second = await openLink(bus);
  bus.deleteSubscription();
  await soon(() => expect(second.losses).toHaveLength(1));
  expect(second.losses[0]).toMatchObject({ condition: 'amqp:not-found', permanent: true });
});

test('a half-open connection is noticed after twice the idle limit', async () => {
  const bus = await startBus();
  const proxy = await frozenProxy(bus.details().port);
  undo.push(() => proxy.close());
  const { losses } = await openLink(bus, { idleTimeoutMs: 1_000, details: { port: proxy.port } });
  proxy.freeze();
  await soon(() => expect(losses).toHaveLength(1));
  expect(losses[0]).toMatchObject({ condition: 'idle', permanent: false });
});

test('a peer that closes in the same breath as it opens is a refusal at once', async () => {
  const bus = await startBus();
  const opening = openLink(bus, { idleTimeoutMs: 100 }); // too short for the broker, which says so and closes
  await expect(opening).rejects.toMatchObject({ condition: 'amqp:not-allowed', permanent: false });
  await soon(() => expect(bus.listener().connections()).toBe(0));
});

test('an idle link stays open by the heartbeats of both sides', async () => {
  const bus = await startBus();
  const { losses, messages } = await openLink(bus, { idleTimeoutMs: 1_000 });
  await new Promise((resolve) => systemClock.setTimer(() => resolve(null), 2_500));
  bus.publish(710, '3');
  await soon(() => expect(messages).toHaveLength(1));
  expect(losses).toEqual([]);
});

test('closing lets messages under way be settled, tells no loss, and leaves no connection', async () => {
  const bus = await startBus();
  let settle: (settlement: Settlement) => void = () => {};
  const { link, messages, losses } = await openLink(bus, {
    settle: () =>
      new Promise((resolve) => {
        settle = resolve;
      }),
  });
  bus.publish(710, '3');
  await soon(() => expect(messages).toHaveLength(1));
  const closed = link.close();
  settle('complete');
  await closed;
  expect(bus.counters().completed).toBe(1);
  await soon(() => expect(bus.listener().connections()).toBe(0));
  expect(losses).toEqual([]);
  await link.close();
});

test('TLS towards a port that speaks none fails and leaves no connection', async () => {
  const bus = await startBus();
  const opening = openLink(bus, { details: { host: 'localhost', useSsl: true } });
  await expect(opening).rejects.toMatchObject({ permanent: false });
  await soon(() => expect(bus.listener().connections()).toBe(0));
});

/** Runs it in a process of its own, which says `closed` and then ends by itself. */
async function endsByItself(script: string): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname });
  let out = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    out += bytes;
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await vi.waitFor(() => expect(out).toContain('closed'), { timeout: 10_000 });
  const late = systemClock.setTimer(() => child.kill('SIGKILL'), 5_000);
  expect(await exited).toBe(0);
  systemClock.clearTimer(late);
  expect(out.trim()).toBe('closed');
}

test('a process that lost one link and closed another ends by itself', async () => {
  await endsByItself(`
    import { serviceBusSource } from '@fairlead/sdk';
    import { amqpBus } from './amqp-bus.ts';
    const bus = await amqpBus();
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    const source = serviceBusSource({ log: quiet });
    const lost = Promise.withResolvers();
    const handler = (lost) => ({ message: async () => 'complete', lost });
    const first = await source.open(bus.details(), handler(lost.resolve), { credit: 500 });
    bus.listener().cutAll();
    await lost.promise;
    await first.close();
    const second = await source.open(bus.details(), handler(() => {}), { credit: 500 });
    await second.close();
    await source.open({ ...bus.details(), password: 'wrong' }, handler(() => {}), { credit: 500 }).catch(() => {});
    await bus.close();
    console.log('closed');
  `);
});

test('a process that closes a link while messages still come over it ends by itself', async () => {
  await endsByItself(`
    import { serviceBusSource } from '@fairlead/sdk';
    import { amqpBus } from './amqp-bus.ts';
    const bus = await amqpBus();
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    for (let n = 0; n < 400; n++) bus.publish(710, String(n));
    const handler = { message: async () => 'abandon', lost() {} };
    const source = serviceBusSource({ log: quiet });
    for (let turns = 0; turns < 10; turns++) {
      const link = await source.open(bus.details(), handler, { credit: 500 });
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      await link.close();
    }
    if (bus.counters().locked > 0) console.log(bus.counters().locked, 'stay locked');
    await bus.close();
    console.log('closed');
  `);
});

test('a process that is done with a stream while the bus does not answer its opening ends by itself', async () => {
  await endsByItself(`
    import { once } from 'node:events';
    import { createServer } from 'node:net';
    import { memoryKeeper, openMirror, serviceBusSource, superviseStream, systemClock as clock } from '@fairlead/sdk';
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const details = { host: '127.0.0.1', port: silent.address().port, useSsl: false, username: 'reader', password: 'a2V5', topic: 't', subscription: 's' };
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const supervisor = superviseStream({
      ...{ accountId: 'main', clock, log, random: () => 0, scopes: [{ bus: 'group', scope: 't' }], details: async () => details },
      ...{ source: serviceBusSource({ log }), mirror: openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log }) },
      ...{ journal() {}, onStatus() {}, onUnknownCharger() {} },
    });
    supervisor.start();
    await once(silent, 'connection');
    await supervisor.close();
    silent.close();
    console.log('closed');
  `);
});

test('through cuts, killed sockets, a rotated key and a restart every message is applied at least once and none is lost', async () => {
  const bus = await startBus({ lockDurationMs: 1_000 });
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log });
  const seen = new Set<string>();
  mirror.subscribe((change) => {
    if (change.kind === 'observation') seen.add(`${change.observation.stateId}=${change.observation.value}`);
  });
  let details = 0;
  const supervisor = superviseStream({
    accountId: 'main',
    scopes: [{ bus: 'group', scope: topic }],
    details: async () => {
      details++;
      return bus.details();
    },
    source: serviceBusSource({ log }),
    mirror,
    // The test is about the way back, not about patience.
    clock: { ...systemClock, setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / 20) },
    random: () => 0,
    log,
    journal: () => {},
    onStatus: () => {},
    onUnknownCharger: () => {},
  });
  undo.push(() => supervisor.close());
  supervisor.start();

  const weather: (() => Promise<void> | void)[] = [
    () => bus.listener().cutAll(),
    () => bus.listener().cutAll(null),
    () => bus.rotateKey(),
    async () => {
      await bus.stop();
      await bus.again();
    },
  ];
  let published = 0;
  for (const strike of [...weather, ...weather]) {
    await soon(() => expect(supervisor.status()[0]?.state).toBe('live'));
    const reconnects = supervisor.status()[0]?.reconnects ?? 0;
    for (let n = 0; n < 40; n++) bus.publish(10_000 + published++, 'value');
    await strike();
    for (let n = 0; n < 40; n++) bus.publish(10_000 + published++, 'value');
    await soon(() => expect(supervisor.status()[0]?.reconnects).toBeGreaterThan(reconnects));
  }

  await vi.waitFor(() => expect(bus.counters().completed).toBe(published), { timeout: 10_000 });
  expect(published).toBe(640);
  expect(seen.size).toBe(640);
  expect(mirror.observations(chargerId).size).toBe(640);
  expect(bus.counters()).toMatchObject({ active: 0, locked: 0, deadLettered: 0, dropped: 0 });
  expect(details).toBeGreaterThanOrEqual(9);
  expect(lines.join('\n')).not.toContain(bus.details().password);
  expect(lines.join('\n')).not.toContain('SharedAccessKey=');
});
