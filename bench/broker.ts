// The broker against the least that could carry the same messages: one hop against a bare rhea listener, publishing over
// AMQP against a bare rhea relay; then a thousand connections and their memory.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createNamespace, listen, type Namespace } from '@fairlead/broker';
import { bareListener, bareRelay, type Target } from './broker/bare-rhea.ts';
import { body, topic } from './broker/traffic.ts';

const messages = 15_000;
const rounds = 5;
const goal = 0.7;
const connections = 1000;

console.log(
  'topology: loopback TCP with no-delay, each client a process of its own, the reader a raw rhea client (second-settle, ' +
    'credit 500), bodies of 230 bytes, medians of 5 rounds taken in turn; in brackets the processor time of the middle process',
);
await manyConnections();
await compare('one hop', 'publish in process → broker → reader', 'bare rhea listener → reader', {
  ours: () => rateOf(oneHop),
  yardstick: () => rateOf(() => bareListener(messages)),
});
await compare('two hops', 'publisher over AMQP → broker → reader', 'publisher over AMQP → bare rhea relay → reader', {
  ours: () => rateOf(emptyBroker, 'publisher'),
  yardstick: () => rateOf(bareRelay, 'publisher'),
});

interface Round {
  readonly perSecond: number;
  /** Of this process, which stands in the middle: a busy machine does not change it. */
  readonly processorUs: number;
}

interface Contest {
  readonly ours: () => Promise<Round>;
  readonly yardstick: () => Promise<Round>;
}

async function compare(name: string, ours: string, yardstick: string, contest: Contest): Promise<void> {
  const taken = { ours: [] as Round[], yardstick: [] as Round[] };
  for (let round = 0; round < rounds; round++) {
    taken.yardstick.push(await contest.yardstick());
    taken.ours.push(await contest.ours());
  }
  const rate = (all: readonly Round[]) => median(all.map(({ perSecond }) => perSecond));
  const told = (what: string, all: readonly Round[]) => {
    const each = all.map(({ perSecond }) => Math.round(perSecond)).join(' ');
    const processorUs = median(all.map((round) => round.processorUs)).toFixed(0);
    console.log(`${what}: ${Math.round(rate(all))} msg/s [${processorUs} µs a message], each ${each}`);
  };
  told(yardstick, taken.yardstick);
  told(ours, taken.ours);
  const ratio = rate(taken.ours) / rate(taken.yardstick);
  console.log(`${name}: ratio ${ratio.toFixed(2)} (goal ≥ ${goal}${ratio < goal ? ', missed' : ''})`);
}

/** From the first message to the last settlement, as the reader saw it. */
async function rateOf(open: () => Promise<Target>, alsoRun?: 'publisher'): Promise<Round> {
  const target = await open();
  const args = [String(target.port), String(messages)];
  const reader = start('settling-reader', args);
  const ready = said(reader, 'ready');
  const before = process.cpuUsage();
  const elapsed = said(reader, 'number');
  await ready;
  const publisher = alsoRun ? start(alsoRun, args) : undefined;
  const elapsedMs = Number(await elapsed);
  const { user, system } = process.cpuUsage(before);
  for (const child of [reader, publisher]) if (child) await end(child);
  await target.close();
  return { perSecond: (messages / elapsedMs) * 1000, processorUs: (user + system) / messages };
}

function namespaceWithTopic(): Namespace {
  const namespace = createNamespace();
  namespace.createTopic(topic);
  namespace.createSubscription(topic, 'default');
  namespace.setKey(topic, { name: 'both', key: 'key', rights: ['listen', 'send'] });
  return namespace;
}

async function emptyBroker(namespace = namespaceWithTopic()): Promise<Target> {
  const listener = await listen(namespace);
  return {
    port: listener.port,
    async close() {
      const { completed } = namespace.counters(topic, 'default');
      if (completed !== messages) throw new Error(`${completed} of ${messages} messages were completed`);
      await listener.close();
      namespace.close();
    },
  };
}

function oneHop(): Promise<Target> {
  const namespace = namespaceWithTopic();
  for (let n = 0; n < messages; n++) namespace.publish(topic, body);
  return emptyBroker(namespace);
}

async function manyConnections(): Promise<void> {
  const namespace = namespaceWithTopic();
  const listener = await listen(namespace);
  const before = process.memoryUsage();
  const startedAtMs = performance.now();
  const clients = start('many-connections', [String(listener.port), String(connections)]);
  await said(clients, 'open');
  const openMs = performance.now() - startedAtMs;
  const served = said(clients, 'number');
  for (let n = 0; n < connections; n++) namespace.publish(topic, body);
  const servedMs = Number(await served);
  const after = process.memoryUsage();
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  console.log(
    `${listener.connections()} connections, each with a receiving link that got a message: open after ${Math.round(openMs)} ms, ` +
      `served ${Math.round(servedMs)} ms later; broker ${megabytes(after.rss)} MB resident, ${megabytes(after.rss - before.rss)} MB more ` +
      `than before (heap ${megabytes(after.heapUsed - before.heapUsed)} MB more)`,
  );
  if (listener.connections() !== connections) {
    console.error(`Missed: ${connections} connections at a time.`);
    process.exitCode = 1;
  }
  await end(clients);
  await listener.close();
  namespace.close();
}

function start(program: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'broker', `${program}.ts`), [...args]);
}

/** Waits for this word, or for a number. */
function said(child: ChildProcess, wanted: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const early = (code: number | null) => reject(new Error(`a client ended early with ${code}`));
    child.once('exit', early);
    child.on('message', function heard(word) {
      if (word !== wanted && typeof word !== wanted) return;
      child.off('message', heard);
      child.off('exit', early);
      resolve(word);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
