// The lanes together: the highest that waits goes first, and ageing keeps the lower ones alive.
// Invariant: the order is counted in slots, not in time, so that it holds at any rate.
// Bound: a lane that waits is passed over at most `patienceSlots` times; then it is due. Two due lanes never follow each
// other while a command waits, so a command waits at most one slot for lower lanes, and a due lane at most six slots
// more (two other due lanes, each followed by the first lane). 1/5 + 1/10 + 1/20 of the slots is under one half, so
// ageing can always be served. Background therefore moves at least once in 26 slots: 2.7 s at 9.9/s. `mostSlots` says what
// follows for a call, with the apps that share its lane. A slot that only a command may have (governor.ts) is none for the
// others: while the cloud hangs they wait for one, and are due when it comes.
import { type Lane, lanes } from '../account.ts';
import { FairLane, type Seat } from './fair-lane.ts';
import type { Party } from './places.ts';

/** How many slots of other lanes a lane lets pass before it is due. */
export const patienceSlots: Readonly<Record<Lane, number>> = {
  command: Number.POSITIVE_INFINITY,
  interactive: 5,
  sync: 10,
  background: 20,
};

/** At least one of so many slots is a lane's own while it waits: patience, and six for two other due lanes. */
const slotsPerTurn: Readonly<Record<Lane, number>> = { command: 2, interactive: 11, sync: 16, background: 26 };

/**
 * Slots within which a call surely leaves, however much everybody else asks for. At 9.9/s a slot is 101 ms: a first
 * background call beside three other apps of weight 1 leaves within 26 × 4 slots, 10.5 s; a command alone in its lane within 2.
 *
 * @param wait `place` of the call among those of its app in its lane, 1 the first; `weight` of its app; `weights` of all apps
 *   that wait in the lane together, its own included
 */
export function mostSlots(
  lane: Lane,
  { place, weight, weights }: { readonly place: number; readonly weight: number; readonly weights: number },
): number {
  return slotsPerTurn[lane] * Math.ceil(place / weight) * weights;
}

interface LaneState<T> {
  readonly lane: Lane;
  readonly queue: FairLane<T>;
  passed: number;
}

/** Where an item waits. */
export type Place<T> = Seat<T>;

export class LaneQueue<T> {
  readonly #states: readonly LaneState<T>[];
  #agedLast = false;
  #length = 0;

  constructor(weightOf?: (app: Party) => number) {
    this.#states = lanes.map((lane) => ({ lane, queue: new FairLane<T>(weightOf), passed: 0 }));
  }

  get length(): number {
    return this.#length;
  }

  push(lane: Lane, app: Party, item: T): Place<T> {
    const place = this.#stateOf(lane).queue.push(app, item);
    this.#length++;
    return place;
  }

  pushFirst(lane: Lane, app: Party, item: T): Place<T> {
    const place = this.#stateOf(lane).queue.pushFirst(app, item);
    this.#length++;
    return place;
  }

  /** Who goes next; does not change anything. */
  peek(): Place<T> | null {
    const first = this.#first();
    if (!first) return null;
    const state = this.#agedLast ? first : (this.#mostOverdue() ?? first);
    return state.queue.peek();
  }

  /** Who is next where only a command may go. */
  peekCommand(): Place<T> | null {
    return this.#stateOf('command').queue.peek();
  }

  /** Whether a call that this party puts into that lane now would leave in an earlier round than the one that waits there. */
  isSooner(lane: Lane, party: Party, place: Place<T>): boolean {
    return this.#stateOf(lane).queue.nextRound(party) < place.lane.roundOf(place);
  }

  item(place: Place<T>): T {
    return place.item;
  }

  /** Takes out an item that goes now and counts the slot. */
  serve(place: Place<T>): void {
    this.#agedLast = this.#first()?.queue !== place.lane;
    place.lane.serve(place);
    this.#length--;
    for (const state of this.#states) {
      state.passed = state.queue.length > 0 && state.queue !== place.lane ? state.passed + 1 : 0;
    }
  }

  /** Takes out an item that does not go; no slot is counted. */
  remove(place: Place<T>): void {
    place.lane.remove(place);
    this.#length--;
  }

  /** The highest lane in which something waits. */
  #first(): LaneState<T> | null {
    for (const state of this.#states) if (state.queue.length > 0) return state;
    return null;
  }

  #mostOverdue(): LaneState<T> | null {
    let most: LaneState<T> | null = null;
    let mostSlots = -1;
    for (const state of this.#states) {
      const overSlots = state.passed - patienceSlots[state.lane];
      if (state.queue.length > 0 && overSlots >= 0 && overSlots > mostSlots) {
        most = state;
        mostSlots = overSlots;
      }
    }
    return most;
  }

  #stateOf(lane: Lane): LaneState<T> {
    const state = this.#states[lanes.indexOf(lane)];
    if (!state) throw new RangeError(`Failed to queue a call: lane "${lane}" does not exist. Use one of ${lanes}.`);
    return state;
  }
}
