// What was asked for and is not there: it is not asked for again before the next list could show it.
// Bound: 10,000 × about 120 bytes = 1.2 MB; the one asked for longest ago is forgotten first.
import type { CallFact, Fact } from '@fairlead/policy';
import { endpoint } from '@fairlead/protocol';
import type { Clock } from '../clock.ts';
import { Instants } from '../watched-clock.ts';

const mostRemembered = 10_000;
const againAfterMs = 3_600_000;

export class NotFound {
  readonly #clock: Clock;
  readonly #askedAtMs: Instants;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#askedAtMs = new Instants(clock);
  }

  has(name: string): boolean {
    const askedAtMs = this.#askedAtMs.get(name.toLowerCase()) ?? Number.NEGATIVE_INFINITY;
    return this.#clock.nowMs() - askedAtMs < againAfterMs;
  }

  add(name: string, atMs: number = this.#clock.nowMs()): void {
    const key = name.toLowerCase();
    this.#askedAtMs.delete(key);
    this.#askedAtMs.set(key, Math.min(atMs, this.#clock.nowMs()));
    for (const oldest of this.#askedAtMs.keys()) {
      if (this.#askedAtMs.size <= mostRemembered) break;
      this.#askedAtMs.delete(oldest);
    }
  }

  /** A look-up by an earlier run, in their order: of chargers, or of installations. */
  restore(fact: Fact, things: 'chargers' | 'installations'): void {
    if (fact.kind !== 'call' || fact.resource === null) return;
    if (isNone(fact, things)) this.add(fact.resource, fact.answeredAtMs ?? fact.sentAtMs);
  }
}

function isNone({ path, status, narrowing, rows }: CallFact, things: 'chargers' | 'installations'): boolean {
  if (things === 'installations') return path === endpoint('installation').path && status === 404;
  // By serial: its facts are about it.
  const isNarrowed = path === endpoint('chargers').path && narrowing === 'name';
  return isNarrowed ? status === 200 && rows === 0 : path === endpoint('charger').path && isNoSuch(status);
}

/** 404: no such thing. 403: none of this account's. Either way the account has none such. */
export function isNoSuch(status: number | null): boolean {
  return status === 404 || status === 403;
}
