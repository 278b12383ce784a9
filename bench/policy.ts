// The law at work: decisions and judged facts a second, and what a ledger of a large fleet weighs.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Fact, judge, type Ledger } from '@fairlead/policy';
import {
  bareBucketsPerSecond,
  costOfBottleneck,
  costOfCalls,
  decisionsPerSecond,
  followedLedger,
  pendingIntents,
} from './policy/decisions.ts';
import { fleetChargers, ledgerBytes } from './policy/fleet.ts';
import { hostileBytes, hostileCalls } from './policy/hostile-journal.ts';
import { hostileLedger } from './policy/hostile-ledger.ts';
import { journalCalls, journalChargers, longJournal } from './policy/long-journal.ts';
import { type Cost, stopwatch } from './policy/stopwatch.ts';
import { idOf, traffic } from './policy/traffic.ts';

const rounds = 5;
const goalPerSecond = 200_000;
const mostBytes = 1300;
/** What that comes to for 50,000 chargers, and no more for anything that is told. */
const mostLedgerBytes = 64_000_000;
/** Ids as long as the cloud's; the longest that are kept as they are, in letters of two bytes; and longer ones. */
const hostileIds: readonly (readonly [string, (kind: string, n: number) => string])[] = [
  ['ids of the cloud', idOf],
  ['ids of wide letters', (kind, n) => `${kind}${'Ω'.repeat(23)}${String(n).padStart(12, '0')}`],
  ['ids of 1,000 letters', (kind, n) => `${kind}${'Ω'.repeat(987)}${String(n).padStart(12, '0')}`],
];
/** What is held to be put in order is at most 10,000 facts of 1 kB; the rest is of the clauses. */
const mostJudgeBytes = 32_000_000;
/** 500,000 entries of all subjects together × 140 bytes, and the facts to be put in order. */
const mostHostileBytes = 96_000_000;

console.log(
  'Topology: one process, one core, no network and no clock; the yardsticks run in the same process: a bare token bucket, Bottleneck 2.19.5 with 5,000 queued jobs and no limit, and a bare pass over the facts that counts their classes. A second is one of the processor.',
);
questions();
await calls();
facts();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
journal();
hostile();
memory();
hostileMemory();

function questions(): void {
  const ledger = followedLedger();
  const intents = pendingIntents();
  decisionsPerSecond(ledger, intents, 4);
  const runs = times(() => decisionsPerSecond(ledger, intents, 40));
  const ours = median(runs.map(([rate]) => rate));
  const bare = median(times(() => bareBucketsPerSecond(intents, 400)));
  console.log(`
Decisions: 5,000 pending intents over 1,000 chargers, all clauses asked
  decided                ${count(ours)} a second   (${goal(ours)}; ${runs[0]?.[1]})
  bare token bucket      ${count(bare)} a second, ratio ${(ours / bare).toFixed(4)}`);
}

async function calls(): Promise<void> {
  await costOfCalls();
  const ours: Cost[] = [];
  const peer: Cost[] = [];
  for (let round = 0; round < 3; round += 1) {
    ours.push(await costOfCalls());
    peer.push(await costOfBottleneck());
  }
  const line = (name: keyof Cost): string => {
    const [one, other] = [median(ours.map((cost) => cost[name])), median(peer.map((cost) => cost[name]))];
    return `ours ${count(one)}, Bottleneck ${count(other)}, ratio ${(one / other).toFixed(1)}`;
  };
  console.log(`
From the queue to the answer: 5,000 calls queued, each decided and recorded twice; no limit holds any of them
  a second by the clock  ${line('perSecond')} (Bottleneck waits for a timer at each job)
  a processor second     ${line('perProcessorSecond')}`);
}

function facts(): void {
  const journal = traffic({ accounts: 6, polling: 2, chargers: 100, hours: 6 });
  const calls = journal.filter(({ kind }) => kind === 'call');
  const perSecond = (of: readonly Fact[], work: (facts: readonly Fact[]) => unknown): number => {
    const stop = stopwatch();
    work(of);
    return stop(of.length).perProcessorSecond;
  };
  const ours = median(times(() => perSecond(journal, judge)));
  const ofCalls = median(times(() => perSecond(calls, judge)));
  const bare = median(times(() => perSecond(journal, classes)));
  const broken = judge(journal)
    .verdicts.filter(({ verdict }) => verdict === 'broken')
    .map(({ clause }) => clause);
  console.log(`
Judging: ${count(journal.length)} facts of 6 accounts in 6 hours, ${count(calls.length)} of them calls, over all clauses
  judged                 ${count(ours)} facts a second   (${goal(ours)}; broken: ${broken.join(', ') || 'none'})
  the calls alone        ${count(ofCalls)} facts a second   (${goal(ofCalls)})
  bare pass              ${count(bare)} facts a second, ratio ${(ours / bare).toFixed(4)}`);
}

function journal(): void {
  const { perProcessorSecond, earlyBytes, bytes } = longJournal(collect);
  // The heap of the engine itself breathes by about a megabyte.
  const megabytes = (of: number): string => (of < 1e6 ? 'under 1' : (of / 1e6).toFixed(1));
  console.log(`
Journal: ${count(journalCalls)} calls about ${journalChargers} chargers over 30 days, made and judged one by one
  the judge holds        ${megabytes(bytes)} MB at its end, ${megabytes(earlyBytes)} MB after a quarter   (goal at most ${megabytes(mostJudgeBytes)} MB)
  made and judged        ${count(perProcessorSecond)} facts a second   (${goal(perProcessorSecond)})`);
  if (bytes <= mostJudgeBytes) return;
  console.error(`Missed: the judge holds ${bytes} bytes; at most ${mostJudgeBytes} are wanted.`);
  process.exitCode = 1;
}

function hostile(): void {
  const bytes = hostileBytes(collect);
  console.log(`
Hostile journal: ${count(hostileCalls)} calls of 256 accounts, each about a thing that was never heard of
  the judge holds        ${(bytes / 1e6).toFixed(1)} MB at the most   (goal at most ${(mostHostileBytes / 1e6).toFixed(1)} MB)`);
  if (bytes <= mostHostileBytes) return;
  console.error(`Missed: the judge holds ${bytes} bytes; at most ${mostHostileBytes} are wanted.`);
  process.exitCode = 1;
}

function memory(): void {
  const { bytes, facts: recorded } = ledgerBytes(collect);
  const each = Math.round(bytes / fleetChargers);
  console.log(`
Ledger of an account with ${count(fleetChargers)} chargers followed for 30 days: ${count(recorded)} facts
  bytes for each charger ${count(each)}   (goal at most ${count(mostBytes)}; ${(bytes / 1e6).toFixed(1)} MB in all)`);
  if (each <= mostBytes) return;
  console.error(`Missed: the ledger holds ${each} bytes for each charger; at most ${mostBytes} are wanted.`);
  process.exitCode = 1;
}

/** Told beside the figure and no more: a bench does not fail by the clock. */
function goal(perSecond: number): string {
  return `goal ${count(goalPerSecond)}${perSecond < goalPerSecond ? ', missed' : ''}`;
}

function hostileMemory(): void {
  console.log('\nLedger of an account that fills every book of it up to its bound, beside another account');
  // All are held to the end: what is collected late would be taken off the next one's weight.
  const ledgers: Ledger[] = [];
  for (const [name, ids] of hostileIds) {
    const before = heapBytes();
    ledgers.push(hostileLedger(ids));
    const bytes = heapBytes() - before;
    console.log(`  ${name.padEnd(23)}${(bytes / 1e6).toFixed(1)} MB   (goal at most ${mostLedgerBytes / 1e6} MB)`);
    if (bytes <= mostLedgerBytes) continue;
    console.error(`Missed: the ledger holds ${bytes} bytes; at most ${mostLedgerBytes} are wanted.`);
    process.exitCode = 1;
  }
  if (ledgers.some(({ seenMs, startedAtMs }) => seenMs === startedAtMs)) throw new Error('A ledger was told nothing.');
}

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Counts the facts of each class, and nothing else. */
function classes(of: readonly Fact[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const fact of of) {
    const name = fact.kind === 'call' ? fact.class : fact.kind;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  return counted;
}

function times<T>(run: () => T): readonly T[] {
  return Array.from({ length: rounds }, run);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
