// When each thing was last read, what an accepted write opened, and whether a stream tells of a charger meanwhile.
// Invariant: a read that failed leaves the book as it was before; one that is under way counts as made.
// Bound: 65,536 things (an account with 50,000 chargers and its installations) × 6 instants, about 170 bytes each with the
// name: 11 MB at most; 1,024 reads under way a question and 1,024 sessions, below 1 MB.
import { detailSpacingMs } from '../clauses/detail-floors.ts';
import { chargingFloorMs, clientOpeningKeptMs, openingKeptMs, streamSettlesMs } from '../clauses/polling-floors.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { outcomeOf } from '../outcome.ts';
import { arrivesWithinMs, type Book } from './book.ts';
import { FloorBook } from './floor-book.ts';
import { InstantTable } from './instant-table.ts';
import { LookupBook } from './lookup-book.ts';
import { OpeningBook, type Write } from './opening-book.ts';
import {
  type Column,
  column,
  columnOf,
  columns,
  isInstallationDetail,
  isLookup,
  isSession,
  opens,
  type ReadWords,
  stateFloorMs,
} from './read-words.ts';
import { StreamCover } from './stream-cover.ts';

const maxThings = 65_536;
const maxSessions = 1024;
const maxUnderWay = 1024;
const never = Number.NEGATIVE_INFINITY;

interface UnderWay {
  readonly id: string;
  readonly atMs: number;
  /** The write whose opening the read uses. */
  readonly after: Write | null;
}

export class ReadBook implements Book<ReadBook> {
  readonly #exact: boolean;
  readonly lookups: LookupBook;
  readonly openings: OpeningBook;
  #things = new InstantTable(columns, maxThings);
  #sessions = new FloorBook({ keepMs: chargingFloorMs, maxKeys: maxSessions });
  #cover = new StreamCover();
  readonly #underWay: readonly Map<string, UnderWay>[] = Array.from({ length: columns }, () => new Map());

  constructor(
    exact: boolean,
    lookups = new LookupBook(exact),
    openings = new OpeningBook(exact ? openingKeptMs : clientOpeningKeptMs),
  ) {
    this.#exact = exact;
    this.lookups = lookups;
    this.openings = openings;
  }

  /** Entries of every part, for tests of the bound. */
  get size(): number {
    return this.#things.size + this.#sessions.size + this.lookups.size + this.openings.size + this.#cover.size;
  }

  /** When this was read last; minus infinity when nothing is known. */
  lastAtMs(read: ReadWords): number {
    if (isSession(read)) return this.#sessions.lastAtMs(read.resource);
    const asked = columnOf(read);
    if (asked === null) return never;
    const thing = read.resource ?? read.path;
    return Math.max(this.#things.at(thing, asked), this.#underWay[asked]?.get(thing)?.atMs ?? never);
  }

  /** From when on the stream counts as healthy for chargers of this installation: at once, or when it has settled. */
  liveFromMs(installationId: string | null): number {
    return this.#cover.liveSinceMs(installationId) + (this.#exact ? streamSettlesMs : 0);
  }

  sent(call: CallFact): void {
    const atMs = call.sentAtMs + (this.#exact ? 0 : arrivesWithinMs);
    if (isSession(call)) this.#sessions.begin(call.resource, call.id, atMs);
    if (isLookup(call)) this.lookups.begin(call);
    const asked = columnOf(call);
    const underWay = asked === null ? undefined : this.#underWay[asked];
    if (underWay === undefined) return;
    underWay.set(call.resource ?? call.path, { id: call.id, atMs, after: this.#useOpening(call) });
    dropOldest(underWay, maxUnderWay);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    const atMs = this.#exact ? call.sentAtMs : answeredAtMs;
    if (isSession(call)) this.#sessions.end(call.resource, call.id, outcomeOf(call) === 'served' ? atMs : null);
    if (isLookup(call)) this.lookups.end(call, atMs);
    if (opens(call) && call.resource !== null) {
      this.openings.open(call.resource, { byUpdate: call.class === 'update', atMs });
    }
    const asked = columnOf(call);
    if (asked !== null) this.#endRead(call, asked, atMs);
  }

  stream(event: StreamFact): void {
    this.#cover.note(event);
  }

  capAt(atMs: number): void {
    this.#things.capAt(atMs);
    this.#sessions.capAt(atMs);
    this.lookups.capAt(atMs);
    this.openings.capAt(atMs);
    this.#cover.capAt(atMs);
    for (const underWay of this.#underWay) {
      for (const [thing, read] of underWay) underWay.set(thing, { ...read, atMs: Math.min(read.atMs, atMs) });
    }
  }

  copy(): ReadBook {
    const twin = new ReadBook(this.#exact, this.lookups.copy(), this.openings.copy());
    twin.#things = this.#things.copy();
    twin.#sessions = this.#sessions.copy();
    twin.#cover = this.#cover.copy();
    this.#underWay.forEach((reads, place) => {
      for (const [thing, read] of reads) twin.#underWay[place]?.set(thing, read);
    });
    return twin;
  }

  /** A state read without an answer may have been served, and its patience is short; an hour's would not be. */
  #endRead(call: CallFact, asked: Column, atMs: number): void {
    const thing = call.resource ?? call.path;
    const outcome = outcomeOf(call);
    const counts = outcome === 'served' || (outcome === 'silent' && asked === column.state);
    const underWay = this.#underWay[asked]?.get(thing);
    const own = underWay?.id === call.id ? underWay : null;
    if (own !== null) this.#underWay[asked]?.delete(thing);
    if (counts) {
      if (own === null) this.#useOpening(call);
      this.#things.set(thing, asked, Math.max(this.#things.at(thing, asked), atMs));
    } else if (own !== null && own.after !== null) {
      this.openings.open(thing, own.after);
    }
  }

  /** Uses up the opening that this read stands on: one that its floor would have let go uses none. */
  #useOpening(call: CallFact): Write | null {
    const { resource, sentAtMs } = call;
    const isState = call.class === 'state';
    const mayBeOpened = call.cause === 'after-command' && (isState || isInstallationDetail(call));
    if (!mayBeOpened || resource === null) return null;
    const live = sentAtMs >= this.liveFromMs(call.installationId);
    const floorMs = isState ? stateFloorMs(live, call.charging) : detailSpacingMs;
    if (this.lastAtMs(call) + floorMs <= sentAtMs) return null;
    const write = this.openings.openedBy(resource, sentAtMs, live || !isState);
    if (write !== null) this.openings.close(resource, write);
    return write;
  }
}
