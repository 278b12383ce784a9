import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { superviseStream } from './supervise-stream.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const hour = 3_600_000;

class Unavailable extends Error {}

/** As the bus's client is: made for one opening, knows whom it delivers to, and is in reach of the error that it fails with. */
class Client {
  handler: unknown = null;
  async open(handler?: unknown): Promise<never> {
    this.handler = handler;
    await Promise.resolve();
    throw new Unavailable('The bus is away.');
  }
}

/** A source that fails for so long; how many objects of each kind are on the heap afterwards. */
function failingFor(details: () => Promise<unknown>) {
  const clock = manualClock();
  const stream = superviseStream({
    ...{ accountId: 'main', scopes: [{ bus: 'group', scope: 'users' }], clock, random: () => 0, log: silent },
    ...{ mirror: openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log: silent }) },
    ...{ details: details as never, source: { open: (_, handler) => new Client().open(handler) } },
    ...{ journal() {}, onStatus() {}, onUnknownCharger() {} },
  });
  stream.start();
  return { clock, stream };
}

const held = (kind: new (...args: never[]) => object): number => queryObjects(kind, { format: 'count' });

test('A bus that is away for ever costs no memory: what one opening left is let go of by the next', async () => {
  const { clock, stream } = failingFor(async () => ({}));
  await clock.advanceBy(2 * hour);
  expect(held(Client)).toBeLessThanOrEqual(2);
  expect(held(Unavailable)).toBeLessThanOrEqual(2);
  await stream.close();
});

test('Details that fail for ever cost no memory either', async () => {
  const { clock, stream } = failingFor(async () => await new Client().open());
  await clock.advanceBy(2 * hour);
  expect(held(Unavailable)).toBeLessThanOrEqual(2);
  const before = held(Array);
  await clock.advanceBy(10 * hour);
  // 1,200 tries: an array of each would be as many.
  expect(held(Array) - before).toBeLessThan(300);
  await stream.close();
});
