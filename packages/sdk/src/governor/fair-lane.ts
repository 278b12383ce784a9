// One lane: the parties that wait in it, apps mostly, take turns. Every operation is constant time.
// Invariant: an app is in the ring exactly while something of it waits here.
// Bound: with W the sum of the weights of the apps that wait, the k-th call of an app of weight w leaves after at most
// ceil(k / w) × W calls of this lane.
import { Fifo, type Linked } from './fifo.ts';
import type { Party } from './places.ts';

interface Turn<T> extends Linked<Turn<T>> {
  readonly party: Party;
  readonly weight: number;
  readonly waiting: Fifo<Seat<T>>;
  taken: number;
  /** Seats so far, and how many of them have left. */
  entered: number;
  left: number;
}

/** Where an item waits; needed to take it out again. */
export interface Seat<T> extends Linked<Seat<T>> {
  readonly item: T;
  readonly lane: FairLane<T>;
  readonly turn: Turn<T>;
  /** Of the seats of its turn. */
  readonly number: number;
}

export class FairLane<T> {
  readonly #weightOf: (party: Party) => number;
  readonly #turns = new Map<Party, Turn<T>>();
  readonly #ring = new Fifo<Turn<T>>();
  #length = 0;

  /** @param weightOf calls in a row that an app may make per round, a whole number from 1 on */
  constructor(weightOf: (party: Party) => number = () => 1) {
    this.#weightOf = weightOf;
  }

  get length(): number {
    return this.#length;
  }

  push(party: Party, item: T): Seat<T> {
    const turn = this.#turnOf(party);
    const seat = this.#seatIn(turn, turn.entered++, item);
    turn.waiting.push(seat);
    return seat;
  }

  /** For what was taken out and could not go: it keeps its place before the app's other calls. */
  pushFirst(party: Party, item: T): Seat<T> {
    const turn = this.#turnOf(party);
    const seat = this.#seatIn(turn, --turn.left, item);
    turn.waiting.unshift(seat);
    return seat;
  }

  /** Who is next; stays the same until something is added, served or removed. */
  peek(): Seat<T> | null {
    return this.#ring.first()?.waiting.first() ?? null;
  }

  /** In which round the next of this party would leave, 1 the one that goes on. */
  nextRound(party: Party): number {
    const turn = this.#turns.get(party);
    return turn ? roundOf(turn, turn.entered) : 1;
  }

  /** In which round it leaves, 1 the one that goes on; who left from behind it may make it sooner. */
  roundOf({ number, turn }: Seat<T>): number {
    return roundOf(turn, number);
  }

  /** Takes out an item that goes now: it counts against its app's turn. */
  serve(seat: Seat<T>): void {
    const { turn } = seat;
    turn.taken++;
    this.remove(seat);
    if (turn.waiting.first() && turn.taken >= turn.weight) this.#rotate(turn);
  }

  /** Takes out an item that does not go. */
  remove(seat: Seat<T>): void {
    const { turn } = seat;
    turn.waiting.remove(seat);
    turn.left++;
    this.#length--;
    if (turn.waiting.first()) return;
    this.#ring.remove(turn);
    this.#turns.delete(turn.party);
  }

  #seatIn(turn: Turn<T>, number: number, item: T): Seat<T> {
    this.#length++;
    return { item, lane: this, turn, number, previous: null, next: null };
  }

  #turnOf(party: Party): Turn<T> {
    const known = this.#turns.get(party);
    if (known) return known;
    const turn = newTurn<T>(party, this.#weightOf(party));
    this.#ring.push(turn);
    this.#turns.set(party, turn);
    return turn;
  }

  #rotate(turn: Turn<T>): void {
    this.#ring.remove(turn);
    turn.taken = 0;
    this.#ring.push(turn);
  }
}

/** What its party took of the round that goes on is gone. */
function roundOf({ left, taken, weight }: Turn<unknown>, number: number): number {
  return Math.ceil((number - left + 1 + taken) / weight);
}

function newTurn<T>(party: Party, weight: number): Turn<T> {
  return { party, weight, waiting: new Fifo(), taken: 0, entered: 0, left: 0, previous: null, next: null };
}
