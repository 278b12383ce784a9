// Which chargers' states are held and since when, and which calls no statement about the journal covers yet.
// Bound: 65,536 chargers, an id of 36 characters (56 bytes), an instant (16) and 57 in the map each: 8.5 MB. Chargers beyond
// that are not followed, nor one whose id is longer than the cloud's: `due` names it, so that it cannot be shortened.
import type { AttestationFact, CallFact } from '../fact.ts';
import { putLast } from '../oldest-first.ts';
import { outcomeOf } from '../outcome.ts';
import type { Book } from './book.ts';
import { longestName } from './name.ts';

const maxChargers = 65_536;
const never = Number.NEGATIVE_INFINITY;

export interface Held {
  readonly charger: string;
  readonly sinceMs: number;
}

export class DutyBook implements Book<DutyBook> {
  /** When the state of each was read, or tried to be, last; the one tried longest ago stands first. */
  readonly #triedAtMs = new Map<string, number>();
  #statedAtMs = never;
  #firstUnstatedAtMs: number | null = null;

  get size(): number {
    return this.#triedAtMs.size;
  }

  /**
   * At most `most` chargers, those held longest first; what was read while a stream was open is held since the loss.
   * Looks at `most` entries, whatever the size of the book.
   */
  heldLongest(lostAtMs: number, most: number): readonly Held[] {
    const held: Held[] = [];
    for (const [charger, triedAtMs] of this.#triedAtMs) {
      if (held.length === most) break;
      held.push({ charger, sinceMs: Math.max(triedAtMs, lostAtMs) });
    }
    return held;
  }

  /** When the next statement about the journal is due; null while every call is covered. */
  statementDueAtMs(servesMs: number): number | null {
    if (this.#firstUnstatedAtMs === null) return null;
    const first = this.#firstUnstatedAtMs;
    return this.#statedAtMs === never ? first + servesMs : Math.max(first, this.#statedAtMs + servesMs);
  }

  sent({ sentAtMs }: CallFact): void {
    if (sentAtMs > this.#statedAtMs) this.#firstUnstatedAtMs = Math.min(sentAtMs, this.#firstUnstatedAtMs ?? sentAtMs);
  }

  answered(call: CallFact): void {
    this.sent(call);
    if (call.class === 'state') this.#stateRead(call.resource ?? call.path, call);
  }

  attested({ about, value, atMs }: AttestationFact): void {
    if (about !== 'calls-not-journalled' || value === null) return;
    this.#statedAtMs = Math.max(this.#statedAtMs, atMs);
    if (this.#firstUnstatedAtMs !== null && this.#firstUnstatedAtMs <= atMs) this.#firstUnstatedAtMs = null;
  }

  capAt(atMs: number): void {
    for (const [charger, triedAtMs] of this.#triedAtMs) this.#triedAtMs.set(charger, Math.min(triedAtMs, atMs));
    this.#statedAtMs = Math.min(this.#statedAtMs, atMs);
    if (this.#firstUnstatedAtMs !== null) this.#firstUnstatedAtMs = Math.min(this.#firstUnstatedAtMs, atMs);
  }

  copy(): DutyBook {
    const twin = new DutyBook();
    for (const [charger, triedAtMs] of this.#triedAtMs) twin.#triedAtMs.set(charger, triedAtMs);
    twin.#statedAtMs = this.#statedAtMs;
    twin.#firstUnstatedAtMs = this.#firstUnstatedAtMs;
    return twin;
  }

  /** A failed try moves a charger back as a read does: those that fail must not keep the others from their turn. */
  #stateRead(charger: string, call: CallFact): void {
    const outcome = outcomeOf(call);
    if (call.status === 403 || call.status === 404) this.#triedAtMs.delete(charger);
    if (outcome === 'unauthorised' || outcome === 'refused') return;
    const held = this.#triedAtMs.get(charger);
    const hasRoom = this.size < maxChargers && charger.length <= longestName;
    const shown = call.status !== null && call.status < 400 && hasRoom;
    if (held === undefined && !shown) return;
    putLast(this.#triedAtMs, charger, Math.max(call.sentAtMs, held ?? never));
  }
}
