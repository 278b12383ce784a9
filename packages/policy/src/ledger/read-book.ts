// When each thing was last read, what an accepted write opened, and whether a stream tells of a charger meanwhile.
// Invariant: a read that failed leaves the book as it was before; one that is under way counts as made.
// Bound: 65,536 things (an account with 50,000 chargers and its installations) × 6 instants, 135 bytes each with the name:
// 8.9 MB at most; 1,024 sessions, 0.1 MB; reads under way, 0.8 MB for each of the two when all are taken.
import { detailSpacingMs } from '../clauses/detail-floors.ts';
import { clientOpeningKeptMs, openingKeptMs, streamSettlesMs } from '../clauses/polling-floors.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { type Book, longestWayMs } from './book.ts';
import { Flights } from './flights.ts';
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
/** Their floor is a minute, into which 15 + 10/s × 61 s = 625 fit. */
const maxSessions = 1024;
const never = Number.NEGATIVE_INFINITY;

export class ReadBook implements Book<ReadBook> {
  readonly #exact: boolean;
  readonly lookups: LookupBook;
  readonly openings: OpeningBook;
  #things = new InstantTable(columns, maxThings);
  #sessions: FloorBook;
  #cover = new StreamCover();
  /** By question and thing. A flight notes the write whose opening it uses. */
  #underWay = new Flights<Write | null>();

  constructor(
    exact: boolean,
    lookups = new LookupBook(exact),
    openings = new OpeningBook(exact ? openingKeptMs : clientOpeningKeptMs),
  ) {
    this.#exact = exact;
    this.#sessions = new FloorBook({ maxKeys: maxSessions, wayMs: longestWayMs(exact) });
    this.lookups = lookups;
    this.openings = openings;
  }

  /** Entries of every part, for tests of the bound. */
  get size(): number {
    return this.#things.size + this.#sessions.size + this.lookups.size + this.openings.size + this.#cover.size;
  }

  /** When this was read last; minus infinity when nothing is known. */
  lastAtMs(read: ReadWords, nowMs: number): number {
    if (isSession(read)) return this.#sessions.lastAtMs(read.resource, nowMs);
    const asked = columnOf(read);
    if (asked === null) return never;
    const thing = read.resource ?? read.path;
    const readAtMs = this.#things.at(thing, asked);
    if (this.#underWay.size === 0) return readAtMs;
    return Math.max(readAtMs, this.#underWay.latestAtMs(flightOf(asked, thing), nowMs) + longestWayMs(this.#exact));
  }

  /** From when on the stream counts as healthy for chargers of this installation: at once, or when it has settled. */
  liveFromMs(installationId: string | null, nowMs: number): number {
    return this.#cover.liveSinceMs(installationId, nowMs) + (this.#exact ? streamSettlesMs : 0);
  }

  sent(call: CallFact): void {
    if (isSession(call)) this.#sessions.begin(call.resource, call.id, call.sentAtMs);
    if (isLookup(call)) this.lookups.begin(call);
    const asked = columnOf(call);
    if (asked === null) return;
    this.#underWay.leave(flightOf(asked, call.resource ?? call.path), call, this.#useOpening(call));
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (isSession(call)) {
      const countedAtMs = this.#exact ? call.sentAtMs : answeredAtMs;
      const outcome = outcomeOf(call);
      const counts = outcome === 'served' || outcome === 'silent';
      this.#sessions.end(call.resource, call.id, answeredAtMs, counts ? countedAtMs : null);
    }
    if (isLookup(call)) this.lookups.end(call, answeredAtMs);
    if (opens(call) && call.resource !== null) {
      this.openings.open(call.resource, { byUpdate: call.class === 'update', atMs: answeredAtMs });
    }
    const asked = columnOf(call);
    if (asked !== null) this.#endRead(call, asked, answeredAtMs);
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
    this.#underWay.capAt(atMs);
  }

  copy(): ReadBook {
    const twin = new ReadBook(this.#exact, this.lookups.copy(), this.openings.copy());
    twin.#things = this.#things.copy();
    twin.#sessions = this.#sessions.copy();
    twin.#cover = this.#cover.copy();
    twin.#underWay = this.#underWay.copy();
    return twin;
  }

  /** A state read without an answer may have been served, as a session may, and its patience is short; an hour's would not be. */
  #endRead(call: CallFact, asked: Column, answeredAtMs: number): void {
    const thing = call.resource ?? call.path;
    const outcome = outcomeOf(call);
    const counts = outcome === 'served' || (outcome === 'silent' && asked === column.state);
    const flight =
      this.#underWay.size === 0 ? null : this.#underWay.land(flightOf(asked, thing), call.id, answeredAtMs);
    if (counts) {
      if (flight === null) this.#useOpening(call);
      const atMs = this.#exact ? call.sentAtMs : answeredAtMs;
      this.#things.set(thing, asked, Math.max(this.#things.at(thing, asked), atMs));
    } else if (flight !== null && flight.note !== null) {
      this.openings.open(thing, flight.note);
    }
  }

  /** Uses up the opening that this read stands on: one that its floor would have let go uses none. */
  #useOpening(call: CallFact): Write | null {
    const { resource, sentAtMs } = call;
    const isState = call.class === 'state';
    const mayBeOpened = call.cause === 'after-command' && (isState || isInstallationDetail(call));
    if (!mayBeOpened || resource === null) return null;
    const live = sentAtMs >= this.liveFromMs(call.installationId, sentAtMs);
    const floorMs = isState ? stateFloorMs(live, call.charging) : detailSpacingMs;
    if (this.lastAtMs(call, sentAtMs) + floorMs <= sentAtMs) return null;
    const write = this.openings.openedBy(resource, sentAtMs, live || !isState);
    if (write !== null) this.openings.close(resource, write);
    return write;
  }
}

function flightOf(asked: Column, thing: string): string {
  return `${asked} ${thing}`;
}
