// §2, Efficient Data Retrieval: full lists change slowly and are read at most hourly, or when an unknown charger appears.
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { clientFollowWithinMs, followWithinMs } from './list-pages.ts';

/** "At a maximum of once an hour". */
export const listSpacingMs = 3_600_000;
/** The largest page that the cloud serves. */
export const largestPageSize = 100;
/** What the cloud serves where no PageSize is named. */
export const defaultPageSize = 50;
/** How long to wait before asking again while a page of the same list is under way: pages are read one after another. */
const askAgainMs = 250;

export const listCadence: Clause = {
  id: 'list-cadence',
  kind: 'limit',
  title: 'Read full lists at most once an hour',
  section: ['2'],
  why: "Chargers and installations come and go in days, not in minutes; the list belongs into the integration's own store.",
  source: { kind: 'policy', where: 'Fair Use policy §2, Efficient Data Retrieval', date: '2026-11-22' },
  appliesTo: ['list'],
  limits: [
    { name: 'spacing of full reads of one list', value: listSpacingMs, unit: 'ms', source: 'policy' },
    {
      name: 'following page of the same read',
      value: followWithinMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    {
      name: 'PageSize of a read that has following pages',
      value: largestPageSize,
      unit: 'rows',
      source: 'published',
      stricter: 'neither',
    },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Store the lists, read them hourly at most with PageSize 100, and look a new charger up with NameFilter.',
  decided:
    'A full list waits until an hour after the last read of it began; following pages are sent one after another, each within 60 s of the page before it. A following page is never asked for with another PageSize than 100; a first page with another one may go, with a note. An unknown charger opens one more full read an hour. What is held is the answer while it is younger than an hour.',
  judged:
    'The time between the beginnings of two full reads of one list is counted; rising pages within 60 s belong to their read, and a read that the cloud did not serve is none. Each following page that asks for another PageSize than 100, or names none and so gets 50, is a breach; a list that one page holds may be asked for with any PageSize. Where the receiver wrote the facts it cannot see whether a charger was unknown: one more read an hour is told as not known.',
  examples: {
    keeps: `
      0     list page=0
      5     list page=1
      600   list unknown
      3600  list page=0`,
    breaks: `
      0    list
      600  list
      900  list cause=user`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'list' || intent.narrowing !== 'none') return null;
    return smallPage(intent) ?? spacing(ledger, intent, nowMs) ?? pageSizeHint(intent);
  },
  due: null,
};

function spacing(ledger: Ledger, intent: Intent, nowMs: number): Decision | null {
  const { lists } = ledger;
  if (lists.underWay(intent.path, nowMs)) return { kind: 'wait', untilMs: nowMs + askAgainMs, clause: 'list-cadence' };
  if (lists.follows(intent.path, intent.page ?? 0, nowMs, ledger.exact ? followWithinMs : clientFollowWithinMs)) {
    return null;
  }
  const untilMs = opensAtMs(ledger, intent);
  if (untilMs <= nowMs) return null;
  const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + listSpacingMs;
  return freshUntilMs > nowMs
    ? { kind: 'local', freshUntilMs, clause: 'list-cadence' }
    : { kind: 'wait', untilMs, clause: 'list-cadence' };
}

/** An unknown charger opens one full list an hour beside the regular one. */
function opensAtMs(ledger: Ledger, intent: Intent): number {
  const regularAtMs = ledger.lists.readAtMs(intent.path) + listSpacingMs;
  if (intent.cause !== 'unknown-charger') return regularAtMs;
  return Math.min(regularAtMs, ledger.lists.unknownAtMs(intent.path) + listSpacingMs);
}

/** Where a page follows, the list is longer than the page before it: fewer calls would have brought the same. */
function smallPage(intent: Intent): Decision | null {
  if ((intent.page ?? 0) === 0 || intent.pageSize === largestPageSize) return null;
  return {
    kind: 'never',
    clause: 'list-cadence',
    instead: `a read that begins with PageSize ${largestPageSize}, and its following pages of the same size`,
  };
}

function pageSizeHint(intent: Intent): Decision | null {
  if (intent.pageSize === largestPageSize) return null;
  return { kind: 'go', note: `Ask for PageSize ${largestPageSize}: the same list in fewer calls.` };
}
