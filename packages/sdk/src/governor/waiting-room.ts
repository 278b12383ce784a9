// Everything that waits: in the lanes, or parked until an instant of its own. Bounded in total and for each app.
import { type Lane, lanes } from '../account.ts';
import type { Flight } from './flight.ts';
import { LaneQueue } from './lane-queue.ts';
import { Parked } from './parked.ts';

/** How many calls wait at most, and who goes how often. */
export interface RoomBounds {
  /**
   * Calls that wait, default 10,000: 17 min of work at 9.9/s; at 1 kB each (through an account 2.3 kB) 10 to 23 MB. More
   * are answered `queue-full` at once.
   *
   * @example 500
   */
  readonly mostQueued?: number;
  /**
   * Of these at most so many calls for one app, default 5,000, so that one app cannot take the room from the others.
   *
   * @example 100
   */
  readonly mostQueuedPerApp?: number;
  /** Calls in a row that an app may make in its turn, default 1. @example (app) => (app === 'load-balancer' ? 3 : 1) */
  readonly weightOf?: (app: string | null) => number;
}

export class WaitingRoom {
  readonly #lanes: LaneQueue<Flight>;
  readonly #parked = new Parked<Flight>();
  readonly #perApp = new Map<string | null, number>();
  readonly #mostQueued: number;
  readonly #mostQueuedPerApp: number;

  constructor({ mostQueued = 10_000, mostQueuedPerApp = 5_000, weightOf }: RoomBounds = {}) {
    this.#lanes = new LaneQueue<Flight>(weightOf);
    this.#mostQueued = mostQueued;
    this.#mostQueuedPerApp = mostQueuedPerApp;
  }

  get length(): number {
    return this.#lanes.length + this.#parked.length;
  }

  /** Null while there is room for a call of this app; else whose bound is reached, and how many wait. */
  fullFor(app: string | null): { readonly of: 'account' | 'app'; readonly queued: number } | null {
    if (this.length >= this.#mostQueued) return { of: 'account', queued: this.length };
    const queued = this.#perApp.get(app) ?? 0;
    return queued >= this.#mostQueuedPerApp ? { of: 'app', queued } : null;
  }

  enter(flight: Flight): void {
    this.#count(flight, 1);
    flight.state = 'waiting';
    flight.place = this.#lanes.push(flight.call.lane, flight.call.app, flight);
  }

  /** Aside until an instant; the caller has taken it out before. */
  park(flight: Flight, untilMs: number): void {
    this.#count(flight, 1);
    flight.state = 'parked';
    this.#parked.add(flight, untilMs);
  }

  /** Who is next in the lanes; null when nobody can go. */
  peek(): Flight | null {
    const place = this.#lanes.peek();
    return place ? this.#lanes.item(place) : null;
  }

  /** Takes out a flight that goes now. */
  serve(flight: Flight): void {
    if (!flight.place) return;
    this.#lanes.serve(flight.place);
    flight.place = null;
    this.#count(flight, -1);
  }

  /** Takes out a flight wherever it waits; its slot is not counted. */
  take(flight: Flight): void {
    if (flight.place) {
      this.#lanes.remove(flight.place);
      flight.place = null;
      this.#count(flight, -1);
    } else if (this.#parked.remove(flight)) {
      this.#count(flight, -1);
    }
  }

  /** Puts everybody whose instant has come back before the other calls of their app. */
  wake(nowMs: number): void {
    if ((this.#parked.nextAtMs() ?? Number.POSITIVE_INFINITY) > nowMs) return;
    const woken: Flight[] = [];
    for (let flight = this.#parked.wake(nowMs); flight; flight = this.#parked.wake(nowMs)) woken.push(flight);
    for (const flight of woken.reverse()) {
      flight.state = 'waiting';
      flight.place = this.#lanes.pushFirst(flight.call.lane, flight.call.app, flight);
    }
  }

  nextWakeMs(): number | null {
    return this.#parked.nextAtMs();
  }

  /** A joiner with more haste lifts the call to its lane. */
  lift(flight: Flight, lane: Lane): void {
    if (lanes.indexOf(lane) >= lanes.indexOf(flight.call.lane)) return;
    const waits = flight.place !== null;
    if (waits) this.take(flight);
    flight.call = { ...flight.call, lane };
    if (waits) this.enter(flight);
  }

  #count({ call }: Flight, by: 1 | -1): void {
    const count = (this.#perApp.get(call.app) ?? 0) + by;
    if (count > 0) this.#perApp.set(call.app, count);
    else this.#perApp.delete(call.app);
  }
}
