// 50,000 chargers, a fifth of them charging, at the cloud's pace, with a reader of everything.
import { openChild } from './child.ts';
import type { Place } from './cloud.ts';
import { below, pause } from './figures.ts';
import { openReader } from './reader.ts';

const goals = { cores: 1, bytes: 1.5e9 };
const windowMs = 60_000;
/** The fleet has settled: what its start has allocated is collected, and the reader has its backlog behind it. */
const settleMs = 15_000;

export async function largeFleet(): Promise<void> {
  const cloud = await openChild<Place>('cloud', ['50000', '10000', '1000']);
  const { processorUs: toStartUs } = await cloud.spent();
  const reader = await openReader(cloud.opened);
  await pause(settleMs);
  const [before, readBefore, beganMs] = [await cloud.spent(), reader.count(), performance.now()];
  await pause(windowMs);
  const [after, read, endedMs] = [await cloud.spent(), reader.count() - readBefore, performance.now()];
  const cores = (after.processorUs - before.processorUs) / 1000 / (endedMs - beganMs);
  console.log(
    `50,000 chargers, 20 % charging: there after ${(cloud.ready / 1000).toFixed(1)} s (${(toStartUs / 1e6).toFixed(1)} s of processor time); ` +
      `in ${windowMs / 1000} s ${below(cores, goals.cores, 'cores', 2)}, ` +
      `resident ${below(after.residentBytes / 1e6, goals.bytes / 1e6, 'MB')}, ${Math.round((read * 1000) / windowMs)} messages read a second`,
  );
  await reader.close();
  await cloud.end();
}
