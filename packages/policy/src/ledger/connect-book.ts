// When the connection details of each stream were read: once before each connect.
// Invariant: a read that failed leaves the book as it was before; one that is under way counts as made.
import { detailsAtMost } from '../clauses/polling-floors.ts';
import type { CallFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { type Book, longestWayMs } from './book.ts';
import { longestFlightMs } from './flights.ts';
import { LatestMap } from './latest-map.ts';

/** 64 streams by design, sixteen times over. 1,024 × (40 + 40 reads × about 30 bytes, and 200) = 2.7 MB when hostile. */
const maxStreams = 1024;
const never = Number.NEGATIVE_INFINITY;
const forever = Number.POSITIVE_INFINITY;

interface Read {
  /** Null once it was answered. */
  readonly id: string | null;
  readonly atMs: number;
  /** From then on it does not count: it failed. Infinity for one that counts. */
  readonly goneAtMs: number;
}

export class ConnectBook implements Book<ConnectBook> {
  readonly #exact: boolean;
  /** The latest reads of each stream, as many as are free, the oldest first. */
  readonly #reads: LatestMap<readonly Read[]>;

  constructor(exact: boolean, reads = new LatestMap<readonly Read[]>(maxStreams)) {
    this.#exact = exact;
    this.#reads = reads;
  }

  get size(): number {
    return this.#reads.size;
  }

  /** When the read was made that as many others followed as are free; minus infinity while there are fewer. */
  oldestOfFreeAtMs(call: Details, nowMs: number): number {
    const reads = (this.#reads.get(streamOf(call)) ?? []).filter(({ goneAtMs }) => goneAtMs > nowMs);
    return reads.at(-detailsAtMost)?.atMs ?? never;
  }

  sent(call: CallFact): void {
    if (!isDetails(call)) return;
    this.#add(call, { id: call.id, atMs: call.sentAtMs + longestWayMs(this.#exact), goneAtMs: forever });
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (!isDetails(call)) return;
    const reads = this.#reads.get(streamOf(call)) ?? [];
    const own = reads.find(({ id }) => id === call.id);
    this.#reads.set(
      streamOf(call),
      reads.filter((read) => read !== own),
    );
    const outcome = outcomeOf(call);
    // Without an answer it may have been served.
    const counts = outcome === 'served' || outcome === 'silent';
    if (counts) this.#add(call, { id: null, atMs: this.#exact ? call.sentAtMs : answeredAtMs, goneAtMs: forever });
    // An answer from a wrong clock: the read counts until that time has come.
    else if (own !== undefined && answeredAtMs > call.sentAtMs + longestFlightMs)
      this.#add(call, { ...own, id: null, goneAtMs: answeredAtMs });
  }

  capAt(atMs: number): void {
    this.#reads.mapValues((reads) =>
      reads.map(({ id, atMs: readAtMs, goneAtMs }) => ({
        id,
        atMs: Math.min(readAtMs, atMs),
        goneAtMs: goneAtMs === forever ? forever : Math.min(goneAtMs, atMs),
      })),
    );
  }

  copy(): ConnectBook {
    return new ConnectBook(this.#exact, this.#reads.copy());
  }

  #add(call: Details, read: Read): void {
    const reads = [...(this.#reads.get(streamOf(call)) ?? []), read].sort((one, other) => one.atMs - other.atMs);
    this.#reads.set(streamOf(call), reads.slice(-detailsAtMost));
  }
}

type Details = Pick<CallFact, 'path' | 'resource'>;

function isDetails(call: CallFact): boolean {
  return call.class === 'stream-details';
}

function streamOf({ path, resource }: Details): string {
  return resource ?? path;
}
