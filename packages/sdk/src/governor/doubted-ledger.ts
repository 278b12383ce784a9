// The ledger behind a wall clock that may leap ahead: what nobody has seen pass has not passed, so that a floor of minutes or
// hours does not end because a clock was set. When it turns out how much did pass, the history since is told anew.
// Invariant: the ledger's own time is the wall's less `behindMs`; facts and answers are translated where they cross.
import { type Decision, type Fact, freeze, type Intent, type Ledger, record } from '@fairlead/policy';

/**
 * A shorter leap is not looked into: taken as not passed it holds everything up by no more than itself, once. A real clock is
 * put right by less than this all the time, and a copy of the ledger costs up to 25 MB (policy, ledger.ts).
 */
const lookedIntoFromMs = 60_000;
/** Facts told since the leap, kept for the retelling until the first answer; 1,000 × about 500 bytes = 0.5 MB. */
const mostFacts = 1_000;

interface Doubt {
  readonly before: Ledger;
  readonly behindMs: number;
  leaptMs: number;
  readonly facts: { readonly fact: Fact; readonly leaptMs: number }[];
}

export class DoubtedLedger {
  #ledger: Ledger;
  #behindMs = 0;
  #doubt: Doubt | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The wall's time less what did not pass, or is not known to have. */
  behindMs(): number {
    return this.#behindMs;
  }

  inDoubt(): boolean {
    return this.#doubt !== null;
  }

  record(fact: Fact): void {
    this.#ledger = record(this.#ledger, earlier(fact, this.#behindMs));
    if (this.#doubt === null) return;
    this.#doubt.facts.push({ fact, leaptMs: this.#doubt.leaptMs });
    if (this.#doubt.facts.length > mostFacts) this.#doubt = null; // nobody tells: it has not passed
  }

  ask(nowMs: number, question: (ledger: Ledger, nowMs: number) => Decision): Decision {
    return later(question(this.#ledger, nowMs - this.#behindMs), this.#behindMs);
  }

  read<T>(nowMs: number, question: (ledger: Ledger, nowMs: number) => T): T {
    return question(this.#ledger, nowMs - this.#behindMs);
  }

  /** The wall clock went ahead by so much of which nobody has seen that it passed. */
  leapt(doubtMs: number): void {
    if (this.#doubt !== null) this.#doubt.leaptMs += doubtMs;
    else if (doubtMs >= lookedIntoFromMs)
      this.#doubt = { before: freeze(this.#ledger), behindMs: this.#behindMs, leaptMs: doubtMs, facts: [] };
    this.#behindMs += doubtMs;
  }

  /** So much of what was doubted did pass. */
  settle(passedMs: number): void {
    const doubt = this.#doubt;
    this.#doubt = null;
    if (doubt === null || passedMs <= 0) return;
    const restMs = Math.max(0, doubt.leaptMs - passedMs);
    let ledger = doubt.before;
    for (const { fact, leaptMs } of doubt.facts) {
      // Told before a second leap, of which perhaps all the rest is: rather too young than too old.
      const ownRestMs = Math.max(0, restMs - (doubt.leaptMs - leaptMs));
      ledger = record(ledger, earlier(fact, doubt.behindMs + ownRestMs));
    }
    this.#ledger = ledger;
    this.#behindMs = doubt.behindMs + restMs;
  }
}

/** An intent by the ledger's time. */
export function intentAt(intent: Intent, behindMs: number): Intent {
  return intent.heldSinceMs === null ? intent : { ...intent, heldSinceMs: intent.heldSinceMs - behindMs };
}

function earlier(fact: Fact, byMs: number): Fact {
  if (byMs === 0) return fact;
  if (fact.kind !== 'call') return { ...fact, atMs: fact.atMs - byMs };
  const answeredAtMs = fact.answeredAtMs === null ? null : fact.answeredAtMs - byMs;
  return { ...fact, sentAtMs: fact.sentAtMs - byMs, answeredAtMs };
}

function later(answer: Decision, byMs: number): Decision {
  if (answer.kind === 'wait') return { ...answer, untilMs: answer.untilMs + byMs };
  if (answer.kind === 'local') return { ...answer, freshUntilMs: answer.freshUntilMs + byMs };
  return answer;
}
