// local-state, counted: reads before their floor that brought what was held, as a share of all reads of a day.
import { countedDayMs, idleReadsShare, localState } from '../clauses/local-state.ts';
import type { CallClass, CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import { type Details, lookAtDetail, noDetails } from './details.ts';
import type { Distance } from './distance.ts';
import { type FullLists, lookAtFullList, noLists } from './full-lists.ts';
import { lookAtPolling, noPolling, type Polling } from './polling.ts';
import { noteStream } from './stream-health.ts';
import type { Tally } from './tally.ts';

/** Days begin with the first read after the day before. Counted, not kept: of one size however many reads there are. */
interface LocalState {
  readonly polling: Polling;
  readonly details: Details;
  readonly lists: FullLists;
  dayFromMs: number;
  reads: number;
  inVain: number;
  perhapsInVain: number;
  /** The latest read in vain. */
  latest: CallFact | null;
}

const reads: readonly CallClass[] = [
  'list',
  'detail',
  'hierarchy',
  'firmware',
  'constants',
  'state',
  'history',
  'report',
];

export const countLocalState: Counting<LocalState> = {
  clause: localState,
  per: 'account',
  classes: [...reads, 'command', 'update'],
  alone: false,
  open: () => ({
    polling: noPolling(),
    details: noDetails(),
    lists: noLists(),
    dayFromMs: Number.NEGATIVE_INFINITY,
    reads: 0,
    inVain: 0,
    perhapsInVain: 0,
    latest: null,
  }),
  stream: ({ polling }, event) => noteStream(polling.health, event),
  call(state, fact, tally) {
    const distance = distanceOf(state, fact);
    if (fact.method !== 'GET' || fact.class === 'command' || fact.class === 'update') return;
    tally.look();
    if (fact.sentAtMs - state.dayFromMs >= countedDayMs) {
      endDay(state, tally);
      state.dayFromMs = fact.sentAtMs;
    }
    state.reads += 1;
    const forgotten = distance?.kind === 'forgotten';
    if ((distance?.kind !== 'early' && !forgotten) || fact.changed === 'yes') return;
    if (fact.changed === 'unknown' || forgotten) {
      state.perhapsInVain += 1;
    } else {
      state.inVain += 1;
      state.latest = fact;
    }
  },
  close(state, { early }, tally) {
    if (!early) endDay(state, tally);
  },
};

function distanceOf({ polling, details, lists }: LocalState, fact: CallFact): Distance | null {
  switch (fact.class) {
    case 'state':
    case 'history':
    case 'command':
      return lookAtPolling(polling, fact);
    case 'update':
      return lookAtPolling(polling, fact) ?? lookAtDetail(details, fact);
    case 'list':
      return lookAtFullList(lists, fact) ?? lookAtDetail(details, fact);
    default:
      return lookAtDetail(details, fact);
  }
}

function endDay(state: LocalState, tally: Tally): void {
  const { latest } = state;
  if (state.reads > 0) {
    const share = (100 * state.inVain) / state.reads;
    const perhaps = (100 * (state.inVain + state.perhapsInVain)) / state.reads;
    if (latest !== null && share >= idleReadsShare) {
      const what = `the latest of ${state.inVain} reads out of ${state.reads} in 24 h that came before their floor and brought what was held; under ${idleReadsShare} % are asked`;
      tally.breach(ofAccount(latest), { fact: latest, atMs: latest.sentAtMs, excess: share - idleReadsShare, what });
    } else if (perhaps >= idleReadsShare) {
      tally.miss(
        'whether the answers of early reads, or of those that may have been early, differed from what was held',
      );
    } else if (latest !== null) {
      tally.approach(latest, share / idleReadsShare, share, idleReadsShare, '%');
    }
  }
  state.reads = 0;
  state.inVain = 0;
  state.perhapsInVain = 0;
  state.latest = null;
}
