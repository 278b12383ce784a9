// A measured distance as evidence: kept and how closely, broken, or not to be told.
import type { CallFact } from '../fact.ts';
import { ofAccount } from './count.ts';
import type { Distance } from './distance.ts';
import type { Tally } from './tally.ts';

/** Tells the evidence of a clause about a read that it concerns. */
export function tellDistance(distance: Distance, read: CallFact, tally: Tally): void {
  tally.look(read);
  switch (distance.kind) {
    case 'free':
    case 'opened':
      return;
    case 'unclear':
    case 'forgotten':
      tally.miss(distance.what);
      return;
    case 'kept':
      tally.atLeast(read, distance.gapMs, distance.floorMs, 'ms');
      return;
    case 'early': {
      const { gapMs, floorMs, before } = distance;
      const what = `sent ${gapMs} ms after ${before}; ${floorMs} ms are asked`;
      tally.breach(ofAccount(read), { fact: read, atMs: read.sentAtMs, excess: floorMs - gapMs, what });
    }
  }
}
