// monitored, counted: a statement that calls are missing from the journal is an offence; one that none is serves a day.
import { callsNotJournalled, monitored, statementServesMs } from '../clauses/monitored.ts';
import type { AttestationFact } from '../fact.ts';
import { excessOf, shownBy, toldBy } from './attested.ts';
import { type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

interface Watch {
  lastCallAtMs: number;
  statedAtMs: number;
}

const never = Number.NEGATIVE_INFINITY;

export const countMonitored: Counting<Watch> = {
  clause: monitored,
  per: 'account',
  classes: 'all',
  alone: false,
  open: () => ({ lastCallAtMs: never, statedAtMs: never }),
  call(watch, { sentAtMs }) {
    watch.lastCallAtMs = Math.max(watch.lastCallAtMs, sentAtMs);
  },
  attestation(watch, fact, tally) {
    if (fact.about !== 'calls-not-journalled') return;
    const shown = shownBy(fact);
    if (shown === 'nothing') return;
    tally.look(fact);
    watch.statedAtMs = Math.max(watch.statedAtMs, fact.atMs);
    if (shown === 'fails') breach(fact, tally);
    else tally.atMost(fact, Number(fact.value), callsNotJournalled, 'calls');
  },
  close(watch, { ofAll }, tally) {
    const general = ofAll.find((fact) => fact.about === 'calls-not-journalled' && shownBy(fact) !== 'nothing');
    const statedAtMs = Math.max(watch.statedAtMs, general?.atMs ?? never);
    if (watch.lastCallAtMs > statedAtMs + statementServesMs) {
      tally.miss('a statement, not older than a day, that every call stands in a journal');
    }
  },
};

function breach(fact: AttestationFact, tally: Tally): void {
  tally.breach(ofAccount(fact), { fact, atMs: fact.atMs, excess: excessOf(fact), what: toldBy(fact) });
}
