// What was written to installations, and what the cloud will not do: rejected commands, missing things, updates that
// are not supported.
// Invariant: what may have been carried out counts as carried out; a refusal stands until the same call, sent after it,
// has succeeded.
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { outcomeOf } from '../outcome.ts';
import { type Book, longestWayMs } from './book.ts';
import { FloorBook } from './floor-book.ts';
import { type Name, nameOf } from './name.ts';

/** Writes matter for 15 minutes, into which 15 + 10/s × 901 s = 9,025 fit; 9,216 × about 121 bytes = 1.1 MB. */
const maxWritten = 9216;
/** Chargers and installations with refusals; with one each 4,096 × 370 bytes = 1.5 MB, full of them 5 MB. */
const maxThings = 4096;
/** A state read, an update and the five public commands are seven. */
const maxRefusals = 8;
const never = Number.POSITIVE_INFINITY;

type Update = Pick<CallFact, 'class' | 'path' | 'resource' | 'installationId' | 'sets'>;
type Call = Pick<CallFact, 'class' | 'path' | 'resource' | 'command'>;

export interface Refusal {
  /** Path and command. */
  readonly what: Name;
  /** Rejected (528) holds until the charger changes; what is missing (404, 512) or not supported (527), for a day. */
  readonly why: 'rejected' | 'missing' | 'not supported';
  /** When it was answered. */
  readonly atMs: number;
  /** When the same call succeeded after all; infinity until it does. */
  readonly overAtMs: number;
}

export class WriteBook implements Book<WriteBook> {
  readonly #exact: boolean;
  readonly #currents: FloorBook;
  readonly #refusals = new Map<Name, readonly Refusal[]>();

  constructor(exact: boolean, currents = new FloorBook({ maxKeys: maxWritten, wayMs: longestWayMs(exact) })) {
    this.#exact = exact;
    this.#currents = currents;
  }

  /** Installations whose current was written, and things with refusals. */
  get size(): number {
    return this.#currents.size + this.#refusals.size;
  }

  sent(call: CallFact): void {
    if (mayWriteCurrent(call)) this.#currents.begin(installationOf(call), call.id, call.sentAtMs);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (mayWriteCurrent(call)) {
      const countedAtMs = this.#exact ? call.sentAtMs : answeredAtMs;
      this.#currents.end(installationOf(call), call.id, answeredAtMs, mayBeCarriedOut(call) ? countedAtMs : null);
    }
    if (canBeRefused(call)) this.#noteRefusal(call, answeredAtMs);
  }

  /** When the current that this update may write was last written; minus infinity when it never was or is not its business. */
  currentWrittenAtMs(update: Update, nowMs: number): number {
    return mayWriteCurrent(update) ? this.#currents.lastAtMs(installationOf(update), nowMs) : Number.NEGATIVE_INFINITY;
  }

  /** What the cloud said to this call for good when it was last made, as far as is known. */
  refusalOf(call: Call, nowMs: number): Refusal | undefined {
    if (this.#refusals.size === 0 || !canBeRefused(call)) return undefined;
    const refusals = this.#refusals.get(nameOf(thingOf(call)));
    const what = refusals === undefined ? null : whatOf(call);
    return refusals?.find((refusal) => refusal.what === what && refusal.overAtMs > nowMs);
  }

  capAt(atMs: number): void {
    this.#currents.capAt(atMs);
    for (const [thing, refusals] of this.#refusals) {
      this.#refusals.set(
        thing,
        refusals.map((refusal) => ({
          ...refusal,
          atMs: Math.min(refusal.atMs, atMs),
          overAtMs: refusal.overAtMs === never ? never : Math.min(refusal.overAtMs, atMs),
        })),
      );
    }
  }

  copy(): WriteBook {
    const twin = new WriteBook(this.#exact, this.#currents.copy());
    for (const [thing, refusals] of this.#refusals) twin.#refusals.set(thing, refusals);
    return twin;
  }

  #noteRefusal(call: CallFact, answeredAtMs: number): void {
    const kind = refusalIn(call);
    if (kind === null || (kind === 'none' && this.#refusals.size === 0)) return;
    const thing = nameOf(thingOf(call));
    const refusals = this.#refusals.get(thing) ?? [];
    const what = whatOf(call);
    const before = refusals.find((refusal) => refusal.what === what);
    const others = refusals.filter((refusal) => refusal !== before);
    if (kind === 'none') {
      // A success of a call that had left before the refusal was answered does not unsay it.
      if (before === undefined || call.sentAtMs <= before.atMs || before.overAtMs <= answeredAtMs) return;
      this.#refusals.set(thing, [...others, { ...before, overAtMs: answeredAtMs }]);
      return;
    }
    const refusal = { what, why: kind, atMs: answeredAtMs, overAtMs: never };
    this.#refusals.delete(thing);
    this.#refusals.set(thing, [...others.slice(1 - maxRefusals), refusal]);
    dropOldest(this.#refusals, maxThings);
  }
}

/** An update of an installation that does not tell what it sets may well set the current. */
function mayWriteCurrent({ class: kind, path, sets }: Update): boolean {
  if (kind !== 'update' || sets === 'other') return false;
  return sets !== null || path === '/api/installation/{id}/update';
}

function mayBeCarriedOut(call: CallFact): boolean {
  if (call.status !== null && call.status >= 200 && call.status < 300) return true;
  if (call.arrived === 'no') return false;
  const outcome = outcomeOf(call);
  return outcome === 'failed' || outcome === 'silent';
}

function installationOf({ resource, installationId }: Update): string {
  return resource ?? installationId ?? '';
}

function canBeRefused(call: Call): boolean {
  return call.class === 'command' || call.class === 'state' || call.class === 'update';
}

function thingOf({ resource, path }: Call): string {
  return resource ?? path;
}

function whatOf({ path, command }: Call): Name {
  return nameOf(`${path} ${command}`);
}

/**
 * `none`: it was done, so that nothing stands against it any more. Null: the answer says nothing either way. The cloud
 * answers 527 to updates of installations only (zaptec-api.md §8.1): under another call it says nothing known.
 */
function refusalIn({ class: kind, status, code }: CallFact): Refusal['why'] | 'none' | null {
  if (kind === 'command' && code === 528) return 'rejected';
  if (kind === 'update' && code === 527) return 'not supported';
  if (status === 404 || code === 512) return 'missing';
  return status !== null && status >= 200 && status < 300 ? 'none' : null;
}
