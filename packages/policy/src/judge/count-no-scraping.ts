// no-scraping, counted: windows of history that were served twice within a day, and full crawls.
import { sameWindowPercent, windowAgainMs } from '../clauses/history-windows.ts';
import { followWithinMs } from '../clauses/list-pages.ts';
import { noScraping } from '../clauses/no-scraping.ts';
import type { CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import { keepLatest } from './keep-latest.ts';
import type { Tally } from './tally.ts';

/** What one account reads once a day, page by page. 4,096 × about 300 bytes = 1.2 MB; full of windows 4,096 × 32 × 60 bytes = 8 MB. */
const maxReads = 4096;
const maxWindows = 32;
/** Chargers and installations whose history is read in a day. 4,096 × about 150 bytes = 0.6 MB an account. */
const maxThings = 4096;
const dayMs = 86_400_000;

interface Served {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  servedAtMs: number;
  pageAtMs: number;
}

interface Amount {
  rows: number;
  bytes: number;
}

interface Taken {
  /** By what was read; crawls, which have no window, have one that holds nothing but itself. */
  readonly served: Map<string, Served[]>;
  day: number;
  readonly inAll: Amount;
  /** Of each charger or installation that a call named. */
  readonly ofOne: Map<string, Amount>;
}

export const countNoScraping: Counting<Taken> = {
  clause: noScraping,
  per: 'account',
  classes: ['history', 'report'],
  alone: false,
  open: () => ({ served: new Map(), day: Number.NEGATIVE_INFINITY, inAll: { rows: 0, bytes: 0 }, ofOne: new Map() }),
  call(taken, fact, tally) {
    tally.look(fact);
    if (fact.status === null || fact.status < 200 || fact.status > 299) return;
    noteAmount(taken, fact, tally);
    if (isOneSession(fact)) return;
    const unknown = unknownOf(fact);
    if (unknown !== null) tally.miss(unknown);
    else lookAtWindow(taken, fact, tally);
  },
};

function isOneSession({ window, path }: CallFact): boolean {
  return window === null && path.endsWith('{id}');
}

/** What would have to be known to tell this read from another. */
function unknownOf({ class: kind, narrowing, installationId, resource, window }: CallFact): string | null {
  if (window === null && kind === 'report') return 'the window of a report';
  const narrowed = narrowing !== 'none' && installationId === null && resource === null;
  return narrowed ? 'what a read of history was narrowed to' : null;
}

function lookAtWindow({ served }: Taken, call: CallFact, tally: Tally): void {
  const { fromAtMs, toAtMs } = call.window ?? { fromAtMs: 0, toAtMs: 0 };
  const { path, installationId, resource, page, cursor = null } = call;
  const read = JSON.stringify([path, installationId, resource, page, cursor, call.window === null]);
  const windows = (served.get(read) ?? []).filter((other) => call.sentAtMs - other.servedAtMs < 2 * windowAgainMs);
  const same = windows.find((other) => other.fromAtMs === fromAtMs && other.toAtMs === toAtMs);
  const untold = call.class === 'history' && page === null && cursor === null;
  const follows = same !== undefined && untold && call.sentAtMs - same.pageAtMs <= followWithinMs;
  const holding = windows
    .filter((other) => other !== same || !follows)
    .filter((other) => holds(other, fromAtMs, toAtMs));
  if (holding.length > 0) compare(call, Math.max(...holding.map(({ servedAtMs }) => servedAtMs)), tally);
  const others = windows.filter((other) => other !== same);
  const servedAtMs = follows ? same.servedAtMs : call.sentAtMs;
  const windowsNow = [...others, { fromAtMs, toAtMs, servedAtMs, pageAtMs: call.sentAtMs }];
  keepLatest(served, read, windowsNow.slice(-maxWindows), maxReads);
}

/** Kept for two days, so that the closest approach of whoever reads daily shows in the evidence. */
function compare(call: CallFact, servedAtMs: number, tally: Tally): void {
  const gapMs = call.sentAtMs - servedAtMs;
  if (gapMs >= windowAgainMs) {
    tally.atLeast(call, gapMs, windowAgainMs, 'ms');
    return;
  }
  const read = call.window === null ? 'all of it was' : `${sameWindowPercent} % or more of this window were`;
  const what = `${call.path} was read ${gapMs} ms after ${read} served; ${windowAgainMs} ms are asked`;
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: windowAgainMs - gapMs, what });
}

function holds(other: Served, fromAtMs: number, toAtMs: number): boolean {
  const shared = Math.min(other.toAtMs, toAtMs) - Math.max(other.fromAtMs, fromAtMs);
  return 100 * shared >= sameWindowPercent * (toAtMs - fromAtMs);
}

function noteAmount(taken: Taken, call: CallFact, tally: Tally): void {
  const day = Math.floor(call.sentAtMs / dayMs);
  if (day !== taken.day) {
    taken.day = day;
    Object.assign(taken.inAll, { rows: 0, bytes: 0 });
    taken.ofOne.clear();
  }
  addTo(taken.inAll, call, 'of history and reports that one account took in a day', tally);
  const ofOne = amountOf(taken, call);
  if (ofOne !== null)
    addTo(ofOne, call, 'of history and reports of one charger or installation, taken in a day', tally);
}

/** Null where the call names no charger and no installation, or one too many. */
function amountOf({ ofOne }: Taken, call: CallFact): Amount | null {
  const named = isOneSession(call) ? null : (call.resource ?? call.installationId);
  if (named === null) return null;
  const found = ofOne.get(named);
  if (found !== undefined || ofOne.size >= maxThings) return found ?? null;
  const amount = { rows: 0, bytes: 0 };
  ofOne.set(named, amount);
  return amount;
}

function addTo(amount: Amount, { rows, bytes }: CallFact, ofWhat: string, tally: Tally): void {
  amount.rows += rows ?? 0;
  amount.bytes += bytes ?? 0;
  if (amount.rows > 0) tally.note(`rows ${ofWhat}`, amount.rows);
  if (amount.bytes > 0) tally.note(`bytes ${ofWhat}`, amount.bytes);
}
