// Logins leave by a door of their own: the account's bucket does not count them, the login service spaces them.
import type { Decision } from '@fairlead/policy';
import type { Flight } from './flight.ts';

/** Spacing of logins (zaptec-api.md §1.1 rule 6), from the start too: an earlier run may just have logged in. */
export const loginSpacingMs = 1_100;

export type LoginOffer =
  | { readonly kind: 'go'; readonly flight: Flight }
  | { readonly kind: 'refuse'; readonly flight: Flight; readonly decision: Exclude<Decision, { kind: 'go' }> }
  /** Infinity: nothing to wait for. */
  | { readonly kind: 'wait'; readonly untilMs: number };

export class LoginDoor {
  /** One: logins are single-flight. */
  readonly #waiting: Flight[] = [];
  readonly #mostParkedMs: number;
  #lastAtMs: number;

  constructor(startedAtMs: number, mostParkedMs: number) {
    this.#lastAtMs = startedAtMs;
    this.#mostParkedMs = mostParkedMs;
  }

  get length(): number {
    return this.#waiting.length;
  }

  enter(flight: Flight): void {
    flight.state = 'waiting';
    this.#waiting.push(flight);
  }

  leave(flight: Flight): void {
    const place = this.#waiting.indexOf(flight);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** The clock went ahead: the spacing begins anew. */
  leapt(nowMs: number): void {
    this.#lastAtMs = nowMs;
  }

  first(): Flight | null {
    return this.#waiting[0] ?? null;
  }

  /** What becomes of the first login now; after `go` and `refuse` it has left. */
  offer(nowMs: number, decide: (flight: Flight) => Decision): LoginOffer {
    const flight = this.first();
    if (!flight) return { kind: 'wait', untilMs: Number.POSITIVE_INFINITY };
    const spacedMs = Math.max(this.#lastAtMs + loginSpacingMs, flight.notBeforeMs);
    if (spacedMs > nowMs) return { kind: 'wait', untilMs: spacedMs };
    const decision = decide(flight);
    if (decision.kind === 'wait' && decision.untilMs - nowMs <= this.#mostParkedMs) {
      return { kind: 'wait', untilMs: decision.untilMs };
    }
    this.leave(flight);
    if (decision.kind !== 'go') return { kind: 'refuse', flight, decision };
    this.#lastAtMs = nowMs;
    return { kind: 'go', flight };
  }
}
