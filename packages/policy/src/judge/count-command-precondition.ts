// command-precondition, counted: commands against the known state, and calls made again that had been refused for good.
import { commandPrecondition, lookAgainMs } from '../clauses/command-precondition.ts';
import { refusalReadMs } from '../clauses/respect-refusal.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import type { Tally } from './tally.ts';

/** Chargers and installations that refused something. 1,024 × 8 × about 100 bytes = 0.8 MB an account at the most. */
const maxThings = 1024;
/** A state read, an update and the five public commands are seven. */
const maxRefusals = 8;

interface Refusal {
  readonly path: string;
  readonly command: number | null;
  readonly why: 'missing' | 'not supported' | 'rejected';
  readonly answeredAtMs: number;
}

interface Refusals {
  readonly byThing: Map<string, readonly Refusal[]>;
}

export const countCommandPrecondition: Counting<Refusals> = {
  clause: commandPrecondition,
  per: 'account',
  classes: ['command', 'state', 'update'],
  alone: true,
  open: () => ({ byThing: new Map() }),
  call({ byThing }, fact, tally, options) {
    tally.look(fact);
    const thing = fact.resource ?? fact.path;
    const refusal = byThing.get(thing)?.find(({ path, command }) => path === fact.path && command === fact.command);
    if (!offendsByItself(fact, tally) && refusal !== undefined && couldKnow(refusal, fact, options)) {
      lookAtRefusal(refusal, fact, tally);
    }
    const why = refusedBecause(fact);
    if (why !== null) replace(byThing, thing, refusal, refusalOf(fact, why));
    else if (refusal !== undefined && succeededAfter(refusal, fact)) replace(byThing, thing, refusal, null);
  },
};

/** 506 and 507 are checked against the state; without the number of a command it cannot be told whether it is one. */
function offendsByItself(fact: CallFact, tally: Tally): boolean {
  if (fact.class !== 'command') return false;
  if (fact.command === null) tally.miss('which command was sent (`command`)');
  if (fact.command !== 506 && fact.command !== 507) return false;
  if (fact.allowed === 'unknown') tally.miss('what was known of the charger when 506 or 507 was sent (`allowed`)');
  if (fact.allowed !== 'no') return false;
  offend(fact, `command ${fact.command} was sent though the known state of the charger forbade it`, 0, tally);
  return true;
}

/** What was sent before the refusal could be read is no second try. */
function couldKnow(refusal: Refusal, fact: CallFact, options: Settled): boolean {
  const unreadMs = writtenByReceiver(fact) ? refusalReadMs + options.roundTripMs : 0;
  return fact.sentAtMs > refusal.answeredAtMs + unreadMs;
}

function lookAtRefusal(refusal: Refusal, fact: CallFact, tally: Tally): void {
  const gapMs = fact.sentAtMs - refusal.answeredAtMs;
  if (refusal.why === 'rejected') {
    if (fact.changed === 'unknown')
      tally.miss('whether 710, 718 or 763 changed since a command was rejected (`changed`)');
    if (fact.changed !== 'no') return;
    const what = `the command was sent again ${gapMs} ms after the charger rejected it, and nothing had changed there`;
    offend(fact, what, 0, tally);
  } else if (refusal.why === 'not supported' && fact.allowed === 'yes') {
    return; // the mode that the cloud refused for is over
  } else if (gapMs < lookAgainMs) {
    const what = `sent again ${gapMs} ms after the answer that this is ${refusal.why}; a day is asked`;
    offend(fact, what, lookAgainMs - gapMs, tally);
  } else {
    tally.atLeast(fact, gapMs, lookAgainMs, 'ms');
  }
}

function offend(fact: CallFact, what: string, excess: number, tally: Tally): void {
  tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess, what });
}

/** A success of a call that had left before the refusal was answered does not unsay it. */
function succeededAfter(refusal: Refusal, { status, sentAtMs }: CallFact): boolean {
  return status !== null && status >= 200 && status <= 299 && sentAtMs > refusal.answeredAtMs;
}

function refusalOf(fact: CallFact, why: Refusal['why']): Refusal {
  return { path: fact.path, command: fact.command, why, answeredAtMs: answerAtMs(fact) };
}

function replace(
  byThing: Map<string, readonly Refusal[]>,
  thing: string,
  before: Refusal | undefined,
  now: Refusal | null,
): void {
  const others = (byThing.get(thing) ?? []).filter((refusal) => refusal !== before);
  const refusals = now === null ? others : [...others.slice(1 - maxRefusals), now];
  byThing.delete(thing);
  if (refusals.length > 0) byThing.set(thing, refusals);
  dropOldest(byThing, maxThings);
}

/**
 * Published: 528 rejects a command, 527 says of an update that it is not supported, 404 and 512 that nothing is there. The
 * cloud answers 527 to updates of installations only (zaptec-api.md §8.1): under another call it says nothing known.
 */
function refusedBecause(fact: CallFact): Refusal['why'] | null {
  if (fact.code === 528 && fact.class === 'command') return 'rejected';
  if (fact.code === 527 && fact.class === 'update') return 'not supported';
  return fact.status === 404 || fact.code === 512 ? 'missing' : null;
}
