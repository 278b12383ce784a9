// One lane: the apps that wait in it take turns. Every operation is constant time.
// Invariant: an app is in the ring exactly while something of it waits here.
// Bound: with W the sum of the weights of the apps that wait, the k-th call of an app of weight w leaves after at most
// ceil(k / w) × W calls of this lane.
import { Fifo, type Link } from './fifo.ts';

interface Turn<T> {
  readonly app: string | null;
  readonly weight: number;
  readonly waiting: Fifo<T>;
  taken: number;
  seat: Link<Turn<T>> | null;
}

/** Where an item waits; needed to take it out again. */
export interface Seat<T> {
  readonly turn: Turn<T>;
  readonly link: Link<T>;
}

export class FairLane<T> {
  readonly #weightOf: (app: string | null) => number;
  readonly #turns = new Map<string | null, Turn<T>>();
  readonly #ring = new Fifo<Turn<T>>();
  #length = 0;

  /** @param weightOf calls in a row that an app may make per round, at least 1 */
  constructor(weightOf: (app: string | null) => number = () => 1) {
    this.#weightOf = weightOf;
  }

  get length(): number {
    return this.#length;
  }

  push(app: string | null, item: T): Seat<T> {
    const turn = this.#turnOf(app);
    this.#length++;
    return { turn, link: turn.waiting.push(item) };
  }

  /** For what was taken out and could not go: it keeps its place before the app's other calls. */
  pushFirst(app: string | null, item: T): Seat<T> {
    const turn = this.#turnOf(app);
    this.#length++;
    return { turn, link: turn.waiting.unshift(item) };
  }

  /** Who is next; stays the same until something is added, served or removed. */
  peek(): Seat<T> | null {
    const turn = this.#ring.first()?.value;
    const link = turn?.waiting.first();
    return turn && link ? { turn, link } : null;
  }

  /** Takes out an item that goes now: it counts against its app's turn. */
  serve(seat: Seat<T>): void {
    const { turn } = seat;
    turn.taken++;
    this.remove(seat);
    if (turn.seat && turn.taken >= turn.weight) this.#rotate(turn);
  }

  /** Takes out an item that does not go. */
  remove({ turn, link }: Seat<T>): void {
    turn.waiting.remove(link);
    this.#length--;
    if (turn.waiting.length > 0 || !turn.seat) return;
    this.#ring.remove(turn.seat);
    turn.seat = null;
    this.#turns.delete(turn.app);
  }

  #turnOf(app: string | null): Turn<T> {
    const known = this.#turns.get(app);
    if (known) return known;
    const turn: Turn<T> = {
      app,
      weight: Math.max(1, this.#weightOf(app)),
      waiting: new Fifo<T>(),
      taken: 0,
      seat: null,
    };
    turn.seat = this.#ring.push(turn);
    this.#turns.set(app, turn);
    return turn;
  }

  #rotate(turn: Turn<T>): void {
    if (turn.seat) this.#ring.remove(turn.seat);
    turn.taken = 0;
    turn.seat = this.#ring.push(turn);
  }
}
