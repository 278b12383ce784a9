// What the answers to calls tell of the token that they were sent with: a 401 is a problem of the token (zaptec-api.md §2.3, §2.4).
// Invariant: one call that is always answered 401, whatever the token, keeps no other call waiting.
import type { EndpointId } from '@fairlead/protocol';

export class TokenTrust {
  /** Calls that were taken once, with any token: as many as there are endpoints. */
  readonly #taken = new Set<EndpointId>();
  /** Calls that were refused with this token before any was taken. */
  readonly #refused = new Set<EndpointId>();
  #worked = false;

  taken(endpoint: EndpointId): void {
    this.#worked = true;
    this.#taken.add(endpoint);
  }

  /** True when it is the token that is refused, and no call is taken with it any more. */
  refused(endpoint: EndpointId): boolean {
    this.#refused.add(endpoint);
    return this.#taken.has(endpoint) || (!this.#worked && this.#refused.size > 1);
  }

  /** Another token is held. */
  begin(): void {
    this.#refused.clear();
    this.#worked = false;
  }
}
