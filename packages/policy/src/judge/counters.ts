// All clauses counted over all subjects. One look-up of the account serves every clause that the class of a call concerns.
// Bound: that of the subjects, taken together. What each clause keeps for one is bounded in its file, too.
// Invariant: what is forgotten is not kept: a clause that loses what it knew of a subject says that it cannot tell.
import {
  type AttestationFact,
  type CallClass,
  type CallFact,
  callClasses,
  type Fact,
  type StreamFact,
} from '../fact.ts';
import { accountNotTold, accountOf, type Counted, type Counting, type Settled } from './count.ts';
import type { Distance } from './distance.ts';
import { distanceOf } from './reading.ts';
import { noteStream } from './stream-health.ts';
import { type Known, type Subject, Subjects } from './subjects.ts';
import type { Tally } from './tally.ts';

/** Statements that hold for every account: the latest of each of 16 subjects. */
type OfAll = Map<string, AttestationFact>;

interface Tallied {
  readonly counting: Counting<unknown>;
  readonly tally: Tally;
}

interface Line extends Tallied {
  /** Place of the state of this line in the states of a subject. */
  readonly at: number;
}

/** The lines that the calls of a class concern, by whose calls they count together. */
type Concerned = Readonly<Record<Counted, readonly Line[]>>;

interface Kept {
  readonly subjects: Subjects;
  readonly ofAll: OfAll;
  readonly endMs: number;
  readonly unnamed: boolean;
}

export class Counters {
  readonly #options: Settled;
  readonly #clauses: readonly Tallied[];
  readonly #lines: readonly Line[];
  readonly #byClass: Readonly<Record<CallClass, Concerned>>;
  readonly #ofStreams: readonly Line[];
  readonly #streamed: readonly Line[];
  readonly #ofAttestations: readonly Line[];
  readonly #subjects: Subjects;
  readonly #ofAll: OfAll;
  #endMs: number;
  #unnamed: boolean;

  constructor(clauses: readonly Tallied[], options: Settled, kept?: Kept) {
    this.#options = options;
    this.#clauses = clauses;
    this.#lines = clauses
      .flatMap(({ counting, tally }) => partsOf(counting).map((part) => ({ counting: part, tally })))
      .map((line, at) => ({ ...line, at }));
    this.#byClass = Object.fromEntries(
      callClasses.map((name) => [name, apart(this.#lines.filter(({ counting }) => concerns(counting, name)))]),
    ) as Record<CallClass, Concerned>;
    this.#ofStreams = this.#lines.filter(({ counting }) => counting.stream !== undefined);
    this.#streamed = this.#lines.filter(({ counting }) => counting.streamed === true);
    this.#ofAttestations = this.#lines.filter(({ counting }) => counting.attestation !== undefined);
    const forgotten = (subject: Subject, why: string) => this.#forget(subject, why);
    this.#subjects = kept?.subjects.copy(forgotten) ?? new Subjects(forgotten);
    this.#ofAll = new Map(kept?.ofAll);
    this.#endMs = kept?.endMs ?? Number.NEGATIVE_INFINITY;
    this.#unnamed = kept?.unnamed ?? false;
  }

  /** Entries of maps, sets and arrays that are kept of all subjects together. */
  get entries(): number {
    return this.#subjects.entries;
  }

  get tallies(): readonly Tally[] {
    return this.#clauses.map(({ tally }) => tally);
  }

  look(fact: Fact): void {
    switch (fact.kind) {
      case 'call':
        this.#lookAtCall(fact, this.#byClass[fact.class]);
        return;
      case 'stream':
        this.#pass(fact.atMs);
        this.#tellEvent(fact, this.#subjects.find('account', accountOf(fact)));
        return;
      case 'attestation':
        this.#lookAtAttestation(fact);
    }
  }

  /** A fact that came too late to be put in order: only what it shows by itself. A stream event shows nothing then. */
  lookAlone(fact: Fact): void {
    if (fact.kind === 'attestation') this.#lookAtAttestation(fact);
    if (fact.kind !== 'call') return;
    const { account, address, deployment } = this.#byClass[fact.class];
    const alone = [...account, ...address, ...deployment].filter(({ counting }) => counting.alone);
    this.#lookAtCall(fact, apart(alone), false);
  }

  /** Ends the history. Nothing may be looked at afterwards. */
  close(): void {
    for (const line of this.#lines) {
      if (line.counting.close === undefined) continue;
      for (const subject of this.#subjects.all(line.counting.per)) this.#closeLine(line, subject, false);
    }
  }

  /** A twin that can look ahead without disturbing this one, and tells nobody of breaches. */
  copy(): Counters {
    const clauses = this.#clauses.map(({ counting, tally }) => ({ counting, tally: tally.copy() }));
    const kept = { subjects: this.#subjects, ofAll: this.#ofAll, endMs: this.#endMs, unnamed: this.#unnamed };
    return new Counters(clauses, this.#options, kept);
  }

  #lookAtAttestation(fact: AttestationFact): void {
    this.#pass(fact.atMs);
    if (fact.accountId === null && fact.atMs >= (this.#ofAll.get(fact.about)?.atMs ?? fact.atMs)) {
      this.#ofAll.set(fact.about, fact);
    }
    for (const line of this.#ofAttestations) {
      const state = stateIn(this.#subjects.find(line.counting.per, accountOf(fact)).states, line);
      line.counting.attestation?.(state, fact, line.tally, this.#options);
    }
  }

  #lookAtCall(call: CallFact, { account, address, deployment }: Concerned, inOrder = true): void {
    this.#pass(call.sentAtMs);
    if (call.accountId === null && call.class !== 'token') this.#unnamed = true;
    const name = call.accountId ?? accountNotTold;
    const known = this.#subjects.find('account', name);
    this.#tell(call, account, known, inOrder ? distanceOf(known.reading, call) : null);
    if (address.length > 0) this.#tell(call, address, this.#subjects.find('address', call.clientAddress ?? name), null);
    if (deployment.length > 0) {
      this.#tell(call, deployment, this.#subjects.find('deployment', call.clientAddress ?? ''), null);
    }
  }

  #tell(call: CallFact, lines: readonly Line[], { states }: Known, distance: Distance | null): void {
    for (const line of lines) line.counting.call?.(stateIn(states, line), call, line.tally, this.#options, distance);
  }

  #tellEvent(event: StreamFact, { states, reading }: Known): void {
    if (event.accountId === null) this.#unnamed = true;
    noteStream(reading.polling.health, event);
    for (const line of this.#streamed) stateIn(states, line);
    for (const line of this.#ofStreams) line.counting.stream?.(stateIn(states, line), event, line.tally, this.#options);
  }

  #pass(atMs: number): void {
    if (atMs > this.#endMs) this.#endMs = atMs;
  }

  /** The history of one subject ends early. Lines that knew something of it can no longer be sure. */
  #forget(subject: Subject, why: string): void {
    for (const line of this.#lines) {
      if (line.counting.per !== subject.kind) continue;
      const knew = (subject.known.states[line.at] ?? null) !== null;
      this.#closeLine(line, subject, true);
      if (knew) line.tally.miss(why);
    }
  }

  #closeLine(line: Line, { key, known: { states } }: Subject, early: boolean): void {
    const { counting, tally } = line;
    if (counting.close === undefined) return;
    const subject = key === accountNotTold ? null : key;
    const end = { early, atMs: this.#endMs, subject, unnamed: this.#unnamed, ofAll: [...this.#ofAll.values()] };
    counting.close(stateIn(states, line), end, tally, this.#options);
  }
}

function apart(lines: readonly Line[]): Concerned {
  const per = (kind: Counted) => lines.filter(({ counting }) => counting.per === kind);
  return { account: per('account'), address: per('address'), deployment: per('deployment') };
}

function partsOf(counting: Counting<unknown>): readonly Counting<unknown>[] {
  return counting.beside === undefined ? [counting] : [counting, counting.beside];
}

function concerns({ classes, call }: Counting<unknown>, name: CallClass): boolean {
  return call !== undefined && (classes === 'all' || classes.includes(name));
}

function stateIn(states: Known['states'], { counting, at }: Line): unknown {
  states[at] ??= counting.open();
  return states[at];
}
