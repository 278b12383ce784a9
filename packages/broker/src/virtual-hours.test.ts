// Two days through the in-process door in a second: readers that hold too long, give back, go and come, outages, rotated
// keys. What must hold at the end holds after minutes of real time as well, but nobody would wait for it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../test/manual-clock.ts';
import type { LinkLoss } from './broker-error.ts';
import type { ReceivedMessage, ReceivingLink, Settlement } from './in-process-link.ts';
import { createNamespace, type Namespace } from './namespace.ts';

const hourMs = 3_600_000;
const lockDurationMs = 60_000;
const topic = 'group_1';

interface Habits {
  /** How long it takes over a message, in turn; beyond the lock's time the message comes again. */
  readonly worksMs: readonly number[];
  readonly abandonsEvery: number;
  readonly staysMs: number;
}

const habits: fc.Arbitrary<Habits> = fc.record({
  worksMs: fc.array(fc.integer({ min: 0, max: 2 * lockDurationMs }), { minLength: 1, maxLength: 8 }),
  abandonsEvery: fc.integer({ min: 2, max: 20 }),
  staysMs: fc.integer({ min: hourMs / 4, max: 8 * hourMs }),
});

/** Comes, reads, goes without a word or with one, and comes back; fetches the new key when the old one is refused. */
class Reader {
  readonly seen = new Map<string, number>();
  readonly losses: string[] = [];
  readonly #namespace: Namespace;
  readonly #clock: ReturnType<typeof manualClock>;
  readonly #habits: Habits;
  readonly #key: () => string;
  #link: ReceivingLink | undefined;
  #handled = 0;
  gone = false;

  constructor(namespace: Namespace, clock: ReturnType<typeof manualClock>, habit: Habits, key: () => string) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#habits = habit;
    this.#key = key;
  }

  async come(): Promise<void> {
    if (this.gone) return;
    const details = { topic, subscription: 'default', keyName: 'reader', key: this.#key() };
    try {
      this.#link = await this.#namespace.receive(details, this, { credit: 5 });
      this.#clock.setTimer(() => void this.#leave(), this.#habits.staysMs);
    } catch {
      this.#clock.setTimer(() => void this.come(), 60_000);
    }
  }

  async #leave(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    if (!link) return;
    await link.close();
    this.#clock.setTimer(() => void this.come(), 30_000);
  }

  message({ body }: ReceivedMessage): Promise<Settlement> {
    const id = Buffer.from(body).toString();
    this.seen.set(id, (this.seen.get(id) ?? 0) + 1);
    this.#handled += 1;
    const { worksMs, abandonsEvery } = this.#habits;
    // At the end everybody works at once, or what is held for longer than a lock would never be done.
    const workMs = this.gone ? 0 : (worksMs[this.#handled % worksMs.length] ?? 0);
    const settlement = !this.gone && this.#handled % abandonsEvery === 0 ? 'abandon' : 'complete';
    return new Promise((resolve) => this.#clock.setTimer(() => resolve(settlement), workMs));
  }

  lost({ condition }: LinkLoss): void {
    this.#link = undefined;
    this.losses.push(condition);
    this.#clock.setTimer(() => void this.come(), 1000);
  }
}

test('over two days nothing is lost, whatever readers do, and every message is in one place at every hour', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(habits, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 20, max: 600 }),
      async (all, everyS) => {
        const clock = manualClock();
        const namespace = createNamespace({
          clock,
          subscriptionDefaults: { lockDurationMs, maxDeliveryCount: 1_000_000 },
        });
        namespace.createTopic(topic);
        namespace.createSubscription(topic, 'default');
        let key = 'key-0';
        namespace.setKey(topic, { name: 'reader', key });
        const readers = all.map((habit) => new Reader(namespace, clock, habit, () => key));
        for (const reader of readers) await reader.come();
        let published = 0;
        const publish = () => {
          namespace.publish(topic, Buffer.from(`${published}`));
          published += 1;
          timer = clock.setTimer(publish, everyS * 1000);
        };
        let timer = clock.setTimer(publish, 0);

        for (let hour = 0; hour < 48; hour++) {
          if (hour % 7 === 3) namespace.cutReceivers();
          namespace.refuseReceivers(hour % 11 === 5);
          if (hour % 13 === 6) {
            key = `key-${hour}`;
            namespace.setKey(topic, { name: 'reader', key });
          }
          await clock.advanceBy(hourMs);
          const { enqueued, active, locked, completed, deadLettered, dropped } = namespace.counters(topic, 'default');
          expect(active + locked + completed).toBe(enqueued);
          expect([deadLettered, dropped, enqueued]).toEqual([0, 0, published]);
        }
        clock.clearTimer(timer);
        namespace.refuseReceivers(false);
        for (const reader of readers) reader.gone = true;
        const last = new Reader(namespace, clock, { worksMs: [0], abandonsEvery: 1, staysMs: hourMs }, () => key);
        await last.come();
        last.gone = true;
        await clock.advanceBy(hourMs);
        expect(namespace.counters(topic, 'default')).toMatchObject({ active: 0, locked: 0, completed: published });
        const seen = new Set([...readers, last].flatMap((reader) => [...reader.seen.keys()]));
        expect(seen.size).toBe(published);
        const rotated = readers.flatMap(({ losses }) => losses).filter((loss) => loss === 'amqp:client-error');
        const cut = readers.flatMap(({ losses }) => losses).filter((loss) => loss === 'amqp:connection:forced');
        expect(rotated.length + cut.length).toBeGreaterThan(0);
        namespace.close();
      },
    ),
    { numRuns: 8 },
  );
});
