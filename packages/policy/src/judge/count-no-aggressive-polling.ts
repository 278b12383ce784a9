// no-aggressive-polling, counted: the time between reads of one charger's state, and of one session; and the reads of one
// stream's connection details within ten minutes.
import { noAggressivePolling } from '../clauses/no-aggressive-polling.ts';
import { detailsAtMost, detailsWithinMs } from '../clauses/polling-floors.ts';
import type { CallFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';
import { keepRead, type LatestReads, mayBeForgotten, noReads } from './latest-reads.ts';
import type { Tally } from './tally.ts';
import { tellDistance } from './tell-distance.ts';

/** 64 streams by design, sixteen times over. 1,024 × (40 × 8 + 200 bytes) = 0.5 MB an account that has so many. */
const maxStreams = 1024;

/** When the details of each stream were served, the oldest first; distances are measured beside. */
type Connects = LatestReads<readonly number[]>;

export const countNoAggressivePolling: Counting<Connects> = {
  clause: noAggressivePolling,
  per: 'account',
  classes: ['state', 'history', 'stream-details', 'command', 'update'],
  alone: false,
  streamed: true,
  open: noReads,
  call(connects, fact, tally, _options, distance) {
    if (fact.class === 'stream-details') lookAtConnect(connects, fact, tally);
    else if (distance !== null) tellDistance(distance, fact, tally);
  },
};

function lookAtConnect(connects: Connects, read: CallFact, tally: Tally): void {
  tally.look(read);
  const stream = read.resource ?? read.path;
  const before = connects.of.get(stream);
  const recent = (before ?? []).filter((servedAtMs) => read.sentAtMs - servedAtMs < detailsWithinMs);
  if (before === undefined && mayBeForgotten(connects, read.sentAtMs, detailsWithinMs)) {
    tally.miss(`when connection details were read before: those of more than ${maxStreams} streams were read by turns`);
  } else if (recent.length < detailsAtMost) {
    tally.atMost(read, recent.length + 1, detailsAtMost, 'calls');
  } else {
    offend(read, read.sentAtMs - Number(recent.at(-detailsAtMost)), tally);
  }
  if (wasServed(read))
    keepRead(connects, stream, [...recent, read.sentAtMs].slice(-detailsAtMost), maxStreams, latestOf);
}

function offend(read: CallFact, sinceMs: number, tally: Tally): void {
  const what = `these connection details were read ${detailsAtMost} times in the ${sinceMs} ms before; ${detailsWithinMs} ms are asked for as many`;
  tally.breach(ofAccount(read), { fact: read, atMs: read.sentAtMs, excess: detailsWithinMs - sinceMs, what });
}

const latestOf = (servedAtMs: readonly number[]): number => Number(servedAtMs.at(-1));
