// What the cloud denied: logins, ids that were never shown, and calls for which a role is missing.
// Invariant: a guess that is on its way counts as refused until its answer says otherwise, and the answer's time has come.
import { longestFlightMs } from './flights.ts';
import { LatestMap } from './latest-map.ts';
import { type Name, nameOf } from './name.ts';

/** A client is one address; at a login door as many as try at once. 1,024 × about 200 bytes = 0.2 MB. */
const maxAddresses = 1024;
/** Calls that a role is missing for. 8,192 × 193 bytes = 1.6 MB for an account that may do next to nothing. */
const maxRoles = 8192;
/** Guesses on their way: 9.9 a second for 60 s make 594. 1,024 × about 150 bytes = 0.15 MB. */
const maxFlights = 1024;

/** Refused logins that one address is remembered by, and refused ids: more than any clause lets pass in an hour. */
const maxLogins = 16;
const maxIds = 64;

const never = Number.NEGATIVE_INFINITY;

interface Guess {
  readonly id: Name;
  readonly sentAtMs: number;
  /** When it was answered as no refusal, if that was later than anybody waits; else infinity. */
  readonly overAtMs: number;
}

export class DenialBook {
  /** The latest refused logins of each address, the oldest first. */
  readonly #logins: LatestMap<readonly number[]>;
  /** The latest refused ids, each with its latest refusal. */
  readonly #ids: LatestMap<number>;
  readonly #guesses: LatestMap<Guess>;
  readonly #roles: LatestMap<number>;

  constructor(
    logins = new LatestMap<readonly number[]>(maxAddresses),
    ids = new LatestMap<number>(maxIds),
    guesses = new LatestMap<Guess>(maxFlights),
    roles = new LatestMap<number>(maxRoles),
  ) {
    this.#logins = logins;
    this.#ids = ids;
    this.#guesses = guesses;
    this.#roles = roles;
  }

  get size(): number {
    return this.#logins.size + this.#ids.size + this.#guesses.size + this.#roles.size;
  }

  /** `address` null where the facts carry none: a client is one address. */
  loginRefused(address: string | null, atMs: number): void {
    const key = address ?? '';
    const refused = [...(this.#logins.get(key) ?? []), atMs].sort((one, other) => one - other);
    this.#logins.set(key, refused.slice(-maxLogins));
  }

  guessed(callId: string, id: string, sentAtMs: number): void {
    this.#guesses.set(callId, { id: nameOf(id), sentAtMs, overAtMs: Number.POSITIVE_INFINITY });
  }

  /** `deniedAtMs` null when the guess was answered, or met no door at all. */
  guessAnswered(callId: string, id: string, answeredAtMs: number, deniedAtMs: number | null): void {
    const guess = this.#guesses.get(callId);
    const late = guess !== undefined && answeredAtMs > guess.sentAtMs + longestFlightMs;
    if (late && deniedAtMs === null) this.#guesses.set(callId, { ...guess, overAtMs: answeredAtMs });
    else this.#guesses.delete(callId);
    if (deniedAtMs !== null) this.#ids.set(id, Math.max(deniedAtMs, this.#ids.get(id) ?? never));
  }

  roleMissing(path: string, resource: string, atMs: number): void {
    this.#roles.set(`${path} ${resource}`, atMs);
  }

  /** When the `nth` latest login of this address was refused; minus infinity when there were fewer. */
  nthLoginAtMs(address: string | null, nth: number): number {
    return this.#logins.get(address ?? '')?.at(-nth) ?? never;
  }

  /** When the `nth` latest of the ids other than this one was refused, or left to be. */
  nthOtherIdAtMs(id: string, nth: number, nowMs: number): number {
    if (this.#ids.size + this.#guesses.size < nth) return never;
    const others = new Map(this.#ids.entries());
    for (const guess of this.#guesses.values()) {
      if (guess.overAtMs > nowMs) others.set(guess.id, Math.max(guess.sentAtMs, others.get(guess.id) ?? never));
    }
    others.delete(nameOf(id));
    return [...others.values()].sort((one, other) => other - one)[nth - 1] ?? never;
  }

  /** When this was last denied for want of a role. */
  roleMissingAtMs(path: string, resource: string): number {
    return this.#roles.size === 0 ? never : (this.#roles.get(`${path} ${resource}`) ?? never);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    const capped = (instantMs: number): number => Math.min(instantMs, atMs);
    this.#logins.mapValues((refused) => refused.map(capped));
    this.#ids.mapValues(capped);
    this.#roles.mapValues(capped);
    this.#guesses.mapValues(({ id, sentAtMs, overAtMs }) => ({
      id,
      sentAtMs: capped(sentAtMs),
      overAtMs: overAtMs === Number.POSITIVE_INFINITY ? overAtMs : capped(overAtMs),
    }));
  }

  copy(): DenialBook {
    return new DenialBook(this.#logins.copy(), this.#ids.copy(), this.#guesses.copy(), this.#roles.copy());
  }
}
