// When the connection details of each stream were read: once before each connect.
// Invariant: a read that failed leaves the book as it was before; one that is under way counts as made.
import { detailsAtMost } from '../clauses/polling-floors.ts';
import type { CallFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { type Book, longestWayMs } from './book.ts';
import { longestFlightMs } from './flights.ts';
import { LatestMap } from './latest-map.ts';
import { fingerprint } from './name.ts';

/** 64 streams by design, sixteen times over. 1,024 × (40 reads × 3 numbers of 8 bytes, and 200) = 1.2 MB when hostile. */
const maxStreams = 1024;
const never = Number.NEGATIVE_INFINITY;
const forever = Number.POSITIVE_INFINITY;

interface Read {
  /** Fingerprint of the call's id; 0 once it was answered. */
  readonly id: number;
  readonly atMs: number;
  /** From then on it does not count: it failed. Infinity for one that counts. */
  readonly goneAtMs: number;
}

/** Reads in one row of numbers: objects of their own would take four times as much. */
const numbersOfRead = 3;
type Row = readonly number[];

export class ConnectBook implements Book<ConnectBook> {
  readonly #exact: boolean;
  /** The latest reads of each stream, as many as are free, the oldest first. */
  readonly #rows: LatestMap<Row>;

  constructor(exact: boolean, rows = new LatestMap<Row>(maxStreams)) {
    this.#exact = exact;
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** When the read was made that as many others followed as are free; minus infinity while there are fewer. */
  oldestOfFreeAtMs(call: Details, nowMs: number): number {
    const reads = this.#readsOf(call).filter(({ goneAtMs }) => goneAtMs > nowMs);
    return reads.at(-detailsAtMost)?.atMs ?? never;
  }

  sent(call: CallFact): void {
    if (!isDetails(call)) return;
    const read = { id: fingerprint(call.id), atMs: call.sentAtMs + longestWayMs(this.#exact), goneAtMs: forever };
    this.#keep(call, [...this.#readsOf(call), read]);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (!isDetails(call)) return;
    const id = fingerprint(call.id);
    const reads = this.#readsOf(call);
    const own = reads.find((read) => read.id === id);
    const others = reads.filter((read) => read !== own);
    const outcome = outcomeOf(call);
    // Without an answer it may have been served.
    if (outcome === 'served' || outcome === 'silent') {
      others.push({ id: 0, atMs: this.#exact ? call.sentAtMs : answeredAtMs, goneAtMs: forever });
    } else if (own !== undefined && answeredAtMs > call.sentAtMs + longestFlightMs) {
      // An answer from a wrong clock: the read counts until that time has come.
      others.push({ ...own, id: 0, goneAtMs: answeredAtMs });
    }
    this.#keep(call, others);
  }

  capAt(atMs: number): void {
    const capped = ({ id, atMs: readAtMs, goneAtMs }: Read): Read => ({
      id,
      atMs: Math.min(readAtMs, atMs),
      goneAtMs: goneAtMs === forever ? forever : Math.min(goneAtMs, atMs),
    });
    this.#rows.mapValues((row) => rowOf(readsIn(row).map(capped)));
  }

  copy(): ConnectBook {
    return new ConnectBook(this.#exact, this.#rows.copy());
  }

  #readsOf(call: Details): Read[] {
    return readsIn(this.#rows.get(streamOf(call)) ?? []);
  }

  #keep(call: Details, reads: Read[]): void {
    reads.sort((one, other) => one.atMs - other.atMs);
    this.#rows.set(streamOf(call), rowOf(reads.slice(-detailsAtMost)));
  }
}

function readsIn(row: Row): Read[] {
  return Array.from({ length: row.length / numbersOfRead }, (_, n) => {
    const [id, atMs, goneAtMs] = row.slice(n * numbersOfRead) as [number, number, number];
    return { id, atMs, goneAtMs };
  });
}

function rowOf(reads: readonly Read[]): Row {
  return reads.flatMap(({ id, atMs, goneAtMs }) => [id, atMs, goneAtMs]);
}

type Details = Pick<CallFact, 'path' | 'resource'>;

function isDetails(call: CallFact): boolean {
  return call.class === 'stream-details';
}

function streamOf({ path, resource }: Details): string {
  return resource ?? path;
}
