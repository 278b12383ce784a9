// The emulated cloud: how soon its first message is there and what 40 chargers weigh; what 50,000 cost for a minute.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Place, Spent } from './emulator/cloud.ts';
import { openReader } from './emulator/reader.ts';

const starts = 5;
const goals = { firstMs: 1_000, smallBytes: 150e6, cores: 1, largeBytes: 1.5e9 };
const windowMs = 60_000;
/** The fleet has settled: what its start has allocated is collected, and the reader has its backlog behind it. */
const settleMs = 15_000;

console.log(
  'topology: loopback, the cloud a process of its own, one @azure/service-bus client in this process (loaded before the ' +
    'clock starts) that reads the bus of the user group with peek-lock and a credit of 500',
);
await coldStart();
await largeFleet();

/** From spawn to the first message in the client's hands; a car is plugged in, since nobody else changes anything so soon. */
async function coldStart(): Promise<void> {
  const tookMs: number[] = [];
  const bytes: number[] = [];
  const processorMs: number[] = [];
  for (let start = 0; start < starts; start++) {
    const startedMs = performance.now();
    const cloud = open(['40', '8', '1']);
    const reader = await openReader(await next<Place>(cloud));
    const plug = setInterval(() => order(cloud, 'plug'), 20);
    await reader.first;
    tookMs.push(performance.now() - startedMs);
    clearInterval(plug);
    const { residentBytes, processorUs } = await spent(cloud);
    bytes.push(residentBytes);
    processorMs.push(processorUs / 1000);
    await reader.close();
    await end(cloud);
  }
  const each = tookMs.map((ms) => Math.round(ms)).join(' ');
  console.log(
    `cold start, 40 chargers: first message after ${told(median(tookMs), goals.firstMs, 'ms')}, each ${each}, ` +
      `of which the cloud's processor time is ${Math.round(median(processorMs))} ms; ` +
      `resident ${told(median(bytes) / 1e6, goals.smallBytes / 1e6, 'MB')}`,
  );
}

async function largeFleet(): Promise<void> {
  const cloud = open(['50000', '10000', '1000']);
  const reader = await openReader(await next<Place>(cloud));
  await pause(settleMs);
  const [before, readBefore, beganMs] = [await spent(cloud), reader.count(), performance.now()];
  await pause(windowMs);
  const [after, read, endedMs] = [await spent(cloud), reader.count() - readBefore, performance.now()];
  const cores = (after.processorUs - before.processorUs) / 1000 / (endedMs - beganMs);
  console.log(
    `50,000 chargers, 20 % charging, ${windowMs / 1000} s: ${told(cores, goals.cores, 'cores', 2)} of processor time, ` +
      `resident ${told(after.residentBytes / 1e6, goals.largeBytes / 1e6, 'MB')}, ${Math.round((read * 1000) / windowMs)} messages read a second`,
  );
  await reader.close();
  await end(cloud);
}

function open(args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'emulator/cloud.ts'), args);
}

function order(cloud: ChildProcess, what: Order): void {
  cloud.send(what);
}

async function next<T>(cloud: ChildProcess): Promise<T> {
  const [message] = await once(cloud, 'message');
  return message as T;
}

async function spent(cloud: ChildProcess): Promise<Spent> {
  order(cloud, 'spent');
  return next<Spent>(cloud);
}

async function end(cloud: ChildProcess): Promise<void> {
  const gone = once(cloud, 'exit');
  order(cloud, 'stop');
  await gone;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function told(value: number, below: number, unit: string, digits = 0): string {
  return `${value.toFixed(digits)} ${unit} (goal < ${below}${value < below ? '' : ', missed'})`;
}
