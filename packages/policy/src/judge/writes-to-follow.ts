// Accepted writes that one read each may still follow: of a charger after its command or update, of an installation
// after its update.
import { openingKeptMs } from '../clauses/polling-floors.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { answerAtMs } from './answer.ts';

/** 10 writes a second for an hour are 36,000, and the oldest eighth goes at once; 41,984 × about 150 bytes = 6 MB an account that does nothing but write. */
const maxThings = 41_984;
/** Writes of one thing that no read followed yet; older ones are forgotten first. */
const maxWrites = 16;

interface Write {
  readonly byUpdate: boolean;
  readonly sentAtMs: number;
  /** Before that nobody knows that a read may follow. */
  readonly acceptedAtMs: number;
  /** The one read that it opened was made. */
  followed: boolean;
}

export type WritesToFollow = Map<string, Write[]>;

/** Takes note of a command or an update, if it was accepted and is one that a read may follow. */
export function noteWrite(writes: WritesToFollow, fact: CallFact): void {
  const { resource, status } = fact;
  if (resource === null || status === null || status < 200 || status > 299) return;
  const isCommand = fact.class === 'command';
  const isUpdate = fact.path === '/api/chargers/{id}/update' || fact.path === '/api/installation/{id}/update';
  if (!isCommand && (fact.class !== 'update' || !isUpdate)) return;
  const before = (writes.get(resource) ?? []).filter(({ followed }) => !followed);
  const after = [
    ...before,
    { byUpdate: !isCommand, sentAtMs: fact.sentAtMs, acceptedAtMs: answerAtMs(fact), followed: false },
  ];
  after.sort((one, other) => one.acceptedAtMs - other.acceptedAtMs);
  writes.delete(resource);
  writes.set(resource, after.slice(-maxWrites));
  dropOldest(writes, maxThings);
}

/**
 * The oldest write of this thing that `read` may follow; null when there is none. Whoever lets the read follow it marks it
 * as followed.
 * @param updatesOnly Whether a command opens nothing: a live stream tells what it did.
 * @param fromMs How old the write must be.
 */
export function openedBy(writes: WritesToFollow, read: CallFact, updatesOnly: boolean, fromMs: number): Write | null {
  // Nothing is written to a thing without a name.
  const ofThing = writes.get(read.resource ?? '') ?? [];
  const found = ofThing.find(({ byUpdate, sentAtMs, acceptedAtMs, followed }) => {
    const sinceMs = read.sentAtMs - sentAtMs;
    const isUsable = !followed && acceptedAtMs <= read.sentAtMs && (byUpdate || !updatesOnly);
    return isUsable && sinceMs >= fromMs && sinceMs <= openingKeptMs;
  });
  return found ?? null;
}
