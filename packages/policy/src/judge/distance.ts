// How far a read was from the read before it, seen against its floor.
import type { CallFact } from '../fact.ts';
import { ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

export type Distance =
  /** Nothing before it, or a page that belongs to the read before it. */
  | { readonly kind: 'free' }
  | { readonly kind: 'kept'; readonly gapMs: number; readonly floorMs: number }
  /** `before` and `asked` as words for a person. */
  | { readonly kind: 'early'; readonly gapMs: number; readonly floorMs: number; readonly before: string }
  /** Early, and opened by an exception. */
  | { readonly kind: 'opened' }
  /** Early, and not to be told whether by right. */
  | { readonly kind: 'unclear'; readonly what: string }
  /** Perhaps early: what was read before is no longer known. */
  | { readonly kind: 'forgotten'; readonly what: string };

export const free: Distance = { kind: 'free' };
export const opened: Distance = { kind: 'opened' };

/** Tells the evidence of a clause about a read that it concerns. */
export function tell(distance: Distance, read: CallFact, tally: Tally): void {
  tally.look();
  switch (distance.kind) {
    case 'free':
    case 'opened':
      return;
    case 'unclear':
    case 'forgotten':
      tally.miss(distance.what);
      return;
    case 'kept':
      tally.approach(read, distance.floorMs / distance.gapMs, distance.gapMs, distance.floorMs, 'ms');
      return;
    case 'early': {
      const { gapMs, floorMs, before } = distance;
      const what = `sent ${gapMs} ms after ${before}; ${floorMs} ms are asked`;
      tally.breach(ofAccount(read), { fact: read, atMs: read.sentAtMs, excess: floorMs - gapMs, what });
    }
  }
}
