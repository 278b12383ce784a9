// documented-only, counted: each call outside the documents is one too many.
import { documentedOnly } from '../clauses/documented-only.ts';
import { accountOf, type Counting } from './count.ts';

export const countDocumentedOnly: Counting<null> = {
  clause: documentedOnly,
  alone: true,
  subjectOf: (fact) => (fact.kind === 'call' ? accountOf(fact) : null),
  open: () => null,
  look(_state, fact, tally) {
    if (fact.kind !== 'call') return;
    tally.look();
    if (fact.class !== 'undocumented') {
      tally.approach(fact, 0, 0, 0, 'calls');
      return;
    }
    tally.breach(accountOf(fact), {
      fact,
      atMs: fact.sentAtMs,
      excess: 1,
      what: `${fact.method} ${fact.path} is no documented call`,
    });
  },
};
