// One lane: the apps that wait in it take turns. Every operation is constant time.
// Invariant: an app is in the ring exactly while something of it waits here.
// Bound: with W the sum of the weights of the apps that wait, the k-th call of an app of weight w leaves after at most
// ceil(k / w) × W calls of this lane.
import { Fifo, type Linked } from './fifo.ts';

interface Turn<T> extends Linked<Turn<T>> {
  readonly app: string | null;
  readonly weight: number;
  readonly waiting: Fifo<Seat<T>>;
  taken: number;
}

/** Where an item waits; needed to take it out again. */
export interface Seat<T> extends Linked<Seat<T>> {
  readonly item: T;
  readonly lane: FairLane<T>;
  readonly turn: Turn<T>;
}

export class FairLane<T> {
  readonly #weightOf: (app: string | null) => number;
  readonly #turns = new Map<string | null, Turn<T>>();
  readonly #ring = new Fifo<Turn<T>>();
  #length = 0;

  /** @param weightOf calls in a row that an app may make per round, a whole number from 1 on */
  constructor(weightOf: (app: string | null) => number = () => 1) {
    this.#weightOf = weightOf;
  }

  get length(): number {
    return this.#length;
  }

  push(app: string | null, item: T): Seat<T> {
    const seat = this.#seatFor(app, item);
    seat.turn.waiting.push(seat);
    return seat;
  }

  /** For what was taken out and could not go: it keeps its place before the app's other calls. */
  pushFirst(app: string | null, item: T): Seat<T> {
    const seat = this.#seatFor(app, item);
    seat.turn.waiting.unshift(seat);
    return seat;
  }

  /** Who is next; stays the same until something is added, served or removed. */
  peek(): Seat<T> | null {
    return this.#ring.first()?.waiting.first() ?? null;
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
    this.#length--;
    if (turn.waiting.first()) return;
    this.#ring.remove(turn);
    this.#turns.delete(turn.app);
  }

  #seatFor(app: string | null, item: T): Seat<T> {
    const turn = this.#turnOf(app);
    this.#length++;
    return { item, lane: this, turn, previous: null, next: null };
  }

  #turnOf(app: string | null): Turn<T> {
    const known = this.#turns.get(app);
    if (known) return known;
    const weight = this.#weightOf(app);
    const turn: Turn<T> = { app, weight, waiting: new Fifo(), taken: 0, previous: null, next: null };
    this.#ring.push(turn);
    this.#turns.set(app, turn);
    return turn;
  }

  #rotate(turn: Turn<T>): void {
    this.#ring.remove(turn);
    turn.taken = 0;
    this.#ring.push(turn);
  }
}
