// When each thing was last read, what an accepted write opened, and whether a stream tells of a charger meanwhile.
// Invariant: a read that failed leaves the book as it was before; one that is under way counts as made.
// Bound: 65,536 things (an account with 50,000 chargers and its installations) × 8 instants, about 180 bytes each with the
// name: 12 MB at most; 1,024 reads under way a question, 1,024 sessions, 4,096 look-ups (× 250 bytes = 1 MB).
import { clientFollowWithinMs, followWithinMs } from '../clauses/list-cadence.ts';
import {
  chargingFloorMs,
  clientOpeningKeptMs,
  openingKeptMs,
  streamSettlesMs,
} from '../clauses/no-aggressive-polling.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { arrivesWithinMs, type Book } from './book.ts';
import { FloorBook } from './floor-book.ts';
import { InstantTable } from './instant-table.ts';
import { ListBook } from './list-book.ts';
import { type Opening, openingOfDetail, openingOfState, openSinceMs } from './openings.ts';
import { type Column, column, columnOf, columns, isLookup, isSession, openedBy, type ReadWords } from './read-words.ts';
import { StreamCover } from './stream-cover.ts';

const maxThings = 65_536;
const maxSessions = 1024;
const maxUnderWay = 1024;
const maxLookups = 4096;
const never = Number.NEGATIVE_INFINITY;

interface UnderWay {
  readonly id: string;
  readonly atMs: number;
  readonly spent: Opening | null;
}

export class ReadBook implements Book<ReadBook> {
  readonly #exact: boolean;
  readonly #keptMs: number;
  readonly #followWithinMs: number;
  #things = new InstantTable(columns, maxThings);
  #sessions = new FloorBook({ keepMs: chargingFloorMs, maxKeys: maxSessions });
  #lookups = new ListBook(maxLookups);
  #cover = new StreamCover();
  readonly #underWay: readonly Map<string, UnderWay>[] = Array.from({ length: columns }, () => new Map());

  constructor(exact: boolean) {
    this.#exact = exact;
    this.#keptMs = exact ? openingKeptMs : clientOpeningKeptMs;
    this.#followWithinMs = exact ? followWithinMs : clientFollowWithinMs;
  }

  get size(): number {
    return this.#things.size + this.#sessions.size + this.#lookups.size + this.#cover.size;
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

  /** Whether a write opens one more state read of this charger: a value that is never pushed, or no stream to push it. */
  opensState(charger: string, atMs: number, live: boolean): boolean {
    return openingOfState(this.#things, charger, this.#keptMs, atMs, live) !== null;
  }

  /** When the update was accepted that opens one more read of this installation; minus infinity when none does. */
  updatedAtMs(installation: string, nowMs: number): number {
    return openSinceMs(this.#things, installation, column.update, this.#keptMs, nowMs);
  }

  lookupUnderWay(read: ReadWords, nowMs: number): boolean {
    return isLookup(read) && this.#lookups.underWay(lookupKey(read), nowMs);
  }

  lookupFollows(read: ReadWords, page: number, nowMs: number): boolean {
    return this.#lookups.follows(lookupKey(read), page, nowMs, this.#followWithinMs);
  }

  lookupAtMs(read: ReadWords): number {
    return this.#lookups.readAtMs(lookupKey(read));
  }

  sent(call: CallFact): void {
    const atMs = call.sentAtMs + (this.#exact ? 0 : arrivesWithinMs);
    if (isSession(call)) this.#sessions.begin(call.resource, call.id, atMs);
    if (isLookup(call)) this.#lookups.begin(lookupKey(call), call.id, call.sentAtMs);
    const asked = columnOf(call);
    const underWay = asked === null ? undefined : this.#underWay[asked];
    if (underWay === undefined) return;
    underWay.set(call.resource ?? call.path, { id: call.id, atMs, spent: this.#spend(call) });
    for (const oldest of underWay.keys()) {
      if (underWay.size <= maxUnderWay) break;
      underWay.delete(oldest);
    }
  }

  answered(call: CallFact, answeredAtMs: number): void {
    const atMs = this.#exact ? call.sentAtMs : answeredAtMs;
    if (isSession(call)) this.#sessions.end(call.resource, call.id, outcomeOf(call) === 'served' ? atMs : null);
    if (isLookup(call)) this.#endLookup(call, atMs);
    const opened = openedBy(call);
    if (opened !== null && call.resource !== null) this.#raise(call.resource, opened, atMs);
    const asked = columnOf(call);
    if (asked !== null) this.#endRead(call, asked, atMs);
  }

  stream(event: StreamFact): void {
    this.#cover.note(event);
  }

  capAt(atMs: number): void {
    this.#things.capAt(atMs);
    this.#sessions.capAt(atMs);
    this.#lookups.capAt(atMs);
    this.#cover.capAt(atMs);
    for (const underWay of this.#underWay) {
      for (const [thing, read] of underWay) underWay.set(thing, { ...read, atMs: Math.min(read.atMs, atMs) });
    }
  }

  copy(): ReadBook {
    const twin = new ReadBook(this.#exact);
    twin.#things = this.#things.copy();
    twin.#sessions = this.#sessions.copy();
    twin.#lookups = this.#lookups.copy();
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
    const pending = this.#underWay[asked]?.get(thing);
    const own = pending?.id === call.id ? pending : null;
    if (own !== null) this.#underWay[asked]?.delete(thing);
    if (counts) {
      if (own === null) this.#spend(call);
      this.#raise(thing, asked, atMs);
    } else if (own !== null && own.spent !== null) {
      this.#raise(thing, own.spent.column, own.spent.writtenAtMs);
    }
  }

  #endLookup(call: CallFact, readAtMs: number): void {
    const read = {
      id: call.id,
      page: call.page ?? 0,
      sentAtMs: call.sentAtMs,
      readAtMs,
      heard: call.status !== null,
      forUnknownCharger: false,
      followWithinMs: this.#followWithinMs,
    };
    this.#lookups.end(lookupKey(call), read, outcomeOf(call) === 'served');
  }

  #raise(thing: string, asked: Column, atMs: number): void {
    this.#things.set(thing, asked, Math.max(this.#things.at(thing, asked), atMs));
  }

  /** Uses up the opening that this read stands on; a read that no write caused uses none. */
  #spend(call: CallFact): Opening | null {
    const { resource, sentAtMs } = call;
    if (call.cause !== 'after-command' || resource === null) return null;
    const live = sentAtMs >= this.liveFromMs(call.installationId);
    const opening =
      call.class === 'state'
        ? openingOfState(this.#things, resource, this.#keptMs, sentAtMs, live)
        : openingOfDetail(this.#things, call, resource, this.#keptMs);
    if (opening !== null) this.#things.set(resource, opening.column, never);
    return opening;
  }
}

function lookupKey(read: ReadWords): string {
  return `${read.path} ${read.narrowing} ${read.resource}`;
}
