import type { Fact } from '@fairlead/policy';
import { encodeBusMessage } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { Log, StreamSourceStatus } from '../account.ts';
import { KeeperError } from '../mirror/keeper-error.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { Batch, StateKeeper } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { LinkLossError } from './link-loss-error.ts';
import type { ConnectionDetails, LinkHandler, LinkLoss, MessageSource } from './message-source.ts';
import { type StreamOptions, superviseStream } from './supervise-stream.ts';

const startMs = Date.UTC(2026, 10, 20, 15);
const chargerId = 'c0ffee00-0000-4000-8000-000000000001';
const installationId = '1a57a110-0000-4000-8000-000000000001';
const lockMs = 60_000;
const minute = 60_000;

interface Stored {
  readonly body: Uint8Array;
  readonly sequenceNumber: number;
  readonly enqueuedAtMs: number;
  deliveryCount: number;
  lockedUntilMs: number;
}

/** One subscription with peek-lock: a lock outlives its link, a failed delivery is counted, a message leaves by completion. */
class TestBus implements MessageSource {
  readonly stored: Stored[] = [];
  readonly keys: string[] = [];
  validKey = 'key-1';
  refuseWith: LinkLoss | null = null;
  openings = 0;
  readonly handlers = new Set<LinkHandler>();
  open_: { handler: LinkHandler; credit: number; taken: Set<Stored>; ending: boolean } | null = null;
  #sequenceNumber = 0;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  publish(stateId: number, value: string, over: { charger?: string; atMs?: number; body?: Uint8Array } = {}): void {
    const body =
      over.body ??
      encodeBusMessage({
        DeviceId: 'ZAP000001',
        DeviceType: 4,
        ChargerId: over.charger ?? chargerId,
        StateId: stateId,
        Timestamp: new Date(over.atMs ?? this.#clock.nowMs()).toISOString(),
        ValueAsString: value,
      });
    this.stored.push({
      body,
      sequenceNumber: ++this.#sequenceNumber,
      enqueuedAtMs: this.#clock.nowMs(),
      deliveryCount: 0,
      lockedUntilMs: 0,
    });
    this.deliver();
  }

  /** As another reader of the same subscription would. */
  takeNext(): void {
    this.#sequenceNumber++;
  }

  async open(details: ConnectionDetails, handler: LinkHandler, { credit }: { readonly credit: number }) {
    this.openings++;
    this.keys.push(details.password);
    if (this.refuseWith) throw new LinkLossError(this.refuseWith);
    if (details.password !== this.validKey)
      throw new LinkLossError({ condition: 'amqp:unauthorized-access', message: 'The key is wrong.', permanent: true });
    const link = { handler, credit, taken: new Set<Stored>(), ending: false };
    this.open_ = link;
    this.handlers.add(handler);
    queueMicrotask(() => this.deliver());
    return {
      close: async () => {
        this.handlers.delete(handler);
        link.ending = true;
        for (let turn = 0; turn < 50 && link.taken.size > 0; turn++) await Promise.resolve();
        if (this.open_ === link) this.open_ = null;
      },
    };
  }

  cut(loss: LinkLoss = { condition: 'ECONNRESET', message: 'The connection was reset.', permanent: false }): void {
    const link = this.open_;
    this.open_ = null;
    link?.handler.lost(loss);
  }

  /** Every link there is, of any source. */
  cutAll(loss: LinkLoss = { condition: 'ECONNRESET', message: 'The connection was reset.', permanent: false }): void {
    this.open_ = null;
    for (const handler of [...this.handlers]) handler.lost(loss);
  }

  deliver(): void {
    const link = this.open_;
    for (const message of [...this.stored]) {
      if (!link || link.ending || link.taken.size >= link.credit) return;
      if (message.lockedUntilMs > this.#clock.nowMs()) continue;
      if (message.lockedUntilMs > 0) message.deliveryCount++;
      message.lockedUntilMs = this.#clock.nowMs() + lockMs;
      link.taken.add(message);
      void link.handler.message({ ...message }).then((settlement) => {
        link.taken.delete(message);
        if (this.open_ !== link) return; // the link is gone: the lock runs out by itself
        if (settlement === 'complete') this.stored.splice(this.stored.indexOf(message), 1);
        else {
          message.lockedUntilMs = 0;
          message.deliveryCount++;
        }
        this.deliver();
      });
    }
  }
}

function house(over: { keeper?: StateKeeper; options?: Partial<StreamOptions> } = {}) {
  const clock = manualClock(startMs);
  const bus = new TestBus(clock);
  const lines: string[] = [];
  const line = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: line('DEBUG'), info: line('INFO'), warn: line('WARN'), error: line('ERROR') };
  const mirror = openMirror({ accountId: 'main', keeper: over.keeper ?? memoryKeeper(), clock, log });
  const facts: Fact[] = [];
  const statuses: StreamSourceStatus[] = [];
  const unknown: [string, string | null][] = [];
  const asked = { details: 0 };
  const details: ConnectionDetails = {
    host: 'bus.test',
    port: 5671,
    useSsl: true,
    username: 'reader',
    password: 'key-1',
    topic: 'topic',
    subscription: 'default',
  };
  const supervisor = superviseStream({
    accountId: 'main',
    scopes: [{ bus: 'installation', scope: installationId }],
    details: async () => {
      asked.details++;
      return { ...details, password: bus.validKey };
    },
    source: bus,
    mirror,
    clock,
    random: () => 0.5,
    log,
    journal: (fact) => facts.push(fact),
    onStatus: (status) => statuses.push(status),
    onUnknownCharger: (id, serial) => unknown.push([id, serial]),
    ...over.options,
  });
  const state = () => supervisor.status()[0]?.state;
  const events = () => facts.map((fact) => (fact.kind === 'stream' ? fact.event : fact.kind));
  const value = (stateId: number) => mirror.observation(chargerId, stateId)?.value;
  return { clock, bus, lines, mirror, facts, statuses, unknown, asked, supervisor, state, events, value, details };
}

/** A keeper that fails until it is told to work. */
function failingKeeper() {
  const memory = memoryKeeper();
  const control = { fails: true, tries: 0, error: Object.assign(new Error('S3CRET row'), { code: 'ENOSPC' }) as Error };
  const keeper: StateKeeper = {
    load: memory.load,
    async persist(accountId, batch) {
      control.tries++;
      if (control.fails) throw control.error;
      await memory.persist(accountId, batch);
    },
  };
  return { keeper, control };
}

test('a message is applied, completed and makes the source live', async () => {
  const { bus, clock, supervisor, value, state, events } = house();
  bus.publish(710, '3');
  supervisor.start();
  expect(state()).toBe('connecting');
  await clock.advanceBy(0);
  expect(value(710)).toBe('3');
  expect(bus.stored).toEqual([]);
  expect(state()).toBe('live');
  expect(supervisor.status()[0]).toMatchObject({
    messages: 1,
    reconnects: 0,
    undecodable: 0,
    lastMessageAtMs: startMs,
  });
  expect(events()).toEqual(['opened', 'message']);
  await supervisor.close();
  expect(state()).toBe('off');
  expect(clock.pending()).toBe(0);
});

test('what arrives while a commit runs is one batch of at most 500', async () => {
  const batches: number[] = [];
  let release: () => void = () => {};
  const keeper: StateKeeper = {
    load: async () => ({ observations: [], chargers: [], installations: [] }),
    persist: (_accountId: string, batch: Batch) => {
      batches.push(batch.observations.length);
      return new Promise((resolve) => {
        release = resolve;
      });
    },
  };
  const { bus, clock, supervisor } = house({ keeper });
  supervisor.start();
  await clock.advanceBy(0);
  bus.publish(0, '1');
  await clock.advanceBy(0);
  for (let n = 1; n <= 1_200; n++) bus.publish(10_000 + (n % 600), String(n)); // a charger has room for 1,000
  for (let commit = 0; commit < 5; commit++) {
    await clock.advanceBy(0);
    release();
  }
  await clock.advanceBy(0);
  expect(batches).toEqual([1, 500, 500, 200]);
  expect(bus.stored).toEqual([]);
  await supervisor.close();
});

test('details are fetched again before every connect', async () => {
  const { bus, clock, supervisor, asked, value, state } = house();
  supervisor.start();
  await clock.advanceBy(0);
  expect(asked.details).toBe(1);
  bus.validKey = 'key-2';
  bus.cut({ condition: 'amqp:client-error', message: 'The key was changed.', permanent: true });
  bus.publish(710, '5');
  await clock.advanceBy(0);
  expect(state()).toBe('connecting');
  await clock.advanceBy(750); // three quarters of the first step of 1 s
  expect(asked.details).toBe(2);
  expect(bus.keys).toEqual(['key-1', 'key-2']);
  expect(value(710)).toBe('5');
  expect(state()).toBe('live');
  expect(supervisor.status()[0]?.reconnects).toBe(1);
  await supervisor.close();
});

test('a bus that is away is tried for ever, at most once a minute, and about 80 times an hour', async () => {
  const { bus, clock, supervisor, asked, state, events } = house();
  bus.refuseWith = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  supervisor.start();
  await clock.advanceBy(3_600_000);
  expect(state()).toBe('down');
  expect(supervisor.status()[0]?.trouble).toBe('Nobody listens.');
  expect(asked.details).toBeGreaterThan(75);
  expect(asked.details).toBeLessThanOrEqual(90);
  expect(events()).toHaveLength(asked.details);
  expect(new Set(events())).toEqual(new Set(['refused']));
  bus.refuseWith = null;
  await clock.advanceBy(60_000);
  expect(state()).toBe('live');
  expect(supervisor.status()[0]?.trouble).toBeNull();
  await supervisor.close();
});

const tenScopes = Array.from({ length: 10 }, (_, n) => ({
  bus: 'installation' as const,
  scope: `1a57a110-0000-4000-8000-00000000010${n}`,
}));

test('ten sources of a bus that is away try in turn, and the first that comes through calls the others', async () => {
  const { bus, clock, supervisor, asked } = house({ options: { scopes: tenScopes } });
  const states = () => supervisor.status().map(({ state }) => state);
  supervisor.start();
  await clock.advanceBy(60_000);
  expect(states()).not.toContain('connecting');
  const away = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  bus.refuseWith = away;
  bus.cutAll();
  for (const _hour of [1, 2, 3]) {
    const before = asked.details;
    await clock.advanceBy(3_600_000);
    expect(asked.details - before).toBeGreaterThan(60);
    expect(asked.details - before).toBeLessThanOrEqual(90);
  }
  expect(new Set(states())).toEqual(new Set(['down']));
  bus.refuseWith = null;
  await clock.advanceBy(65_000);
  expect(states()).not.toContain('down');
  expect(states()).not.toContain('connecting');
  await supervisor.close();
});

test('ten sources of a bus that is away try about as seldom as one, however often they are hurried', async () => {
  const { bus, clock, supervisor, asked } = house({ options: { scopes: tenScopes } });
  const away = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  bus.refuseWith = away;
  supervisor.start();
  await clock.advanceBy(20 * minute);
  const before = asked.details;
  for (let second = 0; second < 3_600; second++) {
    supervisor.hurry();
    await clock.advanceBy(1_000);
  }
  expect(asked.details - before).toBeGreaterThan(80);
  expect(asked.details - before, '80 by turns, 12 hurried').toBeLessThanOrEqual(95);
  bus.refuseWith = null;
  await clock.advanceBy(5 * minute);
  bus.refuseWith = away;
  bus.cutAll();
  await clock.advanceBy(20 * minute);
  bus.refuseWith = null;
  supervisor.hurry();
  await clock.advanceBy(0);
  expect(new Set(supervisor.status().map(({ state }) => state)), 'the first calls the others').toEqual(
    new Set(['live']),
  );
  await supervisor.close();
  expect(clock.pending()).toBe(0);
});

test.each([2, 30])(
  'ten sources of a bus that drops every link after %i s try about as seldom as one, and come back once it lets them be',
  async (dropsAfterS) => {
    const { bus, clock, supervisor, asked } = house({ options: { scopes: tenScopes } });
    const states = () => new Set(supervisor.status().map(({ state }) => state));
    const flap = async (hours: number) => {
      const before = asked.details;
      const untilMs = clock.monotonicMs() + hours * 60 * minute;
      while (clock.monotonicMs() < untilMs) {
        await clock.advanceBy(dropsAfterS * 1_000);
        bus.cutAll();
      }
      return asked.details - before;
    };
    supervisor.start();
    await flap(1);
    expect(await flap(1)).toBeLessThanOrEqual(90);
    await clock.advanceBy(2 * minute);
    expect(states()).toEqual(new Set(['live']));
    await clock.advanceBy(2 * minute);
    bus.cutAll();
    await clock.advanceBy(2_000);
    expect(states(), 'links that lasted are believed in again').toEqual(new Set(['live']));
    await supervisor.close();
    expect(clock.pending()).toBe(0);
  },
);

test('a source that is lost alone has its own backoff while another is open', async () => {
  const { bus, clock, supervisor } = house({ options: { scopes: tenScopes.slice(0, 2) } });
  supervisor.start();
  await clock.advanceBy(120_000);
  const before = bus.openings;
  bus.cut();
  await clock.advanceBy(750);
  expect(bus.openings - before).toBe(1);
  await supervisor.close();
});

test('ten sources that lose a bus which is there again at once are all open within 2 s', async () => {
  const { bus, clock, supervisor } = house({ options: { scopes: tenScopes } });
  supervisor.start();
  await clock.advanceBy(120_000);
  const before = bus.openings;
  bus.cutAll();
  await clock.advanceBy(2_000);
  expect(bus.openings - before).toBe(10);
  expect(supervisor.status().map(({ state }) => state)).not.toContain('connecting');
  await supervisor.close();
});

test('a refused key is journalled and tried with fresh details once per step', async () => {
  const { bus, clock, supervisor, asked, events } = house();
  bus.refuseWith = { condition: 'amqp:unauthorized-access', message: 'The key is wrong.', permanent: true };
  supervisor.start();
  await clock.advanceBy(2_300); // tries at 0, 0.75 s and 2.25 s
  expect(asked.details).toBe(3);
  expect(bus.openings).toBe(3);
  expect(events()).toEqual(['refused', 'refused', 'refused']);
  await supervisor.close();
});

test('where the account may have no stream it is asked again once a day', async () => {
  let details = 0;
  const { clock, supervisor, state, events } = house({
    options: {
      details: async () => {
        details++;
        const sentence = 'Failed to read connection details: the account has no right to them.';
        throw new SdkError('cloud-refused', sentence, { status: 403 });
      },
    },
  });
  supervisor.start();
  await clock.advanceBy(23 * 3_600_000);
  expect(details).toBe(1);
  expect(state()).toBe('down');
  expect(events()).toEqual(['refused']);
  expect(supervisor.status()[0]?.trouble).toMatch(/no right to them\. Chargers are polled meanwhile; .* once a day\.$/);
  await clock.advanceBy(10 * 24 * 3_600_000);
  expect(details, 'one a day').toBe(11);
  supervisor.hurry();
  await clock.advanceBy(minute);
  expect(details, 'an outage that ended is no permission').toBe(11);
  await supervisor.close();
});

test('a subscription that the bus does not know is looked for twice and then once a day; what it would have told is missed', async () => {
  const missed: string[] = [];
  const { bus, clock, supervisor, asked, state, value } = house({
    options: { onMissed: ({ scope }) => missed.push(scope), lastReadAtMs: () => startMs - 86_400_000 },
  });
  supervisor.start();
  await clock.advanceBy(minute);
  expect(missed, 'an earlier run read it yesterday: the bus has kept everything').toEqual([]);
  bus.refuseWith = { condition: 'amqp:not-found', message: 'The subscription is not there.', permanent: true };
  bus.cut(bus.refuseWith);
  await clock.advanceBy(23 * 3_600_000);
  expect(asked.details).toBe(3);
  expect(state()).toBe('down');
  expect(supervisor.status()[0]?.trouble).toContain('The subscription is not there.');
  bus.refuseWith = null;
  bus.publish(710, '3');
  await clock.advanceBy(3_600_000 + minute);
  expect(state()).toBe('live');
  expect(value(710)).toBe('3');
  expect(missed).toEqual([installationId]);
  await supervisor.close();
});

test('details that cannot be used are a slip once and then looked at once a day', async () => {
  const { bus, clock, supervisor, asked } = house();
  bus.refuseWith = { condition: 'details', message: 'Failed to use the connection details: no key.', permanent: true };
  supervisor.start();
  await clock.advanceBy(23 * 3_600_000);
  expect(asked.details).toBe(2);
  expect(supervisor.status()[0]).toMatchObject({ state: 'down', trouble: expect.stringContaining('no key') });
  await supervisor.close();
});

test('a look that the policy holds back is made when the policy lets it go, and is no refusal of the bus', async () => {
  let details = 0;
  const { clock, supervisor, events } = house({
    options: {
      details: async () => {
        details++;
        throw Object.assign(new Error('Held back.'), { code: 'too-early', retryAtMs: startMs + 3_600_000 });
      },
    },
  });
  supervisor.start();
  await clock.advanceBy(3_599_000);
  expect(details).toBe(1);
  expect(events()).toEqual([]);
  await clock.advanceBy(1_000);
  expect(details).toBe(2);
  await supervisor.close();
});

test.each([
  ['never', () => null, 1],
  ['15 days ago', () => startMs - 15 * 86_400_000, 1],
  ['13 days ago', () => startMs - 13 * 86_400_000, 0],
])(
  'a subscription that was last read %s: what came meanwhile is kept for 14 days, else missed',
  async (_, read, losses) => {
    let missed = 0;
    const { clock, supervisor } = house({ options: { lastReadAtMs: read, onMissed: () => missed++ } });
    supervisor.start();
    await clock.advanceBy(minute);
    expect(missed).toBe(losses);
    await supervisor.close();
  },
);

test('numbers that never come are missed once the locks have run out, though too few to mean another reader', async () => {
  let missed = 0;
  const { bus, clock, supervisor, state } = house({
    options: { onMissed: () => missed++, lastReadAtMs: () => startMs },
  });
  supervisor.start();
  bus.publish(710, '3');
  bus.takeNext();
  bus.publish(710, '5');
  await clock.advanceBy(5 * minute);
  expect(missed).toBe(0);
  await clock.advanceBy(2 * minute);
  expect(missed).toBe(1);
  await clock.advanceBy(50 * minute);
  expect(missed).toBe(1);
  expect(state()).toBe('quiet');
  await supervisor.close();
});

test('the end of an unused subscription is 14 days after it was last read: in this run, or by what an earlier one told', async () => {
  const { bus, clock, supervisor } = house({ options: { lastReadAtMs: () => startMs - 86_400_000 } });
  const ends = () => supervisor.status()[0]?.subscriptionEndsAtMs;
  bus.refuseWith = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  supervisor.start();
  await clock.advanceBy(minute);
  expect(ends()).toBe(startMs + 13 * 86_400_000);
  bus.refuseWith = null;
  await clock.advanceBy(2 * minute);
  expect(ends(), 'it is in use').toBeNull();
  bus.refuseWith = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  bus.cut();
  await clock.advanceBy(minute);
  expect(ends()).toBe(startMs + 3 * minute + 14 * 86_400_000);
  await supervisor.close();
  const never = house();
  expect(never.supervisor.status()[0]?.subscriptionEndsAtMs).toBeNull();
});

test('a backoff ends at once when what was waited for may be there', async () => {
  const { bus, clock, supervisor, state } = house();
  bus.refuseWith = { condition: 'ECONNREFUSED', message: 'Nobody listens.', permanent: false };
  supervisor.start();
  await clock.advanceBy(3_600_000 + 1);
  expect(state()).toBe('down');
  bus.refuseWith = null;
  supervisor.hurry();
  await clock.advanceBy(0);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('when the store fails nothing is completed, no delivery is used up, and all of it is applied once it works', async () => {
  const { keeper, control } = failingKeeper();
  const { bus, clock, supervisor, state, value, asked, statuses, lines } = house({ keeper });
  for (let stateId = 1; stateId <= 20; stateId++) bus.publish(stateId, 'kept');
  supervisor.start();
  await clock.advanceBy(3_600_000);
  expect(state()).toBe('down');
  expect(supervisor.status()[0]?.trouble).toBe(
    'Failed to keep state: the store did not take what was read (Error ENOSPC). Look at the store; it is tried again by itself. The stream waits for the store.',
  );
  expect(JSON.stringify([statuses, lines])).not.toContain('S3CRET');
  expect(value(1)).toBeUndefined();
  expect(bus.stored).toHaveLength(20);
  expect(Math.max(...bus.stored.map(({ deliveryCount }) => deliveryCount))).toBe(1);
  expect(asked.details).toBe(1);
  expect(control.tries).toBeGreaterThan(60);

  control.fails = false;
  await clock.advanceBy(2 * minute);
  expect(state()).toBe('live');
  expect(bus.stored).toEqual([]);
  for (let stateId = 1; stateId <= 20; stateId++) expect(value(stateId)).toBe('kept');
  await supervisor.close();
});

test('a keeper that wants its reason told throws a KeeperError: its sentence is told', async () => {
  const { keeper, control } = failingKeeper();
  control.error = new KeeperError('Failed to use the store: the disk is full. Make room.');
  const { bus, clock, supervisor } = house({ keeper });
  bus.publish(1, 'kept');
  supervisor.start();
  await clock.advanceBy(minute);
  expect(supervisor.status()[0]?.trouble).toContain('the disk is full');
  await supervisor.close();
});

test('of a source’s own words nothing is told but a known condition, whether it cannot open or loses the link', async () => {
  const { bus, clock, supervisor, lines, statuses } = house();
  const told = (): unknown => supervisor.status()[0]?.trouble;
  const open = bus.open.bind(bus);
  const foreign = (facts: object): Error => Object.assign(new Error('S3CRET'), facts);
  bus.open = () => Promise.reject(foreign({ condition: 'S3CRET', code: 'S3CRET' }));
  supervisor.start();
  await clock.advanceBy(0);
  expect(told()).toBe('The stream could not be opened.');
  bus.open = () => Promise.reject(foreign({ condition: 'S3CRET', code: 'ECONNREFUSED' }));
  await clock.advanceBy(minute);
  expect(told()).toBe(
    'The stream could not be opened (ECONNREFUSED): nothing listens there; check the host and the port of the endpoint of the bus.',
  );
  bus.open = open;
  await clock.advanceBy(2 * minute);
  expect(told()).toBeNull();
  bus.cut({ condition: 'amqp:connection:forced', message: 'S3CRET', permanent: false });
  await clock.advanceBy(0);
  expect(told()).toBe('The link to the bus ended (amqp:connection:forced).');
  await clock.advanceBy(2 * minute);
  bus.cut({ condition: 'S3CRET', message: 'S3CRET', permanent: false });
  await clock.advanceBy(0);
  expect(told()).toBe('The link to the bus ended.');
  expect(JSON.stringify([lines, statuses])).not.toContain('S3CRET');
  await supervisor.close();
});

test.each([
  ['null', null],
  ['undefined', undefined],
  ['a text', 'link'],
  ['an object without close()', {}],
])(
  'a source that gives %s for a link is told so in one sentence, and tried again as after other trouble',
  async (_, given) => {
    const { bus, clock, supervisor, lines, state } = house();
    const open = bus.open.bind(bus);
    let tries = 0;
    bus.open = async () => {
      tries++;
      return given as never;
    };
    supervisor.start();
    await clock.advanceBy(10 * minute);
    expect(state()).toBe('down');
    expect(supervisor.status()[0]?.trouble).toMatch(
      /^Failed to open the stream: [^.]*no link\. Have it resolve with an object that has close\(\)[^.]*\.$/,
    );
    expect(tries).toBeGreaterThan(8);
    expect(lines.filter((line) => line.startsWith('WARN The stream could not be opened')).length).toBe(1);
    bus.open = open;
    await clock.advanceBy(minute);
    expect(state()).toBe('live');
    await supervisor.close();
  },
);

test('a link whose close() throws or rejects is gone all the same: the next one opens, and the end comes', async () => {
  const { bus, clock, supervisor, state } = house();
  const open = bus.open.bind(bus);
  const closings: (() => never | Promise<never>)[] = [
    () => {
      throw new Error('thrown');
    },
    () => Promise.reject(new Error('rejected')),
  ];
  bus.open = async (...how) => {
    await open(...how);
    return { close: () => (closings.shift() ?? (() => Promise.reject(new Error('again'))))() };
  };
  supervisor.start();
  for (const opened of [1, 2, 3]) {
    await clock.advanceBy(minute);
    expect([state(), bus.openings]).toEqual(['live', opened]);
    bus.cut();
  }
  await supervisor.close();
  expect(state()).toBe('off');
});

test('when the stream is back one line says how long it was away and what was read since', async () => {
  const { bus, clock, supervisor, lines } = house();
  supervisor.start();
  await clock.advanceBy(minute);
  bus.refuseWith = { condition: 'ECONNREFUSED', message: 'Nobody is there.', permanent: false };
  bus.cut();
  await clock.advanceBy(10 * minute);
  bus.publish(710, '3');
  bus.publish(513, '7');
  bus.refuseWith = null;
  await clock.advanceBy(2 * minute);
  const [gone, stands, back, ...more] = lines.filter((line) => !line.startsWith('DEBUG'));
  expect(gone).toMatch(/^WARN The stream was lost.*ECONNRESET/);
  expect(stands).toMatch(/^WARN The stream could not be opened.*ECONNREFUSED/);
  const told = JSON.parse(/^INFO The stream is back\. (.*)$/.exec(back ?? '')?.[1] ?? '{}');
  expect(told).toMatchObject({ messages: 2, accountId: 'main', bus: 'installation' });
  expect(told.awayMs).toBeGreaterThanOrEqual(10 * minute);
  expect(told.awayMs).toBeLessThanOrEqual(11 * minute);
  expect(told.tries).toBeGreaterThan(5);
  expect(more).toEqual([]);
  await supervisor.close();
});

test.each([
  ['a second', 1_000],
  ['a minute', minute],
])(
  'a link that lasts %s each time floods no log: at most 20 lines an hour, and the next one counts the others',
  async (_, lastsMs) => {
    const { bus, clock, supervisor, lines } = house();
    supervisor.start();
    const told = (): string[] => lines.filter((line) => !line.startsWith('DEBUG'));
    const endsAtMs = clock.nowMs() + (3 * 60 - 2) * minute;
    while (clock.nowMs() < endsAtMs) {
      await clock.advanceBy(lastsMs);
      bus.cut();
    }
    expect(bus.openings).toBeGreaterThan(60);
    expect(told().length).toBeGreaterThan(0);
    expect(told().length).toBeLessThanOrEqual(3 * 20);
    await clock.advanceBy(60 * minute);
    bus.cut();
    await clock.advanceBy(0);
    expect(told().at(-1)).toMatch(/WARN The stream was lost/);
    if (lastsMs === minute) expect(told().at(-1)).toMatch(/"untold":\d+/);
    await supervisor.close();
  },
);

test('a message that cannot be read is counted, described by its shape alone, and completed', async () => {
  const { bus, clock, supervisor, lines } = house();
  supervisor.start();
  await clock.advanceBy(0);
  const framed = encodeBusMessage({
    DeviceId: 'ZAP-SECRET',
    DeviceType: 4,
    ChargerId: 'no charger id, but a Name',
    StateId: 1,
    Timestamp: '2026-11-20T15:00:00Z',
    ValueAsString: 'Somebody',
  });
  bus.publish(0, '', { body: framed });
  bus.publish(0, '', { body: framed });
  bus.publish(0, '', { body: new Uint8Array([1, 2, 3]) });
  await clock.advanceBy(0);
  expect(bus.stored).toEqual([]);
  expect(supervisor.status()[0]).toMatchObject({ undecodable: 3, messages: 3 });
  expect(supervisor.oddities().map(({ count }) => count)).toEqual([2, 1]);
  const told = JSON.stringify([supervisor.oddities(), lines]);
  expect(told).not.toMatch(/SECRET|Somebody|Name/);
  expect(lines.filter((line) => line.includes('could not be read'))).toHaveLength(2);
  await supervisor.close();
});

test('the all-zero charger is ignored and its message completed', async () => {
  const { bus, clock, supervisor, mirror, unknown } = house();
  const zero = '00000000-0000-0000-0000-000000000000';
  bus.publish(710, '3', { charger: zero });
  supervisor.start();
  await clock.advanceBy(0);
  expect(bus.stored).toEqual([]);
  expect(mirror.observations(zero).size).toBe(0);
  expect(unknown).toEqual([]);
  await supervisor.close();
});

test('an unknown charger is reported with its serial, once per link, and its values are kept', async () => {
  const { bus, clock, supervisor, unknown, value, mirror } = house();
  supervisor.start();
  await clock.advanceBy(0);
  bus.publish(710, '3');
  bus.publish(513, '7');
  await clock.advanceBy(0);
  expect(value(710)).toBe('3');
  expect(unknown).toEqual([[chargerId, 'ZAP000001']]);
  bus.cut();
  bus.publish(710, '5');
  await clock.advanceBy(1_000);
  expect(unknown).toHaveLength(2);
  await mirror.apply({
    observations: [],
    installations: [],
    chargers: [
      {
        id: chargerId,
        serial: 'ZAP000001',
        name: 'A',
        installationId,
        deviceType: 4,
        active: true,
        roles: 2,
        readAtMs: 1,
        row: {},
      },
    ],
  });
  bus.cut();
  bus.publish(710, '3');
  await clock.advanceBy(2_000);
  expect(unknown).toHaveLength(2);
  await supervisor.close();
});

test('an open link is quiet after 20 min without a message and live again with the next', async () => {
  const { bus, clock, supervisor, state } = house();
  supervisor.start();
  await clock.advanceBy(20 * minute);
  expect(state()).toBe('live');
  await clock.advanceBy(16_000);
  expect(state()).toBe('quiet');
  bus.publish(710, '3');
  await clock.advanceBy(0);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('after 65 silent minutes a link is stale and opened anew, and stays stale until something comes', async () => {
  const { bus, clock, supervisor, state, asked } = house();
  supervisor.start();
  await clock.advanceBy(65 * minute);
  expect(bus.openings).toBe(1);
  await clock.advanceBy(30_000);
  expect(state()).toBe('stale');
  expect(bus.openings).toBe(2);
  await clock.advanceBy(60 * minute);
  expect(state()).toBe('stale');
  expect(asked.details).toBe(2);
  bus.publish(710, '3');
  await clock.advanceBy(0);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('after a sleep of the machine the link is opened anew at once', async () => {
  const { bus, clock, supervisor, state, asked } = house();
  supervisor.start();
  await clock.advanceBy(60_000);
  clock.jumpWall(3_600_000);
  await clock.advanceBy(15_000);
  expect(asked.details).toBe(2);
  expect(bus.openings).toBe(2);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('a sleep during the backoff ends the wait', async () => {
  const { bus, clock, supervisor, state } = house({ options: { random: () => 0.999 } });
  bus.refuseWith = { condition: 'ENETUNREACH', message: 'No network.', permanent: false };
  supervisor.start();
  await clock.advanceBy(4 * minute + 5_000); // the next try would be at 303 s
  bus.refuseWith = null;
  const openings = bus.openings;
  clock.jumpWall(3_600_000);
  await clock.advanceBy(15_000);
  expect(bus.openings).toBe(openings + 1);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('a clock that is set back by an hour breaks nothing', async () => {
  const { bus, clock, supervisor, state } = house();
  supervisor.start();
  await clock.advanceBy(60_000);
  clock.jumpWall(-3_600_000);
  await clock.advanceBy(60_000);
  expect(bus.openings).toBe(1);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('numbers that never arrive mean that somebody else reads: shared, and live again half an hour after he left', async () => {
  const { bus, clock, supervisor, state } = house();
  supervisor.start();
  for (let n = 0; n < 12; n++) {
    bus.publish(710, String(n));
    bus.takeNext();
    await clock.advanceBy(10_000);
  }
  expect(state()).toBe('live');
  await clock.advanceBy(6 * minute);
  expect(state()).toBe('shared');
  expect(supervisor.status()[0]?.trouble).toContain('Somebody else');
  for (let n = 0; n < 6; n++) {
    await clock.advanceBy(6 * minute);
    bus.publish(710, `later ${n}`);
  }
  await clock.advanceBy(0);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('the detection of a second reader can be switched off', async () => {
  const { bus, clock, supervisor, state } = house({ options: { detectShared: false } });
  supervisor.start();
  for (let n = 0; n < 30; n++) {
    bus.publish(710, String(n));
    bus.takeNext();
  }
  await clock.advanceBy(10 * minute);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('messages that expired while we were away are no sign of a second reader', async () => {
  const { bus, clock, supervisor, state } = house();
  supervisor.start();
  bus.publish(710, '3');
  await clock.advanceBy(0);
  bus.cut();
  for (let n = 0; n < 100; n++) bus.takeNext();
  bus.publish(710, '5');
  await clock.advanceBy(10 * minute);
  bus.publish(710, '3');
  await clock.advanceBy(0);
  expect(state()).toBe('live');
  await supervisor.close();
});

test('a busy hour writes at most one message fact a minute', async () => {
  const { bus, clock, supervisor, events } = house();
  supervisor.start();
  for (let second = 0; second < 3_600; second++) {
    bus.publish(513, String(second));
    await clock.advanceBy(1_000);
  }
  const facts = events();
  expect(facts[0]).toBe('opened');
  expect(facts.filter((event) => event === 'message')).toHaveLength(60);
  await supervisor.close();
});

test('a lost link is journalled and its message fact comes at once after the return', async () => {
  const { bus, clock, supervisor, events } = house();
  supervisor.start();
  bus.publish(710, '3');
  await clock.advanceBy(0);
  bus.cut();
  bus.publish(710, '5');
  await clock.advanceBy(1_000);
  expect(events()).toEqual(['opened', 'message', 'lost', 'opened', 'message']);
  await supervisor.close();
});

test('status is told for every change of state or trouble and not for every message', async () => {
  const { bus, clock, supervisor, statuses } = house();
  supervisor.start();
  for (let n = 0; n < 50; n++) bus.publish(710, String(n));
  await clock.advanceBy(0);
  bus.cut();
  await clock.advanceBy(1_000);
  expect(statuses.map(({ state }) => state)).toEqual(['connecting', 'live', 'connecting', 'live']);
  await supervisor.close();
});

test('a link that opens and dies at once does not reset the backoff', async () => {
  const { bus, clock, supervisor, asked } = house();
  supervisor.start();
  for (let second = 0; second < 600; second++) {
    await clock.advanceBy(1_000);
    bus.cut();
  }
  expect(asked.details).toBeLessThan(30);
  await supervisor.close();
});

test('details that never come are given up after 90 s, and a link that comes too late is closed', async () => {
  let answer: (details: ConnectionDetails) => void = () => {};
  let asked = 0;
  const { bus, clock, supervisor, details, state } = house({
    options: {
      details: () => {
        asked++;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    },
  });
  supervisor.start();
  await clock.advanceBy(90_000);
  expect(state()).toBe('down');
  expect(asked).toBe(1);
  answer(details);
  await clock.advanceBy(0);
  expect(bus.openings).toBe(1);
  expect(bus.open_).toBeNull();
  await clock.advanceBy(1_000);
  expect(asked).toBe(2);
  await supervisor.close();
  expect(clock.pending()).toBe(0);
});

test('closing while the details are under way ends at once and leaves no timer', async () => {
  const { clock, supervisor, state } = house({ options: { details: () => new Promise(() => {}) } });
  supervisor.start();
  await clock.advanceBy(0);
  await supervisor.close();
  expect(state()).toBe('off');
  expect(clock.pending()).toBe(0);
});

test('closing lets messages under way be completed', async () => {
  const { bus, clock, supervisor, value } = house();
  supervisor.start();
  await clock.advanceBy(0);
  bus.publish(710, '3');
  await supervisor.close();
  expect(value(710)).toBe('3');
  expect(bus.stored).toEqual([]);
});

test('a callback that throws stops nothing', async () => {
  const broken = () => {
    throw new Error('broken callback');
  };
  const { bus, clock, supervisor, value, lines } = house({
    options: { journal: broken, onStatus: broken, onUnknownCharger: broken },
  });
  bus.publish(710, '3');
  supervisor.start();
  await clock.advanceBy(0);
  expect(value(710)).toBe('3');
  expect(bus.stored).toEqual([]);
  expect(bus.openings).toBe(1);
  expect(lines.some((line) => line.includes('callback'))).toBe(true);
  await supervisor.close();
});

test('of more than 64 sources the first 64 are opened and the log says so', () => {
  const scopes = Array.from({ length: 70 }, (_, n) => ({ bus: 'installation', scope: String(n) }) as const);
  const { supervisor, lines } = house({ options: { scopes } });
  expect(supervisor.status()).toHaveLength(64);
  expect(lines.some((line) => line.includes('64'))).toBe(true);
});
