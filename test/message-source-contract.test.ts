// One contract, two doors: the in-process source of the emulator and the official Service Bus client over real AMQP.
// What a reader may rely on holds behind both, or a test in virtual time would prove nothing about a socket.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { parseConnectionDetails } from '@fairlead/protocol';
import {
  type BusMessage,
  type ConnectionDetails,
  type LinkLoss,
  type MessageSource,
  type Settlement,
  serviceBusSource,
} from '@fairlead/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { manualClock } from './manual-clock.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
/** One charger at rest: beside what a test publishes, the bus carries next to nothing. */
const fleet = { chargers: 1, charging: 0, installations: 1 };
const maxDeliveries = 10;
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

/** Logs in once; asks for the connection details as often as it is called. */
async function detailsOf(emulator: Emulator): Promise<() => Promise<ConnectionDetails>> {
  const { username, password } = emulator.accounts.owner;
  const login = await emulator.fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  });
  const { access_token } = (await login.json()) as { access_token: string };
  const url = `${emulator.url}/api/installation/${installationOf(emulator)}/messagingConnectionDetails`;
  return async () => {
    const answer = await emulator.fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
    const parsed = parseConnectionDetails(await answer.json());
    if (parsed.kind !== 'ok') throw new Error('The emulator gave no connection details.');
    return parsed.value;
  };
}

const installationOf = (emulator: Emulator): string => emulator.world.chargers()[0]?.installationId ?? '';

interface Reader {
  /** What a test published, in the order of delivery, repetitions included. */
  readonly got: (BusMessage & { readonly text: string })[];
  /** Sequence numbers of everything that came for the first time, the charger's own messages too. */
  readonly numbers: number[];
  readonly losses: LinkLoss[];
  /** The most messages that were unsettled at a time. */
  readonly most: () => number;
  close(): Promise<void>;
}

type Settle = (text: string, message: BusMessage) => Settlement | Promise<Settlement>;

async function read(source: MessageSource, details: ConnectionDetails, settle: Settle, credit = 50): Promise<Reader> {
  const got: Reader['got'] = [];
  const numbers: number[] = [];
  const losses: LinkLoss[] = [];
  let unsettled = 0;
  let most = 0;
  const link = await source.open(
    details,
    {
      async message(message) {
        const text = Buffer.from(message.body).toString('latin1');
        if (message.deliveryCount === 0) numbers.push(message.sequenceNumber);
        unsettled += 1;
        most = Math.max(most, unsettled);
        try {
          if (!text.startsWith('test ')) return 'complete';
          got.push({ ...message, text });
          return await settle(text, message);
        } finally {
          unsettled -= 1;
        }
      },
      lost: (loss) => void losses.push(loss),
    },
    { credit },
  );
  return { got, numbers, losses, most: () => most, close: () => link.close() };
}

const complete: Settle = () => 'complete';
const never: Settle = () => new Promise(() => {});
const texts = ({ got }: Reader): string[] => got.map(({ text }) => text);
const series = (name: string, count: number): string[] => Array.from({ length: count }, (_, n) => `test ${name} ${n}`);

describe.each(['in-process', 'sockets'] as const)('the message source behind %s', (doors) => {
  let emulator: Emulator;
  let source: MessageSource;
  let fetchDetails: () => Promise<ConnectionDetails>;
  let details: ConnectionDetails;
  const readers: Reader[] = [];

  beforeAll(async () => {
    emulator = await startEmulator({ doors, fleet });
    source = doors === 'sockets' ? serviceBusSource({ log }) : emulator.messageSource();
    fetchDetails = await detailsOf(emulator);
    details = await fetchDetails();
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()));
  });
  afterAll(() => emulator.stop());

  const publish = (...bodies: readonly string[]): void => {
    for (const body of bodies) emulator.faults.publishRaw(installationOf(emulator), Buffer.from(body, 'latin1'));
  };
  const open = async (settle = complete, credit?: number, from = details): Promise<Reader> => {
    const reader = await read(source, from, settle, credit);
    readers.push(reader);
    return reader;
  };

  test('messages come in order, byte for byte, each once, their numbers rising by one', async () => {
    const reader = await open();
    const everyByte = `test ${String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))}`;
    const sent = [...series('order', 200), everyByte];
    publish(...sent);
    await soon(() => expect(reader.got).toHaveLength(sent.length));
    expect(texts(reader)).toEqual(sent);
    const [first = 0] = reader.numbers;
    expect(reader.numbers).toEqual(reader.numbers.map((_, place) => first + place));
    expect(new Set(reader.got.map(({ deliveryCount }) => deliveryCount))).toEqual(new Set([0]));
    for (const { enqueuedAtMs } of reader.got) expect(Math.abs(enqueuedAtMs - Date.now())).toBeLessThan(60_000);
  });

  test('a backlog waits for its reader, in order', async () => {
    const sent = series('backlog', 30);
    publish(...sent);
    const reader = await open();
    await soon(() => expect(texts(reader)).toEqual(sent));
  });

  test('no more messages are unsettled than the credit allows, and the rest follow as they are settled', async () => {
    const held: (() => void)[] = [];
    const reader = await open(() => new Promise((resolve) => held.push(() => resolve('complete'))), 4);
    publish(...series('credit', 12));
    for (let settled = 0; settled < 12; settled += 4) {
      await soon(() => expect(held).toHaveLength(4));
      for (const settle of held.splice(0)) settle();
    }
    await soon(() => expect(reader.got).toHaveLength(12));
    expect(reader.most()).toBe(4);
  });

  test('completion removes a message: the next reader does not see it', async () => {
    const first = await open();
    publish('test once');
    await soon(() => expect(first.got).toHaveLength(1));
    await first.close();
    const second = await open();
    publish('test after');
    await soon(() => expect(texts(second)).toEqual(['test after']));
  });

  test.each([
    ['abandoned', (): Settlement => 'abandon'],
    ['rejected by its handler', () => Promise.reject(new Error('the store is full'))],
  ])('a message that is %s comes again with its number and one delivery more', async (_, refuse) => {
    const reader = await open((_text, { deliveryCount }) => (deliveryCount < 2 ? refuse() : 'complete'));
    publish('test again');
    await soon(() => expect(reader.got).toHaveLength(3));
    expect(reader.got.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1, 2]);
    expect(new Set(reader.got.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(1);
    expect(new Set(texts(reader))).toEqual(new Set(['test again']));
  });

  test(`after ${maxDeliveries} deliveries a message is put aside and the ones behind it go on`, async () => {
    const reader = await open((text) => (text === 'test poison' ? 'abandon' : 'complete'));
    publish('test poison');
    await soon(() => expect(reader.got).toHaveLength(maxDeliveries));
    publish('test behind');
    await soon(() => expect(texts(reader)).toContain('test behind'));
    await reader.close();
    const next = await open();
    publish('test later');
    await soon(() => expect(texts(next)).toEqual(['test later']));
    expect(reader.got.map(({ deliveryCount }) => deliveryCount)).toEqual([...Array(maxDeliveries).keys(), 0]);
  });

  test('two readers share the messages: each goes to one of them', async () => {
    const slowly: Settle = () => new Promise((resolve) => setTimeout(() => resolve('complete'), 2));
    const [one, other] = [await open(slowly, 3), await open(slowly, 3)];
    const sent = series('shared', 40);
    publish(...sent);
    await soon(() => expect(one.got.length + other.got.length).toBe(sent.length));
    expect([...texts(one), ...texts(other)].sort()).toEqual([...sent].sort());
    expect(Math.min(one.got.length, other.got.length)).toBeGreaterThan(0);
  });

  test('closing waits for what is under way, tells no loss, never rejects, and can be asked twice', async () => {
    let settle: (settlement: Settlement) => void = () => {};
    const reader = await open(
      () =>
        new Promise((resolve) => {
          settle = resolve;
        }),
    );
    publish('test under way');
    await soon(() => expect(reader.got).toHaveLength(1));
    let closed = false;
    const closing = reader.close().then(() => {
      closed = true;
    });
    publish('test for the next');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(false);
    settle('complete');
    await closing;
    await reader.close();
    expect(reader.losses).toEqual([]);
    const next = await open();
    await soon(() => expect(texts(next)).toEqual(['test for the next']));
  });

  test.each([
    ['wrong key', { password: Buffer.from('not the key of this bus').toString('base64') }, 'amqp:unauthorized-access'],
    ['unknown topic', { topic: 'installation_nowhere' }, 'amqp:not-found'],
    ['unknown subscription', { subscription: 'nobody' }, 'amqp:not-found'],
  ])('a %s is refused for good, in a sentence without the key', async (_, wrong, condition) => {
    const refusal: unknown = await open(complete, 10, { ...details, ...wrong }).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ condition, permanent: true, message: expect.any(String) });
    expect((refusal as LinkLoss).message).not.toContain(details.password);
    if ('password' in wrong) expect((refusal as LinkLoss).message).not.toContain(wrong.password);
  });

  test('a rotated key is told once, and the old details are refused for good', async () => {
    const reader = await open();
    emulator.faults.rotateBusKeys();
    await soon(() => expect(reader.losses).toHaveLength(1));
    // That it is for good the loss itself cannot promise: the official client calls it a general error.
    await expect(open()).rejects.toMatchObject({ condition: 'amqp:unauthorized-access', permanent: true });
    details = await fetchDetails();
    const next = await open();
    publish('test with the new key');
    await soon(() => expect(texts(next)).toEqual(['test with the new key']));
    await reader.close();
    expect(reader.losses).toHaveLength(1);
  });

  test('readers that are detached are told once, may come back at once, and miss nothing', async () => {
    const readers = [await open(), await open()];
    emulator.faults.detachReaders();
    publish('test while nobody read');
    await soon(() => expect(readers.map(({ losses }) => losses.length)).toEqual([1, 1]));
    for (const { losses } of readers) expect(losses[0]).toMatchObject({ permanent: false });
    const next = await open();
    await soon(() => expect(texts(next)).toEqual(['test while nobody read']));
  });

  test('a cut bus is told once, takes no reader, and is the same bus when it is back', async () => {
    const reader = await open();
    emulator.faults.cutBus();
    await soon(() => expect(reader.losses).toHaveLength(1));
    expect(reader.losses[0]).toMatchObject({ permanent: false });
    await expect(open()).rejects.toMatchObject({ permanent: false });
    publish('test while it was cut');
    emulator.faults.restoreBus();
    const next = await open();
    await soon(() => expect(texts(next)).toEqual(['test while it was cut']));
    await reader.close();
    expect(reader.losses).toHaveLength(1);
  });
});

const sourceOf = (emulator: Emulator, doors: 'in-process' | 'sockets'): MessageSource =>
  doors === 'sockets' ? serviceBusSource({ log }) : emulator.messageSource();

test('shuffled by the same seed, both doors hand over the same messages in the same order, some twice', async () => {
  const sent = series('shuffled', 40);
  const orders = await Promise.all(
    (['in-process', 'sockets'] as const).map(async (doors) => {
      const switches = { 'bus-order': 'shuffled' } as const;
      const emulator = await startEmulator({ doors, fleet, seed: 5, switches });
      const reader = await read(sourceOf(emulator, doors), await (await detailsOf(emulator))(), complete);
      for (const text of sent) emulator.faults.publishRaw(installationOf(emulator), Buffer.from(text));
      await vi.waitFor(
        () => {
          expect(new Set(texts(reader))).toEqual(new Set(sent));
          expect(reader.got.length).toBeGreaterThan(sent.length);
        },
        { timeout: 15_000, interval: 20 },
      );
      await reader.close();
      await emulator.stop();
      return texts(reader).filter((text, place, all) => all.indexOf(text) === place);
    }),
  );
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]).not.toEqual(sent);
}, 30_000);

test.each(['in-process', 'sockets'] as const)(
  'behind %s a subscription that goes is told once as not found, for good, and a new look opens another',
  async (doors) => {
    const emulator = await startEmulator({ doors, fleet });
    const fetchDetails = await detailsOf(emulator);
    const details = await fetchDetails();
    const source = sourceOf(emulator, doors);
    const reader = await read(source, details, complete);
    emulator.switches.set({ bus: 'none' });
    await soon(() => expect(reader.losses).toHaveLength(1));
    await expect(read(source, details, complete)).rejects.toMatchObject({
      condition: 'amqp:not-found',
      permanent: true,
    });
    emulator.switches.set({ bus: 'both' });
    const next = await read(source, await fetchDetails(), complete);
    emulator.faults.publishRaw(installationOf(emulator), Buffer.from('test anew'));
    await soon(() => expect(texts(next)).toEqual(['test anew']));
    await Promise.all([reader.close(), next.close()]);
    expect(reader.losses).toHaveLength(1);
    await emulator.stop();
  },
);

test.each(['in-process', 'sockets'] as const)(
  'behind %s a removed subscription is told once as not found, and comes back only when it is activated',
  async (doors) => {
    const emulator = await startEmulator({ doors, fleet });
    const fetchDetails = await detailsOf(emulator);
    const details = await fetchDetails();
    const source = sourceOf(emulator, doors);
    const reader = await read(source, details, complete);
    emulator.faults.removeSubscription(installationOf(emulator));
    await soon(() => expect(reader.losses).toHaveLength(1));
    const refusal = { condition: 'amqp:not-found', permanent: true };
    await expect(read(source, details, complete)).rejects.toMatchObject(refusal);
    emulator.world.activateBus(details.topic);
    const next = await read(source, await fetchDetails(), complete);
    emulator.faults.publishRaw(installationOf(emulator), Buffer.from('test anew'));
    await soon(() => expect(texts(next)).toEqual(['test anew']));
    await Promise.all([reader.close(), next.close()]);
    await emulator.stop();
  },
);

test('a second reader takes the same half behind both doors', async () => {
  const sent = series('halved', 100);
  const halves = await Promise.all(
    (['in-process', 'sockets'] as const).map(async (doors) => {
      const emulator = await startEmulator({ doors, fleet, seed: 5, switches: { 'second-reader': 'takes-half' } });
      const reader = await read(sourceOf(emulator, doors), await (await detailsOf(emulator))(), complete);
      for (const text of sent) emulator.faults.publishRaw(installationOf(emulator), Buffer.from(text));
      // Nobody takes the last one: when it is there, so is all that was left.
      emulator.switches.reset();
      emulator.faults.publishRaw(installationOf(emulator), Buffer.from('test last'));
      await soon(() => expect(texts(reader)).toContain('test last'));
      await reader.close();
      await emulator.stop();
      return texts(reader);
    }),
  );
  expect(halves[1]).toEqual(halves[0]);
  expect(halves[0]?.length).toBeGreaterThan(30);
  expect(halves[0]?.length).toBeLessThan(70);
});

describe('the in-process message source under a manual clock', () => {
  const lockMs = 60_000;

  async function house() {
    const clock = manualClock();
    const emulator = await startEmulator({ doors: 'in-process', clock, fleet });
    const details = await (await detailsOf(emulator))();
    const publish = (body: string): void =>
      emulator.faults.publishRaw(installationOf(emulator), Buffer.from(body, 'latin1'));
    return { clock, emulator, details, publish, source: emulator.messageSource() };
  }

  test('a message that is not settled comes again when its lock runs out, and not before', async () => {
    const { clock, emulator, details, publish, source } = await house();
    const reader = await read(source, details, (_, { deliveryCount }) =>
      deliveryCount === 0 ? new Promise(() => {}) : 'complete',
    );
    publish('test slow');
    await clock.advanceBy(lockMs - 1_000);
    expect(reader.got).toHaveLength(1);
    await clock.advanceBy(2_000);
    expect(reader.got.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1]);
    expect(new Set(reader.got.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(1);
    await emulator.stop();
  });

  test('what a lost reader held is free for the next one when its lock runs out', async () => {
    const { clock, emulator, details, publish, source } = await house();
    const lost = await read(source, details, never);
    publish('test held');
    await clock.advanceBy(10);
    emulator.faults.cutBus();
    emulator.faults.restoreBus();
    expect(lost.losses).toHaveLength(1);
    const next = await read(source, details, complete);
    await clock.advanceBy(lockMs - 1_000);
    expect(next.got).toHaveLength(0);
    await clock.advanceBy(2_000);
    expect(next.got).toMatchObject([{ text: 'test held', deliveryCount: 1 }]);
    await emulator.stop();
  });

  test('closing waits at most five seconds for what is never settled', async () => {
    const { clock, emulator, details, publish, source } = await house();
    const reader = await read(source, details, never);
    publish('test stuck');
    await clock.advanceBy(10);
    let closed = false;
    const closing = reader.close().then(() => {
      closed = true;
    });
    await clock.advanceBy(4_900);
    expect(closed).toBe(false);
    await clock.advanceBy(200);
    await closing;
    expect(reader.losses).toEqual([]);
    await emulator.stop();
  });
});
