// A governor in whose queue 5,000 calls wait at any time: what leaves is replaced by what enters.
// Invariant: time is a number that this file moves; nothing sleeps, nothing is sent over a network. Each look at it costs what
// one at the machine's own clock costs.
import { type CallFact, createLedger, decide, defaultMargin, type Fact, generalAccess, record } from '@fairlead/policy';
import { type Clock, lanes, type OpenedGovernor, openGovernor, systemClock } from '@fairlead/sdk';
import { type Cost, stopwatch } from '../policy/stopwatch.ts';

export const queued = 5_000;
const apps = 20;
/** After so long the bucket of 12 is full again at 9.9/s: twelve calls leave, and the thirteenth is told to wait. */
const stepMs = 1_213;
const perStep = 12;

/** A call from its entering to its caller's being told, with 5,000 others waiting. */
export async function costOfGovernor(calls: number, journal: (fact: Fact) => void = () => {}): Promise<Cost> {
  const { clock, step } = movedByHand();
  const governor = openGovernor({ userAgent: 'bench/1.0 (+https://example.org)', clock, journal });
  // A caller has its ids and its name before it asks.
  const ids = Array.from({ length: calls + queued + perStep }, (_, n) => chargerId(n));
  const names = Array.from({ length: apps }, (_, n) => `app ${n}`);
  let ended = 0;
  let entered = 0;
  const send = async () => ({ status: 200 });
  const count = (): void => void ended++;
  const enter = (governed: OpenedGovernor): void => {
    const n = entered++;
    const id = ids[n] ?? chargerId(n);
    const lane = lanes[n % lanes.length] ?? 'background';
    const app = names[n % apps] ?? null;
    void governed.submit({ endpoint: 'session-priority', params: { id }, lane, app }, send).then(count);
  };
  for (let n = 0; n < queued; n += 1) enter(governor);
  await settled();
  const stop = stopwatch();
  let steps = 0;
  for (; ended < calls; steps += 1) {
    step(stepMs);
    await settled();
    for (let n = entered - ended; n < queued; n += 1) enter(governor);
  }
  const cost = stop(ended);
  if (governor.status().queued < queued - perStep) throw new Error('The queue was not full.');
  if (Math.abs(ended / steps - perStep) > 0.1) throw new Error(`${ended} calls left in ${steps} steps.`);
  await governor.close();
  return cost;
}

/** The books alone: of the same calls each is decided, and recorded as sent and as answered. */
export async function costOfBooks(calls: number): Promise<Cost> {
  const facts: CallFact[] = [];
  await costOfGovernor(calls, (fact) => fact.kind === 'call' && facts.push(fact));
  const startedAtMs = (facts[0]?.sentAtMs ?? 0) - stepMs;
  const terms = { tier: generalAccess, margin: defaultMargin };
  let ledger = createLedger({ terms, startedAtMs, bucket: 'full' });
  const stop = stopwatch();
  for (const fact of facts) {
    const answer = decide(ledger, { ...fact, accountId: 'main', heldSinceMs: null }, fact.sentAtMs);
    if (answer.kind !== 'go') throw new Error(`A call that had left was held back by ${answer.clause}.`);
    ledger = record(ledger, { ...fact, status: null, answeredAtMs: null });
    ledger = record(ledger, fact);
  }
  return stop(facts.length);
}

function chargerId(n: number): string {
  // Flat: a text that is still in pieces would be put together on the stopwatch.
  return Buffer.from(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`).toString();
}

/** The work that is under way: promises alone, since nothing here waits for the machine. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function movedByHand(): { readonly clock: Clock; readonly step: (ms: number) => void } {
  const timers = new Set<() => void>();
  let nowMs = 1_795_348_800_000;
  const lookingAt =
    (machine: () => number): (() => number) =>
    () => {
      machine();
      return nowMs;
    };
  const { nowMs: wallMs, monotonicMs, uptimeMs = monotonicMs } = systemClock;
  const clock: Clock = {
    ...{ nowMs: lookingAt(wallMs), monotonicMs: lookingAt(monotonicMs), uptimeMs: lookingAt(uptimeMs) },
    setTimer(callback) {
      const timer = (): void => callback();
      timers.add(timer);
      return timer;
    },
    clearTimer: (timer) => void timers.delete(timer as () => void),
  };
  const step = (ms: number): void => {
    nowMs += ms;
    const due = [...timers];
    timers.clear();
    for (const timer of due) timer();
  };
  return { clock, step };
}
