// All clauses counted over all subjects. One look-up of the account serves every clause that the class of a call concerns.
// Bound: 256 subjects of each kind; the one seen first goes first. What each clause keeps for one is bounded in its file.
import {
  type AttestationFact,
  type CallClass,
  type CallFact,
  callClasses,
  type Fact,
  type StreamFact,
} from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { cloneState } from './clone-state.ts';
import { accountNotTold, accountOf, type Counted, type Counting, type Settled } from './count.ts';
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

interface Kept {
  readonly subjects: Record<Counted, Map<string, States>>;
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
  readonly #ofAttestations: readonly Line[];
  readonly #subjects: Readonly<Record<Counted, Map<string, States>>>;
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
    this.#ofAttestations = this.#lines.filter(({ counting }) => counting.attestation !== undefined);
    this.#subjects = kept.subjects;
    this.#ofAll = kept.ofAll;
    this.#endMs = kept.endMs;
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
        this.#tellEvent(fact, this.#statesOf('account', accountOf(fact)));
        return;
      case 'attestation':
        this.#pass(fact.atMs);
        if (fact.accountId === null) this.#ofAll.set(fact.about, fact);
        for (const line of this.#ofAttestations) {
          const state = this.#stateOf(line, accountOf(fact));
          line.counting.attestation?.(state, fact, line.tally, this.#options);
        }
    }
  }

  /** A fact that came too late to be put in order: only what it shows by itself. */
  lookAlone(fact: Fact): void {
    if (fact.kind !== 'call') return;
    const { account, address, deployment } = this.#byClass[fact.class];
    const alone = [...account, ...address, ...deployment].filter(({ counting }) => counting.alone);
    this.#lookAtCall(fact, apart(alone));
  }

  /** Ends the history. Nothing may be looked at afterwards. */
  close(): void {
    const ofAll = [...this.#ofAll.values()];
    for (const line of this.#lines) {
      const { counting, tally } = line;
      if (counting.close === undefined) continue;
      for (const key of this.#subjects[counting.per].keys()) {
        const subject = key === accountNotTold ? null : key;
        const end = { atMs: this.#endMs, subject, unnamed: this.#unnamed, ofAll };
        counting.close(this.#stateOf(line, key), end, tally, this.#options);
      }
    }
  }

  /** A twin that can look ahead without disturbing this one, and tells nobody of breaches. */
  copy(): Counters {
    const clauses = this.#clauses.map(({ counting, tally }) => ({ counting, tally: tally.copy() }));
    const subjects = cloneState(this.#subjects);
    const [ofAll, endMs, unnamed] = [new Map(this.#ofAll), this.#endMs, this.#unnamed];
    return new Counters(clauses, this.#options, { subjects, ofAll, endMs, unnamed });
  }

  #lookAtCall(call: CallFact, { account, address, deployment }: Concerned): void {
    this.#pass(call.sentAtMs);
    if (call.accountId === null && call.class !== 'token') this.#unnamed = true;
    const name = call.accountId ?? accountNotTold;
    this.#tell(call, account, 'account', name);
    if (address.length > 0) this.#tell(call, address, 'address', call.clientAddress ?? name);
    if (deployment.length > 0) this.#tell(call, deployment, 'deployment', call.clientAddress ?? '');
  }

  #tell(call: CallFact, lines: readonly Line[], kind: Counted, key: string): void {
    const states = this.#statesOf(kind, key);
    for (const line of lines) line.counting.call?.(stateIn(states, line), call, line.tally, this.#options);
  }

  #tellEvent(event: StreamFact, ofAccount: States): void {
    if (event.accountId === null) this.#unnamed = true;
    for (const line of this.#ofStreams) {
      line.counting.stream?.(stateIn(ofAccount, line), event, line.tally, this.#options);
    }
  }

  #pass(atMs: number): void {
    if (atMs > this.#endMs) this.#endMs = atMs;
  }

  /** Stream events and attestations name an account and nothing else. */
  #stateOf(line: Line, key: string): unknown {
    return stateIn(this.#statesOf(line.counting.per, key), line);
  }

  #statesOf(kind: Counted, key: string): States {
    const subjects = this.#subjects[kind];
    const found = subjects.get(key);
    if (found !== undefined) return found;
    dropOldest(subjects, maxSubjects - 1);
    const states: States = [];
    subjects.set(key, states);
    return states;
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

function stateIn(states: States, { counting, at }: Line): unknown {
  states[at] ??= counting.open();
  return states[at];
}
