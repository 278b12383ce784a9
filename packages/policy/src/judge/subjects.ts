// Whoever is judged: accounts, addresses and deployments, each with what the clauses keep of it.
// Bound: 256 subjects of each kind, of which the one not heard of for longest goes first; and 500,000 entries of all
// together, of which whoever holds most goes first.
// Invariant: nobody is forgotten without being told apart: `forgotten` hears of it first.
import { cloneState } from './clone-state.ts';
import type { Counted } from './count.ts';
import { entriesIn } from './entries-in.ts';
import { nothingRead, type Reading } from './reading.ts';

const maxSubjects = 256;
/**
 * An account with 50,000 chargers fills some 300,000. Measured 140 bytes an entry of a hostile journal, with its share of
 * names of 36 characters (250 with 256): 70 MB, to which come 10 MB of facts to be put in order and 7 MB of evidence: below
 * 96 MB (150 MB). A report in between copies what is kept, and holds as much again while it is made.
 */
const maxEntries = 500_000;
/** All are weighed again before the calls between can have filled the rest: a call leaves 12 entries at the most. */
const entriesALookUp = 16;
/** From so many on the heaviest are forgotten, until so many are left. */
const tooManyEntries = 400_000;
const entriesLeft = 300_000;

const kinds: readonly Counted[] = ['account', 'address', 'deployment'];
const plural: Readonly<Record<Counted, string>> = {
  account: 'accounts',
  address: 'addresses',
  deployment: 'deployments',
};

export interface Known {
  /** What the clauses keep, by the place of their line. */
  readonly states: unknown[];
  /** Of an account. */
  readonly reading: Reading;
  /** Which look-up was the last one of this subject. A number costs less than to keep the map in order. */
  usedAt: number;
}

export interface Subject {
  readonly kind: Counted;
  readonly key: string;
  readonly known: Known;
}

/** @param why In words for a person. */
export type Forgotten = (subject: Subject, why: string) => void;

export class Subjects {
  readonly #forgotten: Forgotten;
  readonly #of: Readonly<Record<Counted, Map<string, Known>>>;
  #lookUps = 0;
  #weighAt = maxEntries / entriesALookUp;

  constructor(
    forgotten: Forgotten,
    of: Readonly<Record<Counted, Map<string, Known>>> = {
      account: new Map(),
      address: new Map(),
      deployment: new Map(),
    },
  ) {
    this.#forgotten = forgotten;
    this.#of = of;
  }

  /** Entries of maps, sets and arrays that are kept of all together. */
  get entries(): number {
    return sumOf(this.#weights());
  }

  find(kind: Counted, key: string): Known {
    this.#lookUps += 1;
    if (this.#lookUps >= this.#weighAt) this.#makeRoom();
    const known = this.#of[kind].get(key) ?? this.#add(kind, key);
    known.usedAt = this.#lookUps;
    return known;
  }

  all(kind: Counted): readonly Subject[] {
    return [...this.#of[kind]].map(([key, known]) => ({ kind, key, known }));
  }

  /** Shares nothing with this one. */
  copy(forgotten: Forgotten): Subjects {
    const twin = new Subjects(forgotten, cloneState(this.#of));
    twin.#lookUps = this.#lookUps;
    twin.#weighAt = this.#weighAt;
    return twin;
  }

  #add(kind: Counted, key: string): Known {
    if (this.#of[kind].size === maxSubjects) {
      const why = `more than ${maxSubjects} ${plural[kind]} at once: what those not heard of for longest had done before`;
      this.#forget(this.#oldest(kind), why);
    }
    const known = { states: [], reading: nothingRead(), usedAt: 0 };
    this.#of[kind].set(key, known);
    return known;
  }

  #oldest(kind: Counted): Subject {
    return this.all(kind).reduce((one, other) => (other.known.usedAt < one.known.usedAt ? other : one));
  }

  #makeRoom(): void {
    const weights = this.#weights();
    let entries = sumOf(weights);
    const most = entries >= tooManyEntries ? entriesLeft : tooManyEntries;
    for (const heaviest of weights.sort((one, other) => other.entries - one.entries)) {
      if (entries <= most) break;
      entries -= heaviest.entries;
      const why = `more than ${tooManyEntries} entries to remember: what the ${plural[heaviest.subject.kind]} with most of them had done before`;
      this.#forget(heaviest.subject, why);
    }
    this.#weighAt = this.#lookUps + (maxEntries - entries) / entriesALookUp;
  }

  #weights(): Weight[] {
    return kinds.flatMap((kind) => this.all(kind)).map((subject) => ({ subject, entries: entriesOf(subject.known) }));
  }

  #forget(subject: Subject, why: string): void {
    this.#forgotten(subject, why);
    this.#of[subject.kind].delete(subject.key);
  }
}

interface Weight {
  readonly subject: Subject;
  readonly entries: number;
}

function entriesOf({ states, reading }: Known): number {
  return states.reduce<number>((sum, state) => sum + entriesIn(state), entriesIn(reading));
}

function sumOf(weights: readonly Weight[]): number {
  return weights.reduce((sum, { entries }) => sum + entries, 0);
}
