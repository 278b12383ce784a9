// deprecated-endpoint, counted: deprecated calls of an account that has seen the replacement work.
import { answerReadMs, deprecatedEndpoint, replacementWorksMs } from '../clauses/deprecated-endpoint.ts';
import type { CallFact } from '../fact.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import type { Tally } from './tally.ts';

/** When a replacement is known to work: from the first answer of a row without a day's gap, to a day after the last. */
interface Working {
  fromMs: number;
  untilMs: number;
}

interface Replacements {
  readonly groupDetails: Working;
  readonly archived: Working;
  /** Deprecated calls without a known replacement. */
  unreplaced: number;
}

const never = (): Working => ({ fromMs: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY });

export const countDeprecatedEndpoint: Counting<Replacements> = {
  clause: deprecatedEndpoint,
  per: 'account',
  classes: ['stream-details', 'history'],
  alone: false,
  open: () => ({ groupDetails: never(), archived: never(), unreplaced: 0 }),
  call(replacements, fact, tally, options) {
    if (fact.method !== 'GET') return;
    switch (fact.path) {
      case '/api/userGroups/{id}/messagingConnectionDetails':
        noteAnswer(replacements.groupDetails, fact, options);
        return;
      case '/api/sessions/archived':
        noteAnswer(replacements.archived, fact, options);
        return;
      case '/api/installation/{id}/messagingConnectionDetails':
        lookAt(replacements, replacements.groupDetails, fact, tally);
        return;
      case '/api/chargehistory':
        lookAt(replacements, replacements.archived, fact, tally);
    }
  },
};

function noteAnswer(working: Working, call: CallFact, { roundTripMs }: Settled): void {
  if (call.status !== 200) return;
  const answeredAtMs = answerAtMs(call);
  // The receiver knows when it answered, and not when that came.
  const wayMs = writtenByReceiver(call) ? roundTripMs : 0;
  if (answeredAtMs >= working.untilMs) working.fromMs = answeredAtMs + answerReadMs + wayMs;
  working.untilMs = Math.max(working.untilMs, answeredAtMs + replacementWorksMs);
}

function lookAt(replacements: Replacements, working: Working, call: CallFact, tally: Tally): void {
  tally.look(call);
  if (call.sentAtMs < working.fromMs || call.sentAtMs >= working.untilMs) {
    replacements.unreplaced += 1;
    tally.atMost(call, 0, 0, 'calls');
    tally.note('deprecated calls of one account for which no replacement was known to work', replacements.unreplaced);
    return;
  }
  const leftMs = working.untilMs - call.sentAtMs;
  const what = `GET ${call.path} is deprecated, and its replacement had answered 200 within ${replacementWorksMs} ms`;
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: leftMs, what });
}
