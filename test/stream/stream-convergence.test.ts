// Whatever happens between the bus and the mirror, in the end the mirror holds the last value by order.
import { createNamespace } from '@fairlead/broker';
import { encodeBusMessage } from '@fairlead/protocol';
import {
  type Log,
  type MessageSource,
  memoryKeeper,
  merge,
  type Observed,
  openMirror,
  type StateKeeper,
  superviseStream,
} from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { seeded } from '../seeded-random.ts';

const topic = 'group_1a57a110-0000-4000-8000-000000000001';
const subscription = 'default';
const startMs = Date.UTC(2026, 10, 20, 15);
const charger = (n: number): string => `c0ffee00-0000-4000-8000-00000000000${n}`;
/** The bus puts a message aside after ten failed deliveries; a script must not cut more often than that. */
const maxCuts = 8;

/** Few chargers, ids, values and event times, so that they meet: late ones, equal times, repeated values. */
const publish = fc.record({
  do: fc.constant('publish' as const),
  charger: fc.integer({ min: 1, max: 3 }),
  stateId: fc.constantFrom(710, 513, 553),
  value: fc.constantFrom('1', '3', '5'),
  atMs: fc.integer({ min: 0, max: 6 }).map((step) => startMs - step * 1_000),
  times: fc.integer({ min: 1, max: 3 }),
});
const weather = fc.record({
  do: fc.constantFrom('cut', 'rotate-key', 'refuse', 'accept', 'break-store', 'mend-store', 'wait'),
  ms: fc.constantFrom(0, 1, 50, 1_000, 20_000, 70_000),
});
const scripts = fc.array(fc.oneof({ weight: 3, arbitrary: publish }, { weight: 2, arbitrary: weather }), {
  minLength: 5,
  maxLength: 40,
});

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A store whose commits take 20 ms, so that messages are under way when the weather strikes. */
function slowKeeper(clock: ManualClock) {
  const memory = memoryKeeper();
  const control = { broken: false };
  const keeper: StateKeeper = {
    load: memory.load,
    async persist(accountId, batch) {
      await new Promise<void>((resolve) => clock.setTimer(resolve, 20));
      if (control.broken) throw new Error('disk full');
      await memory.persist(accountId, batch);
    },
  };
  return { keeper, control };
}

type Action = { readonly do: string } & Partial<{
  charger: number;
  stateId: number;
  value: string;
  atMs: number;
  times: number;
  ms: number;
}>;

async function play(script: readonly Action[]) {
  const clock = manualClock(startMs);
  const bus = createNamespace({ clock });
  bus.createTopic(topic);
  bus.createSubscription(topic, subscription);
  let keys = 1;
  const setKey = () => bus.setKey(topic, { name: 'reader', key: `key-${keys}`, rights: ['listen'] });
  setKey();

  const source: MessageSource = {
    open: (details, handler, options) =>
      bus.receive({ topic, subscription, keyName: details.username, key: details.password }, handler, options),
  };
  const { keeper, control } = slowKeeper(clock);
  const mirror = openMirror({ accountId: 'main', keeper, clock, log: silent });
  const supervisor = superviseStream({
    accountId: 'main',
    scopes: [{ bus: 'group', scope: topic }],
    details: async () => ({
      host: 'in-process',
      port: 5671,
      useSsl: true,
      username: 'reader',
      password: `key-${keys}`,
      topic,
      subscription,
    }),
    source,
    mirror,
    clock,
    random: seeded(7),
    log: silent,
    journal: () => {},
    onStatus: () => {},
    onUnknownCharger: () => {},
  });

  const expected = new Map<string, Observed>();
  let sequenceNumber = 0;
  let cuts = 0;
  const put = ({ charger: n = 1, stateId = 710, value = '1', atMs = startMs, times = 1 }: Action): void => {
    const body = encodeBusMessage({
      DeviceId: `ZAP00000${n}`,
      DeviceType: 4,
      ChargerId: charger(n),
      StateId: stateId,
      Timestamp: new Date(atMs).toISOString(),
      ValueAsString: value,
    });
    for (let copy = 0; copy < times; copy++) {
      bus.publish(topic, body);
      const key = `${charger(n)} ${stateId}`;
      const incoming: Observed = {
        value,
        observedAtUs: atMs * 1_000,
        receivedAtMs: 0,
        via: 'stream',
        sequenceNumber: ++sequenceNumber,
        clockSuspect: false,
      };
      expected.set(key, merge(expected.get(key), incoming));
    }
  };

  supervisor.start();
  for (const action of script) {
    if (action.do === 'publish') put(action);
    if (action.do === 'cut' && cuts++ < maxCuts) bus.cutReceivers();
    if (action.do === 'rotate-key' && cuts++ < maxCuts) {
      keys++;
      setKey();
    }
    if (action.do === 'refuse') bus.refuseReceivers(true);
    if (action.do === 'accept') bus.refuseReceivers(false);
    if (action.do === 'break-store') control.broken = true;
    if (action.do === 'mend-store') control.broken = false;
    await clock.advanceBy(action.ms ?? 0);
  }
  bus.refuseReceivers(false);
  control.broken = false;
  await clock.advanceBy(10 * 60_000);

  const state = supervisor.status()[0]?.state;
  const counters = bus.counters(topic, subscription);
  await supervisor.close();
  return { mirror, expected, state, counters, pending: clock.pending() };
}

test('after loss of connection, repetition, reordering, rotated keys and a broken store the mirror holds the last values', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const { mirror, expected, state, counters } = await play(script);
      expect(state).toBe('live');
      expect(counters).toMatchObject({ active: 0, locked: 0, deadLettered: 0, dropped: 0 });
      expect(counters.completed).toBe(counters.enqueued);
      for (const [key, { value, observedAtUs, sequenceNumber }] of expected) {
        const [chargerId = '', stateId] = key.split(' ');
        expect(mirror.observation(chargerId, Number(stateId))).toMatchObject({ value, observedAtUs, sequenceNumber });
      }
    }),
    { numRuns: 100 },
  );
});

test('a cut in the middle of a commit costs a second delivery and no value', async () => {
  const { mirror, expected, counters } = await play([
    { do: 'publish', stateId: 710, value: '3', times: 3, ms: 5 },
    { do: 'cut', ms: 1_000 },
    { do: 'publish', stateId: 513, value: '5', times: 1, ms: 0 },
  ]);
  expect(expected.size).toBe(2);
  expect(mirror.observation(charger(1), 710)?.value).toBe('3');
  expect(mirror.observation(charger(1), 513)?.value).toBe('5');
  expect(counters.delivered).toBe(7);
  expect(counters.completed).toBe(4);
});
