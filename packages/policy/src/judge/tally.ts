// Evidence about one clause, gathered as facts go by.
// Invariant: of fixed size, however many facts are tallied: extremes, counts, and at most 256 episodes and 8 gaps.
import { cut, longestText } from '../border/cut.ts';
import type { Breach, Subject } from '../breach.ts';
import type { Clause, Severity, Unit } from '../clause.ts';
import type { Fact } from '../fact.ts';
import { keepLatest } from './keep-latest.ts';
import type { Approach, Episode, Finding, Offence } from './verdict.ts';

/** Breaches less than this apart are one episode (policy-clauses, Enforcement ladder). */
const episodeGapMs = 3_600_000;
/** Hourly episodes of ten days; older ones are counted only. 256 × about 150 bytes = 38 kB a clause. */
const maxEpisodes = 256;
/**
 * Whoever offended last is remembered, so that no episode counts twice unless more than 1,024 have one open at once. A
 * subject goes when 1,024 others offended after it. 1,024 × about 200 bytes = 0.2 MB a clause that so many break.
 */
const maxOffenders = 1024;
const maxGaps = 8;
const heaviestFirst: readonly Severity[] = ['critical', 'major'];

type OpenEpisode = { -readonly [Name in keyof Episode]: Episode[Name] };

export class Tally {
  readonly clause: Clause;
  readonly #onBreach: ((breach: Breach) => void) | undefined;
  #lookedAt = 0;
  #count = 0;
  #first: Offence | null = null;
  #worst: Offence | null = null;
  #severity: Severity = 'minor';
  #episodes = 0;
  #latestEpisodes: OpenEpisode[] = [];
  readonly #latestOf = new Map<string, OpenEpisode>();
  /** That of whoever offended last: it stands last already. */
  #latest: OpenEpisode | null = null;
  #closest: Approach | null = null;
  #nearness = Number.NEGATIVE_INFINITY;
  #reason = 'nothing of the sort was seen';
  readonly #missing = new Map<string, number>();
  readonly #notes = new Map<string, number>();

  constructor(clause: Clause, onBreach?: (breach: Breach) => void) {
    this.clause = clause;
    this.#onBreach = onBreach;
  }

  /** A fact that could have broken the clause; null where its approach was told before. */
  look(fact: Fact | null): void {
    this.#lookedAt += 1;
    if (fact !== null) this.#closest ??= farthest(fact);
  }

  /** A kept limit that asks for no more: the value closest to it stays. None at all of nothing is as far as can be. */
  atMost(fact: Fact, value: number, limit: number, unit: Unit): void {
    if (this.#isCloser(limit === 0 ? 0 : value / limit)) this.#closest = { fact, value, limit, unit, asks: 'at-most' };
  }

  /** A kept limit that asks for no less: the value closest to it stays. */
  atLeast(fact: Fact, value: number, limit: number, unit: Unit): void {
    if (this.#isCloser(limit / value)) this.#closest = { fact, value, limit, unit, asks: 'at-least' };
  }

  /** `severity` where it is not the clause's own. What no program can call broken stays unbroken. */
  breach(subject: Subject, offence: Offence, severity: Severity | null = this.clause.severity): void {
    if (severity === null) return;
    const held = heldAgainst(subject, offence.fact);
    this.#count += 1;
    this.#first ??= offence;
    if (this.#worst === null || offence.excess > this.#worst.excess) this.#worst = offence;
    this.#severity = heavier(this.#severity, severity);
    this.#extendEpisodes(held, offence.atMs, severity);
    this.#onBreach?.({ clause: this.clause.id, subject: held, severity, atMs: offence.atMs, what: offence.what });
  }

  /** The evidence does not show what would have to be known about a fact. */
  miss(what: string): void {
    if (this.#missing.has(what) || this.#missing.size < maxGaps) {
      this.#missing.set(what, (this.#missing.get(what) ?? 0) + 1);
    }
  }

  /** Something worth telling that breaks nothing; the largest value of each is kept. `what` holds nothing of a fact. */
  note(what: string, value: number): void {
    const before = this.#notes.get(what);
    if (before === undefined || value > before) this.#notes.set(what, value);
  }

  /** Why the clause does not apply, should nothing else be seen. */
  exempt(reason: string): void {
    this.#reason = reason;
  }

  /** A twin that tells nobody of breaches. */
  copy(): Tally {
    const twin = new Tally(this.clause);
    twin.#lookedAt = this.#lookedAt;
    twin.#count = this.#count;
    twin.#first = this.#first;
    twin.#worst = this.#worst;
    twin.#severity = this.#severity;
    twin.#episodes = this.#episodes;
    twin.#closest = this.#closest;
    twin.#nearness = this.#nearness;
    twin.#reason = this.#reason;
    const copies = new Map(this.#latestEpisodes.map((episode) => [episode, { ...episode }]));
    twin.#latestEpisodes = [...copies.values()];
    for (const [key, episode] of this.#latestOf) twin.#latestOf.set(key, copies.get(episode) ?? { ...episode });
    for (const [what, count] of this.#missing) twin.#missing.set(what, count);
    for (const [what, value] of this.#notes) twin.#notes.set(what, value);
    return twin;
  }

  finding(): Finding {
    const lookedAt = this.#lookedAt;
    if (this.#first !== null && this.#worst !== null) {
      const { remedy, section } = this.clause;
      return {
        verdict: 'broken',
        lookedAt,
        severity: this.#severity,
        count: this.#count,
        first: this.#first,
        worst: this.#worst,
        episodes: this.#episodes,
        latestEpisodes: this.#latestEpisodes.map((episode) => ({ ...episode })),
        remedy,
        section,
      };
    }
    if (this.#missing.size > 0) {
      const missing = [...this.#missing].map(([what, count]) => ({ what, count }));
      return { verdict: 'cannot-tell', lookedAt, missing };
    }
    return lookedAt === 0 ? { verdict: 'not-applicable', reason: this.#reason } : this.#kept(lookedAt);
  }

  #kept(lookedAt: number): Finding {
    const notes = [...this.#notes].map(([what, value]) => ({ what, value }));
    return { verdict: 'kept', lookedAt, closest: this.#closest, notes };
  }

  /** `nearness` 1 is the limit itself. The first of the closest stays. */
  #isCloser(nearness: number): boolean {
    if (nearness <= this.#nearness) return false;
    this.#nearness = nearness;
    return true;
  }

  #extendEpisodes(subject: Subject, atMs: number, severity: Severity): void {
    if (this.#latest !== null && isSame(this.#latest.subject, subject) && goesOn(this.#latest, atMs)) {
      extend(this.#latest, atMs, severity);
      return;
    }
    const key = keyOf(subject);
    const known = this.#latestOf.get(key);
    const episode = known !== undefined && goesOn(known, atMs) ? known : this.#begin(subject, atMs, severity);
    if (episode === known) extend(episode, atMs, severity);
    keepLatest(this.#latestOf, key, episode, maxOffenders);
    this.#latest = episode;
  }

  #begin(subject: Subject, atMs: number, severity: Severity): OpenEpisode {
    const episode = { subject, severity, startAtMs: atMs, endAtMs: atMs, count: 1 };
    this.#episodes += 1;
    this.#latestEpisodes.push(episode);
    if (this.#latestEpisodes.length > maxEpisodes) this.#latestEpisodes.shift();
    return episode;
  }
}

function isSame(one: Subject, other: Subject): boolean {
  return one.kind === other.kind && one.id === other.id;
}

function goesOn({ endAtMs }: OpenEpisode, atMs: number): boolean {
  return atMs - endAtMs < episodeGapMs;
}

function extend(episode: OpenEpisode, atMs: number, severity: Severity): void {
  episode.endAtMs = Math.max(episode.endAtMs, atMs);
  episode.count += 1;
  episode.severity = heavier(episode.severity, severity);
}

/** A failed login never changes an account's standing, whatever it broke (policy-clauses, Enforcement ladder). */
function heldAgainst(subject: Subject, fact: Fact): Subject {
  if (subject.kind === 'address' || fact.kind !== 'call' || fact.class !== 'token') return subject;
  if (fact.status !== null && fact.status < 400) return subject;
  return { kind: 'address', id: fact.clientAddress ?? cut(`not told, of ${subject.id}`, longestText) };
}

/** As far from a breach as can be, until something nearer is seen: none offended, and none may. */
function farthest(fact: Fact): Approach {
  return { fact, value: 0, limit: 0, unit: fact.kind === 'attestation' ? 'statements' : 'calls', asks: 'at-most' };
}

function heavier(one: Severity, other: Severity): Severity {
  return heaviestFirst.find((severity) => severity === one || severity === other) ?? 'minor';
}

function keyOf({ kind, id }: Subject): string {
  return `${kind} ${id}`;
}
