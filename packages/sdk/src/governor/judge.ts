// What the policy says of a call at the instant at which it would leave, with what is known then.
// Invariant: while less time is counted than passed, or more than is known to have, no exception that ends after a while is used.
import type { Decision } from '@fairlead/policy';
import { type CallerIdentity, intentOf } from './call-facts.ts';
import type { Flight } from './flight.ts';
import type { Law } from './law.ts';
import type { SteadyTime } from './steady-time.ts';

export class Judge {
  readonly #caller: CallerIdentity;
  readonly #law: Law;
  readonly #time: SteadyTime;

  constructor({ caller, law }: { readonly caller: CallerIdentity; readonly law: Law }, time: SteadyTime) {
    this.#caller = caller;
    this.#law = law;
    this.#time = time;
  }

  decide(flight: Flight, nowMs: number): Decision {
    const { look } = flight.call;
    if (look) flight.call = { ...flight.call, ...look() };
    const intent = intentOf(this.#caller, flight);
    const answer = this.#law.decide(intent, nowMs);
    // What ends after a while may have ended where less time is counted than passed.
    const isLate = this.#time.slowed() || this.#law.inDoubt();
    const opened = answer.kind === 'go' && intent.cause === 'after-command' && isLate;
    return opened ? this.#law.decide({ ...intent, cause: 'routine' }, nowMs) : answer;
  }

  /** Whether it holds up every call of the account, not this one alone. */
  isForAll({ clause, untilMs }: Extract<Decision, { kind: 'wait' }>, nowMs: number): boolean {
    return clause === 'rate-limit' || untilMs === this.#law.pausedUntilMs(nowMs);
  }
}
