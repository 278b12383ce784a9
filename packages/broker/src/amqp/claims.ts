// What one connection may use: tokens put to `$cbs`, or the key of its SASL PLAIN login. Links joined to a claim are
// ended when its token runs out or its key is replaced. Bounded by the listener's links per connection.
import { BrokerError, keyRotated, type LinkLoss } from '../broker-error.ts';
import type { Clock, Timer } from '../clock.ts';
import { type EntityAddress, longestAddress } from '../entity-address.ts';
import type { Namespace } from '../namespace.ts';
import { ownText } from '../own-text.ts';
import { type Grant, type Right, sameKey } from '../topic-keys.ts';

export interface Login {
  readonly keyName: string;
  readonly key: string;
}

/** Ends a link with this reason. */
export type EndLink = (loss: LinkLoss) => void;

interface Claim {
  readonly grant: Grant;
  readonly links: Set<EndLink>;
  timer: Timer;
  undo: () => void;
}

const expired: LinkLoss = {
  condition: 'amqp:unauthorized-access',
  message: 'The token of this link has expired. Put a new one before it does.',
  permanent: false,
};

/** setTimeout ends at 2^31 ms; a token that lives longer is looked at again by then. */
const longestWaitMs = 2_000_000_000;

export interface ClaimsOptions {
  readonly namespace: Namespace;
  readonly clock: Clock;
  /** Claims of one connection; one per link is what clients make. */
  readonly maxClaims: number;
}

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #claims = new Map<string, Claim>();
  #wasProven = false;
  /** Set by SASL PLAIN: serves every topic that knows this key. */
  login: Login | undefined;

  constructor(options: ClaimsOptions) {
    this.#options = options;
  }

  /** Whether this connection ever showed a key of some topic, itself or in a token. */
  isProven(): boolean {
    return this.#wasProven || this.login !== undefined;
  }

  /** Takes a checked token for an entity path; renews if there is one already. @returns false when there are too many */
  put(path: string, grant: Grant, expiresAtMs: number): boolean {
    this.#wasProven = true;
    const key = ownText(path.toLowerCase(), longestAddress);
    const before = this.#claims.get(key);
    if (!before && this.#claims.size >= this.#options.maxClaims) return false;
    if (before) this.#forget(key, before);
    const claim: Claim = {
      grant,
      links: before?.links ?? new Set(),
      timer: undefined,
      undo: grant.onRevoked(() => this.#end(key, claim, keyRotated(grant.topic))),
    };
    this.#claims.set(key, claim);
    this.#watch(key, claim, expiresAtMs);
    return true;
  }

  /**
   * Joins a link to what allows it; returns its undo.
   * @throws BrokerError `unauthorized`, `not-found`
   */
  join(path: string, { topic }: EntityAddress, right: Right, end: EndLink): () => void {
    const claim = this.#covering(path);
    if (claim) {
      if (!claim.grant.rights.includes(right)) throw missingRight(path, right);
      claim.links.add(end);
      return () => claim.links.delete(end);
    }
    const { login } = this;
    if (!login) throw new BrokerError('unauthorized', `Unauthorized access to ${path}: no token was put for it.`);
    const grant = this.#options.namespace.grant(topic, login.keyName, (key) => sameKey(key, login.key));
    if (!grant.rights.includes(right)) throw missingRight(path, right);
    return grant.onRevoked(() => end(keyRotated(topic)));
  }

  clear(): void {
    for (const [key, claim] of this.#claims) this.#forget(key, claim);
  }

  /** The claim for this path or for one above it. */
  #covering(path: string): Claim | undefined {
    const parts = path.toLowerCase().split('/');
    for (let length = parts.length; length > 0; length--) {
      const claim = this.#claims.get(parts.slice(0, length).join('/'));
      if (claim) return claim;
    }
    return undefined;
  }

  #watch(key: string, claim: Claim, expiresAtMs: number): void {
    const { clock } = this.#options;
    const leftMs = expiresAtMs - clock.nowMs();
    const wake = () => (leftMs > longestWaitMs ? this.#watch(key, claim, expiresAtMs) : this.#end(key, claim, expired));
    claim.timer = clock.setTimer(wake, Math.min(Math.max(0, leftMs), longestWaitMs));
  }

  #end(key: string, claim: Claim, loss: LinkLoss): void {
    this.#forget(key, claim);
    for (const end of [...claim.links]) end(loss);
  }

  #forget(key: string, claim: Claim): void {
    this.#options.clock.clearTimer(claim.timer);
    claim.undo();
    if (this.#claims.get(key) === claim) this.#claims.delete(key);
  }
}

const missingRight = (path: string, right: Right) =>
  new BrokerError('unauthorized', `Unauthorized access to ${path}: the key lacks the right to ${right}.`);
