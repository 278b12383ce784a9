// What the answers to calls tell of the token that they were sent with: a 401 is a problem of the token (zaptec-api.md §2.3, §2.4).
// Invariant: one call that is always answered 401, whatever the token, keeps no other call waiting.
import type { EndpointId } from '@fairlead/protocol';

/** What was called: of which thing, null where of none. */
export interface Called {
  readonly endpoint: EndpointId;
  readonly resource: string | null;
}

/** Calls that end with 401 whatever the token; of more of them the oldest is forgotten: 1,000 × about 150 bytes = 150 kB. */
const mostBad = 1_000;

export class TokenTrust {
  /** Endpoints of which a call was taken once, with any token: as many as there are. */
  readonly #taken = new Set<EndpointId>();
  /** Calls that were refused and not taken since. */
  readonly #bad = new Set<string>();
  /** Endpoints of which a call was refused with this token before any was taken. */
  readonly #refused = new Set<EndpointId>();
  #worked = false;

  taken(called: Called): void {
    this.#worked = true;
    this.#taken.add(called.endpoint);
    this.#bad.delete(nameOf(called));
  }

  /** True when it is the token that is refused, and no call is taken with it any more. */
  refused(called: Called): boolean {
    const name = nameOf(called);
    const isBad = this.#bad.delete(name);
    const [oldest] = this.#bad;
    if (oldest !== undefined && this.#bad.size >= mostBad) this.#bad.delete(oldest);
    this.#bad.add(name);
    this.#refused.add(called.endpoint);
    return (this.#taken.has(called.endpoint) && !isBad) || (!this.#worked && this.#refused.size > 1);
  }

  /** Another token is held. */
  begin(): void {
    this.#refused.clear();
    this.#worked = false;
  }
}

function nameOf({ endpoint, resource }: Called): string {
  return `${endpoint} ${resource ?? ''}`;
}
