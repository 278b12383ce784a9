// Calls that need a token wait in their lanes while a login is under way; without one none of them can go.
import type { Flight } from './flight.ts';
import type { SharedFlights } from './shared-flights.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface TokenWaitOptions {
  readonly room: WaitingRoom;
  readonly shared: SharedFlights;
  /** Null when a token is held; else a login under way. */
  readonly login: () => Promise<void> | null;
  /** The login ended: whoever can go may go. */
  readonly over: () => void;
}

export class TokenWait {
  readonly #options: TokenWaitOptions;
  #underWay: Promise<void> | null = null;

  constructor(options: TokenWaitOptions) {
    this.#options = options;
  }

  /** True when the call needs no token or one is held; otherwise a login is under way and the lanes wait for it. */
  mayGo(flight: Flight): boolean {
    if (!flight.call.needsToken) return true;
    if (this.#underWay) return false;
    const login = this.#options.login();
    if (!login) return true;
    this.#underWay = login;
    login.then(
      () => this.#ended(),
      (cause: unknown) => this.#failed(cause),
    );
    return false;
  }

  #ended(): void {
    this.#underWay = null;
    this.#options.over();
  }

  /** Each caller decides when to come again. */
  #failed(cause: unknown): void {
    const { room, shared } = this.#options;
    this.#underWay = null;
    const kept: Flight[] = [];
    for (let flight = room.peek(); flight; flight = room.peek()) {
      room.take(flight);
      if (flight.call.needsToken) shared.end(flight, { kind: 'not-sent', reason: 'no-login', cause });
      else kept.push(flight);
    }
    for (const flight of kept) room.enter(flight);
    this.#options.over();
  }
}
