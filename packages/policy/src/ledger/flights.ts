// Calls on their way, by the thing that each of them asks for.
// Invariant: a call is landed by its own answer and by no other one. An answer that is dated later than anybody waits for
// it comes from a wrong clock, or very late: it lands its call when that time has come, and not before.
import { dropOldest } from '../oldest-first.ts';
import { fingerprint, type Name, nameOf } from './name.ts';

/** Nobody waits longer for an answer. At 9.9 calls a second 594 are on their way at most. */
export const longestFlightMs = 60_000;

/** Calls for one thing that are told apart: whoever obeys has one on its way, and a slow one or two beside it. */
const maxEach = 4;

export interface Flight<Note> {
  /** Fingerprint of the call's id. */
  readonly id: number;
  readonly sentAtMs: number;
  /** Infinity until it is answered. */
  readonly landsAtMs: number;
  readonly note: Note;
}

export class Flights<Note = null> {
  /** 1,024 × 4 × 201 bytes = 0.8 MB when all are taken; a few kB in fair weather. */
  readonly #maxThings: number;
  /** The thing that a call left for last stands last; its calls in the order in which they left. */
  readonly #flights = new Map<Name, readonly Flight<Note>[]>();

  constructor(maxThings = 1024) {
    this.#maxThings = maxThings;
  }

  /** Things that calls are on their way for. */
  get size(): number {
    return this.#flights.size;
  }

  leave(thing: string, call: { readonly id: string; readonly sentAtMs: number }, note: Note): void {
    const key = nameOf(thing);
    const flight = { id: fingerprint(call.id), sentAtMs: call.sentAtMs, landsAtMs: Number.POSITIVE_INFINITY, note };
    const others = this.#others(key, flight.id);
    this.#flights.delete(key);
    this.#flights.set(key, [...others.slice(1 - maxEach), flight]);
    dropOldest(this.#flights, this.#maxThings);
  }

  /** The flight that this answer ends; null when none is known. */
  land(thing: string, id: string, answeredAtMs: number): Flight<Note> | null {
    const key = nameOf(thing);
    const flights = this.#flights.get(key);
    const ownId = flights === undefined ? null : fingerprint(id);
    const own = flights?.find((flight) => flight.id === ownId);
    if (own === undefined) return null;
    const others = this.#others(key, own.id);
    if (answeredAtMs > own.sentAtMs + longestFlightMs) others.push({ ...own, landsAtMs: answeredAtMs });
    if (others.length === 0) this.#flights.delete(key);
    else this.#flights.set(key, others);
    return own;
  }

  /** When the latest of those on their way left; minus infinity when none is. */
  latestAtMs(thing: string, nowMs: number): number {
    let latestAtMs = Number.NEGATIVE_INFINITY;
    if (this.#flights.size === 0) return latestAtMs;
    for (const { sentAtMs, landsAtMs } of this.#flights.get(nameOf(thing)) ?? []) {
      if (landsAtMs > nowMs) latestAtMs = Math.max(latestAtMs, sentAtMs);
    }
    return latestAtMs;
  }

  /** Those on their way that left less than `patienceMs` ago. */
  count(thing: string, nowMs: number, patienceMs: number): number {
    const flights = this.#flights.get(nameOf(thing)) ?? [];
    return flights.filter(({ sentAtMs, landsAtMs }) => landsAtMs > nowMs && nowMs - sentAtMs < patienceMs).length;
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const [key, flights] of this.#flights) {
      this.#flights.set(
        key,
        flights.map((flight) => ({
          ...flight,
          sentAtMs: Math.min(flight.sentAtMs, atMs),
          landsAtMs:
            flight.landsAtMs === Number.POSITIVE_INFINITY ? flight.landsAtMs : Math.min(flight.landsAtMs, atMs),
        })),
      );
    }
  }

  copy(): Flights<Note> {
    const twin = new Flights<Note>(this.#maxThings);
    for (const [key, flights] of this.#flights) twin.#flights.set(key, flights);
    return twin;
  }

  #others(key: Name, id: number): Flight<Note>[] {
    return (this.#flights.get(key) ?? []).filter((flight) => flight.id !== id);
  }
}
