// documented-only, counted: each call outside the documents is one too many.
import { documentedOnly } from '../clauses/documented-only.ts';
import { type Counting, ofAccount } from './count.ts';

export const countDocumentedOnly: Counting<null> = {
  clause: documentedOnly,
  per: 'account',
  classes: 'all',
  alone: true,
  open: () => null,
  call(_state, fact, tally) {
    tally.look();
    if (fact.class !== 'undocumented') {
      tally.approach(fact, 0, 0, 0, 'calls');
      return;
    }
    tally.breach(ofAccount(fact), {
      fact,
      atMs: fact.sentAtMs,
      excess: 1,
      what: `${fact.method} ${fact.path} is no documented call`,
    });
  },
};
