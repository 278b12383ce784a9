// The mirror at work: observations applied a second, in the one order, beside bare Maps; and what a large fleet weighs.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memoryKeeper, openMirror, systemClock } from '@fairlead/sdk';
import { type Feed, feedOf, fullState } from './mirror/observations.ts';
import { PlainMap } from './mirror/plain-map.ts';
import { type Cost, stopwatch } from './policy/stopwatch.ts';

const goalPerSecond = 500_000;
const goalBytes = 1e9;
const fleetChargers = 50_000;
const rounds = 5;
const quiet = (): void => {};

console.log(
  'Topology: one process, one core, no network; the yardstick runs in the same process, turn by turn: bare Maps, by charger and by state id, that keep the later value. A second is one of the processor. The fleet is weighed in a process of its own.',
);
await rates(1_000, 'held');
await rates(10_000, 'held');
await rates(10_000, 'new');
await weight();

/** @param state `held`: every value is held already, and most are replaced. `new`: the mirror begins empty, as at a first start. */
async function rates(chargers: number, state: 'held' | 'new'): Promise<void> {
  const feed = feedOf(chargers, 1_000_000, state === 'held' ? [...fullState(chargers)] : []);
  const ours: Cost[] = [];
  const bare: Cost[] = [];
  await ourCost(feed);
  for (let round = 0; round < rounds; round++) {
    ours.push(await ourCost(feed));
    bare.push(bareCost(feed));
  }
  const [rate, plain] = [median(ours), median(bare)];
  const verdict = `goal ${count(goalPerSecond)}${rate < goalPerSecond ? ', missed' : ''}`;
  console.log(`
${count(feed.observations)} observations of ${count(chargers)} chargers in batches of up to 500, 1 in 20 late, ${state === 'held' ? 'all held before' : 'none held before'}
  applied                ${count(rate)} a second   (${verdict}; by the clock ${count(medianOf(ours, 'perSecond'))})
  bare Map of Maps       ${count(plain)} a second, ratio ${(rate / plain).toFixed(2)}`);
}

/** As the stream does it: one batch after another, through the default keeper, with a listener. */
async function ourCost({ before, batches, observations }: Feed): Promise<Cost> {
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log });
  for (const batch of before) await mirror.apply({ observations: batch, chargers: [], installations: [] });
  let published = 0;
  mirror.subscribe(() => {
    published++;
  });
  const stop = stopwatch();
  for (const batch of batches) await mirror.apply({ observations: batch, chargers: [], installations: [] });
  const cost = stop(observations);
  if (published < observations / 10) throw new Error('The mirror published less than changed.');
  return cost;
}

function bareCost({ before, batches, observations }: Feed): Cost {
  const map = new PlainMap();
  for (const batch of before) map.apply(batch);
  const stop = stopwatch();
  for (const batch of batches) map.apply(batch);
  const cost = stop(observations);
  if (map.size === 0) throw new Error('The bare Maps held nothing.');
  return cost;
}

async function weight(): Promise<void> {
  const program = fileURLToPath(new URL('./mirror/fleet-weight.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(fleetChargers)]);
  const { residentBytes, heldBytes } = JSON.parse(stdout) as { residentBytes: number; heldBytes: number };
  console.log(`
${count(fleetChargers)} chargers with 75 values and a row each, default keeper, in a process of its own
  resident               ${megabytes(residentBytes)} MB   (goal under ${megabytes(goalBytes)} MB; ${megabytes(heldBytes)} MB of them on the heap and in arrays)`);
  if (residentBytes < goalBytes) return;
  console.error(`Missed: the process holds ${residentBytes} bytes; less than ${goalBytes} are wanted.`);
  process.exitCode = 1;
}

function median(costs: readonly Cost[]): number {
  return medianOf(costs, 'perProcessorSecond');
}

function medianOf(costs: readonly Cost[], name: keyof Cost): number {
  return costs.map((cost) => cost[name]).sort((one, other) => one - other)[costs.length >> 1] ?? 0;
}

function megabytes(bytes: number): string {
  return count(bytes / 1e6);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
