// All clauses counted over all subjects. One look-up of the account serves every clause that the class of a call concerns.
// Bound: 256 subjects of each kind; the one not heard of for longest goes first. What each clause keeps for one is bounded
// in its file.
// Invariant: what is forgotten is not kept: a clause that loses what it knew of a subject says that it cannot tell.
import {
  type AttestationFact,
  type CallClass,
  type CallFact,
  callClasses,
  type Fact,
  type StreamFact,
} from '../fact.ts';
import { cloneState } from './clone-state.ts';
import { accountNotTold, accountOf, type Counted, type Counting, type Settled } from './count.ts';
import type { Distance } from './distance.ts';
import { distanceOf, nothingRead, type Reading } from './reading.ts';
import { noteStream } from './stream-health.ts';
import type { Tally } from './tally.ts';

const maxSubjects = 256;
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

/** What the clauses keep of one subject, by the place of their line. */
type States = unknown[];

interface Known {
  readonly states: States;
  /** Of an account. */
  readonly reading: Reading;
  /** Which look-up was the last one of this subject. A number costs less than to keep the map in order. */
  usedAt: number;
}

const plural: Readonly<Record<Counted, string>> = {
  account: 'accounts',
  address: 'addresses',
  deployment: 'deployments',
};

interface Kept {
  readonly subjects: Record<Counted, Map<string, Known>>;
  readonly ofAll: OfAll;
  readonly endMs: number;
  readonly lookUps: number;
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
  readonly #subjects: Readonly<Record<Counted, Map<string, Known>>>;
  #lookUps: number;
  readonly #ofAll: OfAll;
  #endMs: number;
  #unnamed: boolean;

  constructor(
    clauses: readonly Tallied[],
    options: Settled,
    kept: Kept = {
      subjects: { account: new Map(), address: new Map(), deployment: new Map() },
      ofAll: new Map(),
      endMs: Number.NEGATIVE_INFINITY,
      lookUps: 0,
      unnamed: false,
    },
  ) {
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
    this.#subjects = kept.subjects;
    this.#ofAll = kept.ofAll;
    this.#endMs = kept.endMs;
    this.#lookUps = kept.lookUps;
    this.#unnamed = kept.unnamed;
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
        this.#tellEvent(fact, this.#knownOf('account', accountOf(fact)));
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
      for (const [key, { states }] of this.#subjects[line.counting.per]) this.#closeLine(line, key, states, false);
    }
  }

  /** A twin that can look ahead without disturbing this one, and tells nobody of breaches. */
  copy(): Counters {
    const clauses = this.#clauses.map(({ counting, tally }) => ({ counting, tally: tally.copy() }));
    const subjects = cloneState(this.#subjects);
    const [ofAll, endMs, lookUps, unnamed] = [new Map(this.#ofAll), this.#endMs, this.#lookUps, this.#unnamed];
    return new Counters(clauses, this.#options, { subjects, ofAll, endMs, lookUps, unnamed });
  }

  #lookAtAttestation(fact: AttestationFact): void {
    this.#pass(fact.atMs);
    if (fact.accountId === null && fact.atMs >= (this.#ofAll.get(fact.about)?.atMs ?? fact.atMs)) {
      this.#ofAll.set(fact.about, fact);
    }
    for (const line of this.#ofAttestations) {
      const state = stateIn(this.#knownOf(line.counting.per, accountOf(fact)).states, line);
      line.counting.attestation?.(state, fact, line.tally, this.#options);
    }
  }

  #lookAtCall(call: CallFact, { account, address, deployment }: Concerned, inOrder = true): void {
    this.#pass(call.sentAtMs);
    if (call.accountId === null && call.class !== 'token') this.#unnamed = true;
    const name = call.accountId ?? accountNotTold;
    const known = this.#knownOf('account', name);
    this.#tell(call, account, known, inOrder ? distanceOf(known.reading, call) : null);
    if (address.length > 0) this.#tell(call, address, this.#knownOf('address', call.clientAddress ?? name), null);
    if (deployment.length > 0) {
      this.#tell(call, deployment, this.#knownOf('deployment', call.clientAddress ?? ''), null);
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

  #knownOf(kind: Counted, key: string): Known {
    const subjects = this.#subjects[kind];
    let known = subjects.get(key);
    if (known === undefined) {
      if (subjects.size === maxSubjects) this.#forgetOne(kind);
      known = { states: [], reading: nothingRead(), usedAt: 0 };
      subjects.set(key, known);
    }
    this.#lookUps += 1;
    known.usedAt = this.#lookUps;
    return known;
  }

  /** The history of one subject ends early. Lines that knew something of it can no longer be sure. */
  #forgetOne(kind: Counted): void {
    const subjects = this.#subjects[kind];
    let [oldest, oldestAt, states] = ['', Number.POSITIVE_INFINITY, [] as States];
    for (const [key, known] of subjects)
      if (known.usedAt < oldestAt) [oldest, oldestAt, states] = [key, known.usedAt, known.states];
    for (const line of this.#lines) {
      if (line.counting.per !== kind) continue;
      const knew = (states[line.at] ?? null) !== null;
      this.#closeLine(line, oldest, states, true);
      if (knew) line.tally.miss(tooMany(kind));
    }
    subjects.delete(oldest);
  }

  #closeLine(line: Line, key: string, states: States, early: boolean): void {
    const { counting, tally } = line;
    if (counting.close === undefined) return;
    const subject = key === accountNotTold ? null : key;
    const end = { early, atMs: this.#endMs, subject, unnamed: this.#unnamed, ofAll: [...this.#ofAll.values()] };
    counting.close(stateIn(states, line), end, tally, this.#options);
  }
}

function tooMany(kind: Counted): string {
  return `more than ${maxSubjects} ${plural[kind]} at once: what those not heard of for longest had done before`;
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

function stateIn(states: States, { counting, at }: Line): unknown {
  states[at] ??= counting.open();
  return states[at];
}
