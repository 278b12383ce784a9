// Places in a room that apps fill: the fewer are free, the fewer an app may take.
// Invariant: an app takes a place only while it holds fewer than are free. So each app can take half of what the others leave
// free at most, and n apps, whatever they do, leave floor(most / 2^n) of them free: an app that holds none finds one beside 12
// others in a room of 10,000 (10,000 / 2^13 = 1.2). Where more of them do fill the room, the next place that is given back by
// an app that holds two or more goes to an app that holds none, since nobody else may take the last one; and as calls leave in
// turns, n apps come to hold most / (n + 1) each, with as much left free.

/** The account's own reads, which are no app's and not those of a caller that names none. */
export const accountItself: unique symbol = Symbol('account');

/** Who takes places and turns: an app, callers that name none (null), or the account for itself. */
export type Party = string | null | typeof accountItself;

export class Places {
  readonly #most: number;
  readonly #mostPerApp: number;
  /** Apps that hold something: as many as places at most. */
  readonly #perApp = new Map<Party, number>();
  #taken = 0;

  constructor(most: number, mostPerApp: number) {
    this.#most = most;
    this.#mostPerApp = mostPerApp;
  }

  /** Null while this app may take a place; else whose bound is reached, and how many are held. */
  fullFor(app: Party): { readonly of: 'account' | 'app'; readonly queued: number } | null {
    const free = this.#most - this.#taken;
    if (free <= 0) return { of: 'account', queued: this.#taken };
    const held = this.#perApp.get(app) ?? 0;
    return held < Math.min(free, this.#mostPerApp) ? null : { of: 'app', queued: held };
  }

  /** Also where it is full: what has been let in stays in. */
  take(app: Party): void {
    this.#taken++;
    this.#perApp.set(app, (this.#perApp.get(app) ?? 0) + 1);
  }

  giveBack(app: Party): void {
    this.#taken--;
    const held = (this.#perApp.get(app) ?? 0) - 1;
    if (held > 0) this.#perApp.set(app, held);
    else this.#perApp.delete(app);
  }
}
