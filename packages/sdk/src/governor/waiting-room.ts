// Everything that waits: in the lanes, or parked until an instant of its own. Bounded in total and for each app (places.ts).
// Invariant: a tenth more than the room holds is kept for commands, so that nothing else that waits can shut one out.
import { type Lane, type Log, lanes } from '../account.ts';
import type { Flight, GovernedCall } from './flight.ts';
import { LaneQueue } from './lane-queue.ts';
import { Parked } from './parked.ts';
import { accountItself, type Party, Places } from './places.ts';
import { usableWeight, type WeightOf } from './usable-weight.ts';

/** How many calls wait at most, and who goes how often. */
export interface RoomBounds {
  /**
   * Calls that wait, default 10,000: 17 min of work at 9.9/s; at 1 kB each (through an account 2.3 kB) 10 to 23 MB. More
   * are answered `queue-full` at once; who joins a read that another asked for counts too. Where it is full, commands have a
   * tenth more of their own.
   *
   * @example 500
   */
  readonly mostQueued?: number;
  /**
   * Of these at most so many calls for one app, default 5,000, and no more than are free: two apps that ask for all they can
   * get hold a third each, and the last third is free for the others.
   *
   * @example 100
   */
  readonly mostQueuedPerApp?: number;
  /** Calls in a row that an app may make in its turn, 1 to 100, default 1: so counts what is none. @example (app) => (app === 'load-balancer' ? 3 : 1) */
  readonly weightOf?: (app: string | null) => number;
}

export class WaitingRoom {
  readonly #lanes: LaneQueue<Flight>;
  readonly #parked = new Parked<Flight>();
  readonly #places: Places;
  readonly #commandPlaces: Places;

  constructor({ mostQueued = 10_000, mostQueuedPerApp = 5_000, weightOf }: RoomBounds, log: Log) {
    this.#lanes = new LaneQueue<Flight>(weightOf && weightOfParty(usableWeight(weightOf, log)));
    this.#places = new Places(mostQueued, mostQueuedPerApp);
    this.#commandPlaces = new Places(Math.ceil(mostQueued / 10), mostQueuedPerApp);
  }

  get length(): number {
    return this.#lanes.length + this.#parked.length;
  }

  /** Null while there is room for a call of this app; else whose bound is reached, and how many wait. */
  fullFor({ party, lane }: Pick<GovernedCall, 'party' | 'lane'>): ReturnType<Places['fullFor']> {
    const full = this.#places.fullFor(party);
    return full !== null && lane === 'command' ? this.#commandPlaces.fullFor(party) : full;
  }

  /** A place for who joins a call of another: it takes room as any other waiter. Returns how to give it back. */
  placeFor(call: Pick<GovernedCall, 'party' | 'lane'>): () => void {
    const { party } = call;
    const places = this.#placesFor(call);
    places.take(party);
    return () => places.giveBack(party);
  }

  enter(flight: Flight): void {
    this.#takePlace(flight);
    flight.state = 'waiting';
    flight.place = this.#lanes.push(flight.call.lane, flight.call.party, flight);
  }

  /** Aside until an instant; the caller has taken it out before. */
  park(flight: Flight, untilMs: number): void {
    this.#takePlace(flight);
    flight.state = 'parked';
    this.#parked.add(flight, untilMs);
  }

  /** Who is next in the lanes; null when nobody can go. */
  peek(): Flight | null {
    const place = this.#lanes.peek();
    return place ? this.#lanes.item(place) : null;
  }

  /** Which command is next; null where none waits. */
  peekCommand(): Flight | null {
    const place = this.#lanes.peekCommand();
    return place ? this.#lanes.item(place) : null;
  }

  /** Takes out a flight that goes now. */
  serve(flight: Flight): void {
    if (!flight.place) return;
    this.#lanes.serve(flight.place);
    flight.place = null;
    this.#givePlaceBack(flight);
  }

  /** Takes out a flight wherever it waits; its slot is not counted. */
  take(flight: Flight): void {
    if (flight.place) {
      this.#lanes.remove(flight.place);
      flight.place = null;
      this.#givePlaceBack(flight);
    } else if (this.#parked.remove(flight)) {
      this.#givePlaceBack(flight);
    }
  }

  /** Puts everybody whose instant has come back before the other calls of their app. */
  wake(nowMs: number): void {
    if ((this.#parked.nextAtMs() ?? Number.POSITIVE_INFINITY) > nowMs) return;
    const woken: Flight[] = [];
    for (let flight = this.#parked.wake(nowMs); flight; flight = this.#parked.wake(nowMs)) woken.push(flight);
    for (const flight of woken.reverse()) {
      flight.state = 'waiting';
      flight.place = this.#lanes.pushFirst(flight.call.lane, flight.call.party, flight);
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

  /** A joiner of another party, whose turn comes sooner, takes the call into its own line. */
  ease(flight: Flight, party: Party): void {
    const { lane, party: before } = flight.call;
    if (!flight.place || party === before || !this.#lanes.isSooner(lane, party, flight.place)) return;
    this.take(flight);
    flight.call = { ...flight.call, party };
    this.enter(flight);
  }

  #takePlace(flight: Flight): void {
    flight.holds = this.#placesFor(flight.call);
    flight.holds.take(flight.call.party);
  }

  #placesFor({ party, lane }: Pick<GovernedCall, 'party' | 'lane'>): Places {
    return lane === 'command' && this.#places.fullFor(party) !== null ? this.#commandPlaces : this.#places;
  }

  #givePlaceBack(flight: Flight): void {
    flight.holds?.giveBack(flight.call.party);
    flight.holds = null;
  }
}

/** The account for itself counts as the program, which callers that name no app are too. */
function weightOfParty(weightOf: WeightOf): (party: Party) => number {
  return (party) => weightOf(party === accountItself ? null : party);
}
