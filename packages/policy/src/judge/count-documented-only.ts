// documented-only, counted: each call outside the documents is one too many.
import { documentedOnly } from '../clauses/documented-only.ts';
import type { CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';

export const countDocumentedOnly: Counting<null> = {
  clause: documentedOnly,
  per: 'account',
  classes: 'all',
  alone: true,
  open: () => null,
  call(_state, fact, tally) {
    tally.look(fact);
    const what = undocumented(fact);
    if (what === null) tally.atMost(fact, 0, 0, 'calls');
    else tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: 1, what });
  },
};

function undocumented(fact: CallFact): string | null {
  if (fact.class === 'undocumented') return `${fact.method} ${fact.path} is no documented call`;
  if (fact.class !== 'command' || isPublic(fact.command)) return null;
  return `command ${fact.command} is no public one`;
}

/** "Public ids: 102, 200, 506, 507, 10001" (zaptec-api.md §3.11); one that is not told may be any of them. */
function isPublic(command: number | null): boolean {
  switch (command) {
    case null:
    case 102:
    case 200:
    case 506:
    case 507:
    case 10_001:
      return true;
    default:
      return false;
  }
}
