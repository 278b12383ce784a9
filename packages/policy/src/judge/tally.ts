// Evidence about one clause, gathered as facts go by.
// Invariant: of fixed size, however many facts are tallied: extremes, counts, and at most 256 episodes and 8 gaps.
import type { Clause, Unit } from '../clause.ts';
import type { Fact } from '../fact.ts';
import type { Approach, Episode, Finding, Offence } from './verdict.ts';

/** Breaches less than this apart are one episode (policy-clauses, Enforcement ladder). */
const episodeGapMs = 3_600_000;
/** Hourly episodes of ten days; older ones are counted only. 256 × about 100 bytes = 26 kB a clause. */
const maxEpisodes = 256;
const maxGaps = 8;

export class Tally {
  readonly clause: Clause;
  #lookedAt = 0;
  #count = 0;
  #first: Offence | null = null;
  #worst: Offence | null = null;
  #episodes = 0;
  #latestEpisodes: Episode[] = [];
  #closest: (Approach & { readonly nearness: number }) | null = null;
  #escalated = false;
  #reason = 'nothing of the sort was seen';
  readonly #missing = new Map<string, number>();

  constructor(clause: Clause) {
    this.clause = clause;
  }

  /** A fact that could have broken the clause. */
  look(): void {
    this.#lookedAt += 1;
  }

  /** `nearness` 1 is the limit itself; the largest below it stays as the closest approach. */
  approach(fact: Fact, nearness: number, value: number, limit: number, unit: Unit): void {
    if (this.#closest !== null && nearness <= this.#closest.nearness) return;
    this.#closest = { fact, nearness, value, limit, unit };
  }

  breach(subject: string, offence: Offence): void {
    this.#count += 1;
    this.#first ??= offence;
    if (this.#worst === null || offence.excess > this.#worst.excess) this.#worst = offence;
    this.#extendEpisodes(subject, offence.atMs);
  }

  escalate(): void {
    this.#escalated = true;
  }

  /** The evidence does not show what would have to be known about a fact. */
  miss(what: string): void {
    if (this.#missing.has(what) || this.#missing.size < maxGaps) {
      this.#missing.set(what, (this.#missing.get(what) ?? 0) + 1);
    }
  }

  /** Why the clause does not apply, should nothing else be seen. */
  exempt(reason: string): void {
    this.#reason = reason;
  }

  copy(): Tally {
    const twin = new Tally(this.clause);
    twin.#lookedAt = this.#lookedAt;
    twin.#count = this.#count;
    twin.#first = this.#first;
    twin.#worst = this.#worst;
    twin.#episodes = this.#episodes;
    twin.#latestEpisodes = [...this.#latestEpisodes];
    twin.#closest = this.#closest;
    twin.#escalated = this.#escalated;
    twin.#reason = this.#reason;
    for (const [what, count] of this.#missing) twin.#missing.set(what, count);
    return twin;
  }

  finding(): Finding {
    const lookedAt = this.#lookedAt;
    if (this.#first !== null && this.#worst !== null) {
      const { severity, escalates, remedy, section } = this.clause;
      return {
        verdict: 'broken',
        lookedAt,
        severity: this.#escalated && escalates !== null ? escalates.to : severity,
        count: this.#count,
        first: this.#first,
        worst: this.#worst,
        episodes: this.#episodes,
        latestEpisodes: [...this.#latestEpisodes],
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
    if (this.#closest === null) return { verdict: 'kept', lookedAt, closest: null };
    const { value, limit, unit, fact } = this.#closest;
    return { verdict: 'kept', lookedAt, closest: { value, limit, unit, fact } };
  }

  #extendEpisodes(subject: string, atMs: number): void {
    const at = this.#latestEpisodes.findLastIndex((episode) => episode.subject === subject);
    const latest = this.#latestEpisodes[at];
    if (latest !== undefined && atMs - latest.endAtMs < episodeGapMs) {
      const { startAtMs, endAtMs, count } = latest;
      this.#latestEpisodes[at] = { subject, startAtMs, endAtMs: Math.max(endAtMs, atMs), count: count + 1 };
      return;
    }
    this.#episodes += 1;
    this.#latestEpisodes.push({ subject, startAtMs: atMs, endAtMs: atMs, count: 1 });
    if (this.#latestEpisodes.length > maxEpisodes) this.#latestEpisodes.shift();
  }
}
