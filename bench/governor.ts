// How much the governor costs: calls through a queue in which 5,000 wait, and what of it is scheduling.
import { costOfBooks, costOfGovernor, queued } from './governor/queue.ts';
import { costOfBottleneck } from './policy/decisions.ts';
import type { Cost } from './policy/stopwatch.ts';

const rounds = 5;
const calls = 60_000;
const goalPerSecond = 200_000;

console.log(
  'Topology: one process, one core, no network; time is moved by hand, so that nobody waits. Ours lets calls go at 9.9 a second of that time, from four lanes and twenty apps; the yardstick in the same process is Bottleneck 2.19.5 with 5,000 queued jobs and no limit at all. A second is one of the processor, which a busy machine does not slow down.',
);
// Bottleneck's queue and ours are warm before anything counts.
await costOfGovernor(calls);
const ours: Cost[] = [];
const books: Cost[] = [];
const peers: Cost[] = [];
for (let round = 0; round < rounds; round += 1) {
  ours.push(await costOfGovernor(calls));
  books.push(await costOfBooks(calls));
  peers.push(await costOfBottleneck());
}
const of = (costs: readonly Cost[], name: keyof Cost): number => median(costs.map((cost) => cost[name]));
const through = of(ours, 'perProcessorSecond');
const booked = of(books, 'perProcessorSecond');
const scheduled = 1 / (1 / through - 1 / booked);
console.log(`
Governor: ${count(queued)} wait at any time; each call enters, waits, is chosen, decided by every clause, written down twice, answered
  calls through          ${count(through)} a second; Bottleneck ${count(of(peers, 'perProcessorSecond'))}, ratio ${ratio('perProcessorSecond')}
  by the clock           ${count(of(ours, 'perSecond'))} a second; Bottleneck ${count(of(peers, 'perSecond'))}, ratio ${ratio('perSecond')} (it waits for a timer at each job)
  the policy's part      ${count(booked)} a second: the same calls decided and written down twice, and nothing else
  scheduled              ${count(scheduled)} a second: what is left of the time of a call (goal ${count(goalPerSecond)}${scheduled < goalPerSecond ? ', missed' : ''})`);

function ratio(name: keyof Cost): string {
  return (of(ours, name) / of(peers, name)).toFixed(0);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
