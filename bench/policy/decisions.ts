// How many questions a ledger answers, and how fast 5,000 calls get through it, against a bare token bucket and against
// the scheduler that programs of this kind use.
import {
  type CallFact,
  createLedger,
  decide,
  defaultMargin,
  generalAccess,
  type Intent,
  type Ledger,
  record,
} from '@fairlead/policy';
import Bottleneck from 'bottleneck';
import { type Cost, stopwatch } from './stopwatch.ts';
import { callAt, idOf, startedAtMs, traffic, words } from './traffic.ts';

const chargers = 1000;
const pending = 5000;
const hours = 2;
/** No limit of anybody's: what is measured is the work, not the waiting. */
const boundless = { name: 'boundless', ratePerSecond: 1_000_000, burst: 1_000_000 };

const nowMs = startedAtMs + hours * 3_600_000;

/** A client that has followed 1,000 chargers for two hours. */
export function followedLedger(): Ledger {
  const ledger = createLedger({ terms: { tier: generalAccess, margin: defaultMargin }, startedAtMs, bucket: 'full' });
  return traffic({ accounts: 1, polling: 0, chargers, hours }).reduce(record, ledger);
}

/** What 5,000 callers want of 1,000 chargers: mostly state, details and commands, and some of everything else. */
export function pendingIntents(): readonly Intent[] {
  return Array.from({ length: pending }, (_, n) => {
    const installationId = idOf('i', Math.floor((n % chargers) / 10));
    const charger = { resource: idOf('c', n % chargers), installationId };
    const installation = { resource: installationId, installationId };
    const wanted: readonly Partial<CallFact>[] = [
      { ...words.state, ...charger, charging: 'yes' },
      { ...words.state, ...charger, cause: 'user' },
      { ...words.command, ...charger, allowed: 'yes', cause: 'command' },
      { ...words.detail, ...charger },
      n % 20 < 5
        ? { ...words.archived, ...installation, window: { fromAtMs: nowMs - 7_200_000, toAtMs: nowMs - 3_600_000 } }
        : n % 20 < 10
          ? { ...words.current, ...installation, connected: 'yes', changed: 'yes' }
          : n % 20 < 15
            ? words.list
            : { ...words.hierarchy, ...installation },
    ];
    // Not n % 5: each charger then would be asked for one thing only.
    return intentOf(callAt(nowMs, wanted[Math.floor(n / 7) % wanted.length] ?? {}), n % 2 === 0 ? nowMs - 9000 : null);
  });
}

function intentOf(fact: CallFact, heldSinceMs: number | null): Intent {
  return { ...fact, accountId: fact.accountId ?? '', heldSinceMs };
}

/** Questions a second, and what was answered. */
export function decisionsPerSecond(ledger: Ledger, intents: readonly Intent[], rounds: number): [number, string] {
  const answers = { go: 0, wait: 0, local: 0, never: 0 };
  const stop = stopwatch();
  for (let round = 0; round < rounds; round += 1) {
    for (const intent of intents) answers[decide(ledger, intent, nowMs + round).kind] += 1;
  }
  const rate = stop(intents.length * rounds).perProcessorSecond;
  const told = Object.entries(answers).map(
    ([kind, count]) => `${kind} ${Math.round((100 * count) / (intents.length * rounds))} %`,
  );
  return [rate, told.join(', ')];
}

/** The same questions to nothing but a token bucket. */
export function bareBucketsPerSecond(intents: readonly Intent[], rounds: number): number {
  let level = 0;
  let asOfMs = nowMs;
  let waits = 0;
  const stop = stopwatch();
  for (let round = 0; round < rounds; round += 1) {
    for (const intent of intents) {
      const now = nowMs + round + intent.attempt;
      level = Math.min(15, level + ((now - asOfMs) / 1000) * 10);
      asOfMs = now;
      if (level >= 1) level -= 1;
      else waits += 1;
    }
  }
  const rate = stop(intents.length * rounds).perProcessorSecond;
  if (waits === 0) throw new Error('The bare bucket let everything go.');
  return rate;
}

/** The work of a call in this bench: none, but asynchronous. */
const job = async (): Promise<void> => {};

/** 5,000 queued calls, each decided, recorded as sent, made, and recorded as answered. */
export async function costOfCalls(): Promise<Cost> {
  const queue = Array.from({ length: pending }, (_, n) =>
    callAt(startedAtMs, { ...words.command, resource: idOf('c', n % chargers), allowed: 'yes', changed: 'yes' }),
  );
  const terms = { tier: boundless, margin: boundless };
  let ledger = createLedger({ terms, startedAtMs, bucket: 'full' });
  const stop = stopwatch();
  for (const call of queue) {
    if (decide(ledger, intentOf(call, null), startedAtMs).kind !== 'go') throw new Error('A call was held back.');
    ledger = record(ledger, { ...call, status: null, answeredAtMs: null });
    await job();
    ledger = record(ledger, call);
  }
  return stop(pending);
}

/** So many of the 5,000 jobs are waited for: Bottleneck takes a turn of a timer for each, 5,000 would be 15 s. */
const waitedFor = 1000;

/** 5,000 queued jobs in Bottleneck, which holds none of them back. */
export async function costOfBottleneck(): Promise<Cost> {
  const limiter = new Bottleneck();
  let made = 0;
  const stop = stopwatch();
  const cost = await new Promise<Cost>((resolve) => {
    const count = async (): Promise<void> => {
      await job();
      made += 1;
      if (made === waitedFor) resolve(stop(made));
    };
    // What is still queued then is dropped, and says so by rejecting.
    for (let n = 0; n < pending; n += 1) limiter.schedule(count).catch(() => undefined);
  });
  await limiter.stop({ dropWaitingJobs: true });
  return cost;
}
