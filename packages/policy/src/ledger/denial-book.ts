// What the cloud denied: logins, ids that were never shown, and calls for which a role is missing.
// Invariant: a guess that is on its way counts as refused until its answer says otherwise.
/** A client is one address; at a login door as many as try at once. 1,024 × about 200 bytes = 0.2 MB. */
const maxAddresses = 1024;
/** Calls that a role is missing for. 8,192 × about 250 bytes = 2 MB for an account that may do next to nothing. */
const maxRoles = 8192;
/** Guesses on their way: 9.9 a second for 60 s make 594. 1,024 × about 150 bytes = 0.15 MB. */
const maxFlights = 1024;

/** Refused logins that one address is remembered by, and refused ids: more than any clause lets pass in an hour. */
const maxLogins = 16;
const maxIds = 64;

const never = Number.NEGATIVE_INFINITY;

export class DenialBook {
  /** The latest refused logins of each address, the oldest first. */
  readonly #logins = new Map<string, number[]>();
  /** The latest refused ids, each with its latest refusal. */
  readonly #ids = new Map<string, number>();
  readonly #guesses = new Map<string, { readonly id: string; readonly sentAtMs: number }>();
  readonly #roles = new Map<string, number>();

  get size(): number {
    return this.#logins.size + this.#ids.size + this.#guesses.size + this.#roles.size;
  }

  /** `address` null where the facts carry none: a client is one address. */
  loginRefused(address: string | null, atMs: number): void {
    const key = address ?? '';
    const refused = [...(this.#logins.get(key) ?? []), atMs].sort((one, other) => one - other);
    touch(this.#logins, key, refused.slice(-maxLogins), maxAddresses);
  }

  guessed(callId: string, id: string, sentAtMs: number): void {
    touch(this.#guesses, callId, { id, sentAtMs }, maxFlights);
  }

  /** `deniedAtMs` null when the guess was answered, or met no door at all. */
  guessAnswered(callId: string, id: string, deniedAtMs: number | null): void {
    this.#guesses.delete(callId);
    if (deniedAtMs === null) return;
    touch(this.#ids, id, Math.max(deniedAtMs, this.#ids.get(id) ?? never), maxIds);
  }

  roleMissing(path: string, resource: string, atMs: number): void {
    touch(this.#roles, `${path} ${resource}`, atMs, maxRoles);
  }

  /** When the `nth` latest login of this address was refused; minus infinity when there were fewer. */
  nthLoginAtMs(address: string | null, nth: number): number {
    return this.#logins.get(address ?? '')?.at(-nth) ?? never;
  }

  /** When the `nth` latest of the ids other than this one was refused, or left to be. */
  nthOtherIdAtMs(id: string, nth: number): number {
    if (this.#ids.size + this.#guesses.size < nth) return never;
    const others = new Map(this.#ids);
    for (const guess of this.#guesses.values()) others.set(guess.id, guess.sentAtMs);
    others.delete(id);
    return [...others.values()].sort((one, other) => other - one)[nth - 1] ?? never;
  }

  /** When this was last denied for want of a role. */
  roleMissingAtMs(path: string, resource: string): number {
    return this.#roles.size === 0 ? never : (this.#roles.get(`${path} ${resource}`) ?? never);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const [address, refused] of this.#logins) {
      this.#logins.set(
        address,
        refused.map((refusedAtMs) => Math.min(refusedAtMs, atMs)),
      );
    }
    for (const [id, deniedAtMs] of this.#ids) this.#ids.set(id, Math.min(deniedAtMs, atMs));
    for (const [key, deniedAtMs] of this.#roles) this.#roles.set(key, Math.min(deniedAtMs, atMs));
    for (const [callId, { id, sentAtMs }] of this.#guesses) {
      this.#guesses.set(callId, { id, sentAtMs: Math.min(sentAtMs, atMs) });
    }
  }

  copy(): DenialBook {
    const twin = new DenialBook();
    for (const [address, refused] of this.#logins) twin.#logins.set(address, refused);
    for (const [id, deniedAtMs] of this.#ids) twin.#ids.set(id, deniedAtMs);
    for (const [callId, guess] of this.#guesses) twin.#guesses.set(callId, guess);
    for (const [key, deniedAtMs] of this.#roles) twin.#roles.set(key, deniedAtMs);
    return twin;
  }
}

/** Sets the entry as the one touched last; beyond the bound the one touched longest ago is dropped. */
function touch<T>(entries: Map<string, T>, key: string, value: T, bound: number): void {
  entries.delete(key);
  entries.set(key, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= bound) return;
    entries.delete(oldest);
  }
}
