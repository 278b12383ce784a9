// fresh-data, counted: how long the state of each charger is held while no stream is open.
// Invariant: only a program that shows signs of life owes a read; after a silence for longer than a round nobody can tell
// what it still holds, until it reads again.
import { freshData, oldestValueMs, reconcileWithinMs, roundPerChargerMs } from '../clauses/fresh-data.ts';
import type { AttestationFact, CallFact, Fact, StreamFact } from '../fact.ts';
import { excessOf, shownBy, toldBy } from './attested.ts';
import { type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** Streams that one account may have open at once (64 by design), sixteen times over. */
const maxScopes = 1024;
/** With about 150 bytes each 10 MB an account; chargers beyond that are not followed. */
const maxChargers = 65_536;

interface Mirror {
  readonly open: Set<string>;
  /** When each was read or tried last. While no stream is open the one held longest stands first. */
  readonly triedAtMs: Map<string, number>;
  /** The loss of the last stream; null while one is open, or as long as none ever was. */
  lost: StreamFact | null;
  aliveAtMs: number;
  streamSeen: boolean;
  silentUntilMs: number;
  measuredAtMs: number;
}

const never = Number.NEGATIVE_INFINITY;

export const countFreshData: Counting<Mirror> = {
  clause: freshData,
  per: 'account',
  classes: 'all',
  alone: false,
  open: () => ({
    open: new Set(),
    triedAtMs: new Map(),
    lost: null,
    aliveAtMs: never,
    streamSeen: false,
    silentUntilMs: never,
    measuredAtMs: never,
  }),
  call(mirror, fact, tally) {
    noteLife(mirror, fact.sentAtMs, tally);
    if (fact.class === 'state') lookAtRead(mirror, fact, tally);
  },
  stream(mirror, fact, tally) {
    noteLife(mirror, fact.atMs, tally);
    tally.exempt('no state was read; what a stream alone told is as fresh as the stream');
    const scope = `${fact.bus} ${fact.scope}`;
    if (fact.event === 'opened' || fact.event === 'message') noteOpen(mirror, scope, fact, tally);
    else if (mirror.open.delete(scope) && mirror.open.size === 0) mirror.lost = fact;
  },
  attestation(mirror, fact, tally) {
    if (fact.about !== 'oldest-mirrored-value') return;
    const mostMs = allowedMs(mirror) + (oldestValueMs - reconcileWithinMs);
    const shown = shownBy(fact, mostMs);
    if (shown === 'nothing') return;
    tally.look(fact);
    if (shown === 'fails') breach(fact, fact.atMs, excessOf(fact), toldBy(fact), tally);
    else noteMeasured(mirror, fact, mostMs, tally);
  },
  close(mirror, { ofAll }, tally) {
    if (mirror.lost !== null) settle(mirror, mirror.lost, mirror.aliveAtMs, tally);
    if (mirror.triedAtMs.size === 0 && mirror.silentUntilMs === never) return;
    tally.look(null);
    const general = ofAll.find((fact) => fact.about === 'oldest-mirrored-value' && shownBy(fact) === 'holds');
    const measuredAtMs = Math.max(mirror.measuredAtMs, general?.atMs ?? never);
    if (measuredAtMs >= mirror.silentUntilMs && (mirror.streamSeen || measuredAtMs > never)) return;
    tally.miss(
      'how old the values held were: a measurement of the oldest, or a stream that was open or regained in time',
    );
  },
};

/** A round of all chargers that are held takes longer than an hour when there are more than 30,000. */
function allowedMs({ triedAtMs }: Mirror): number {
  return Math.max(reconcileWithinMs, triedAtMs.size * roundPerChargerMs);
}

function noteLife(mirror: Mirror, atMs: number, tally: Tally): void {
  if (mirror.lost !== null && mirror.triedAtMs.size > 0 && atMs - mirror.aliveAtMs > allowedMs(mirror)) {
    settle(mirror, mirror.lost, mirror.aliveAtMs, tally);
    mirror.triedAtMs.clear();
    mirror.silentUntilMs = atMs;
  }
  mirror.aliveAtMs = atMs;
}

function noteOpen(mirror: Mirror, scope: string, { atMs }: StreamFact, tally: Tally): void {
  if (mirror.lost !== null) settle(mirror, mirror.lost, atMs, tally);
  mirror.lost = null;
  mirror.streamSeen = true;
  if (mirror.open.size < maxScopes) mirror.open.add(scope);
}

function noteMeasured(mirror: Mirror, fact: AttestationFact, mostMs: number, tally: Tally): void {
  mirror.measuredAtMs = Math.max(mirror.measuredAtMs, fact.atMs);
  tally.atMost(fact, Number(fact.value), mostMs, 'ms');
}

function lookAtRead(mirror: Mirror, read: CallFact, tally: Tally): void {
  const { triedAtMs } = mirror;
  const charger = read.resource ?? read.path;
  const { status, sentAtMs } = read;
  if (status === 401 || status === 429) return;
  if (status === 403 || status === 404) triedAtMs.delete(charger);
  const before = triedAtMs.get(charger);
  if (before === undefined) {
    if (status !== null && status < 400 && triedAtMs.size < maxChargers) triedAtMs.set(charger, sentAtMs);
    tally.atMost(read, 0, allowedMs(mirror), 'ms');
    return;
  }
  if (mirror.lost === null) {
    tally.atMost(read, 0, allowedMs(mirror), 'ms');
    return;
  }
  lookAtAge(mirror, Math.max(before, mirror.lost.atMs), read, tally);
  triedAtMs.delete(charger);
  triedAtMs.set(charger, sentAtMs);
}

function lookAtAge(mirror: Mirror, sinceMs: number, read: CallFact, tally: Tally): void {
  tally.look(read);
  const limitMs = allowedMs(mirror);
  const heldMs = read.sentAtMs - sinceMs;
  if (heldMs > limitMs) breach(read, read.sentAtMs, heldMs - limitMs, heldFor(heldMs, limitMs), tally);
  else tally.atMost(read, heldMs, limitMs, 'ms');
}

/** What was held for too long by `untilMs` and was not read. Looks at those and at one more. */
function settle(mirror: Mirror, lost: StreamFact, untilMs: number, tally: Tally): void {
  const limitMs = allowedMs(mirror);
  for (const before of mirror.triedAtMs.values()) {
    const sinceMs = Math.max(before, lost.atMs);
    const heldMs = untilMs - sinceMs;
    if (heldMs <= limitMs) {
      tally.atMost(lost, heldMs, limitMs, 'ms');
      return;
    }
    tally.look(lost);
    breach(lost, sinceMs + limitMs, heldMs - limitMs, heldFor(heldMs, limitMs), tally);
  }
}

function heldFor(heldMs: number, limitMs: number): string {
  return `a charger's state was held for ${heldMs} ms without a stream and was not read; ${limitMs} ms are asked`;
}

function breach(fact: Fact, atMs: number, excess: number, what: string, tally: Tally): void {
  tally.breach(ofAccount(fact), { fact, atMs, excess, what });
}
