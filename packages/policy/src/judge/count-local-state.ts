// local-state, counted: reads before their floor that brought what was held, as a share of all reads of a day.
import { countedDayMs, idleReadsShare, localState } from '../clauses/local-state.ts';
import type { CallClass, CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** Days begin with the first read after the day before. Counted, not kept: of one size however many reads there are. */
interface LocalState {
  dayFromMs: number;
  reads: number;
  inVain: number;
  perhapsInVain: number;
  /** The latest read in vain, and the latest of all. */
  latest: CallFact | null;
  lastRead: CallFact | null;
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
  streamed: true,
  open: () => ({
    dayFromMs: Number.NEGATIVE_INFINITY,
    reads: 0,
    inVain: 0,
    perhapsInVain: 0,
    latest: null,
    lastRead: null,
  }),
  call(state, fact, tally, _options, distance) {
    if (fact.method !== 'GET' || fact.class === 'command' || fact.class === 'update') return;
    tally.look(fact);
    if (fact.sentAtMs - state.dayFromMs >= countedDayMs) {
      endDay(state, tally);
      state.dayFromMs = fact.sentAtMs;
    }
    state.reads += 1;
    state.lastRead = fact;
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

function endDay(state: LocalState, tally: Tally): void {
  const { latest, lastRead } = state;
  if (lastRead !== null) {
    const share = (100 * state.inVain) / state.reads;
    const perhaps = (100 * (state.inVain + state.perhapsInVain)) / state.reads;
    if (latest !== null && share >= idleReadsShare) {
      const what = `the latest of ${state.inVain} reads out of ${state.reads} in 24 h that came before their floor and brought what was held; under ${idleReadsShare} % are asked`;
      tally.breach(ofAccount(latest), { fact: latest, atMs: latest.sentAtMs, excess: share - idleReadsShare, what });
    } else if (perhaps >= idleReadsShare) {
      tally.miss(
        'whether the answers of early reads, or of those that may have been early, differed from what was held',
      );
    } else {
      tally.atMost(latest ?? lastRead, share, idleReadsShare, '%');
    }
  }
  state.reads = 0;
  state.inVain = 0;
  state.perhapsInVain = 0;
  state.latest = null;
  state.lastRead = null;
}
