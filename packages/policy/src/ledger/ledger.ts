// What the policy remembers about one account: the fold of its facts.
// Invariant: used linearly. `record` consumes the ledger it is given; whoever needs two takes a `freeze` first.
// Bound: whatever is told, 64 MB, which is 1,280 bytes for each of 50,000 chargers. Every book has a bound of its own and
// keeps no text longer than 36 characters (name.ts). Measured full, with ids like the cloud's (bench/policy):
//   things read                     65,536 × 135 bytes      8.9 MB   read-book, instant-table
//   chargers whose state is held    65,536 × 130            8.5      duty-book
//   things and who follows them     65,536 × 117            7.7      follow-book; only where `accountId` is given
//   windows of history             131,072 ×  57            7.5      served-windows
//   refused calls             4,096 things × 8 × 154        5.0      write-book
//   writes that open a read   8,192 things × 4 × 105        3.4      opening-book
//   calls under way    8 × 1,024 things × 4 × 201           6.6      flights; and 1,024 of all, 0.1 (flight-book)
//   failed calls 8,192 × 170, roles 8,192 × 193             3.0      refusal-book, denial-book
//   written currents 9,216 × 121, look-ups 4,096 × 192      1.9      write-book, lookup-book
//   tokens 4,096 × 530, logins, guesses, lists, streams     3.9      token-book, denial-book, list-book, stream-book
// Measured at once: 57 MB, and 63 with ids of wide letters. An account with 50,000 chargers that
// reads fairly holds 20 to 25 MB, one with ten chargers some kB.
import { longestText } from '../border/cut.ts';
import { isNameOrNull, isObject } from '../border/field-forms.ts';
import { needInstant } from '../instant.ts';
import { badTerms, effectiveLimit, type Terms } from '../terms.ts';
import { type Book, longestWayMs } from './book.ts';
import { type Bucket, openBucket } from './bucket.ts';
import { ConnectBook } from './connect-book.ts';
import { DutyBook } from './duty-book.ts';
import { FlightBook } from './flight-book.ts';
import { FloorBook } from './floor-book.ts';
import { HeavyBook } from './heavy-book.ts';
import { ListBook } from './list-book.ts';
import { needLedger } from './need-ledger.ts';
import { ReadBook } from './read-book.ts';
import { RefusalBook } from './refusal-book.ts';
import { Spans } from './spans.ts';
import { StreamBook } from './stream-book.ts';
import { TokenBook } from './token-book.ts';
import { TrespassBook } from './trespass-book.ts';
import { WriteBook } from './write-book.ts';

/** Addresses at a login door, of which each matters for 1 s: 1,024 × 121 bytes = 0.1 MB. */
const maxAddresses = 1024;

export interface Ledger {
  readonly terms: Required<Terms>;
  /** Whose ledger this is; null where every fact is its own. */
  readonly accountId: string | null;
  /** True on the cloud's side: arrival times are known, nothing is added for the way. */
  readonly exact: boolean;
  startedAtMs: number;
  /** The latest instant told by any call of the account: what the bus or a person dates says nothing about its clock. */
  seenMs: number;
  /** The same by calls of the other accounts too. */
  toldMs: number;
  /** Since when it has been asked by a clock that goes more than a minute behind what it was told; null while it is not. */
  backSinceMs: number | null;
  /** What was recorded and is no fact: left out, but for what a call costs. */
  unusable: number;
  readonly bucket: Bucket;
  readonly flights: FlightBook;
  readonly logins: FloorBook;
  /** What refused logins were told to wait, at the client. */
  readonly loginPauses: Spans;
  readonly tokens: TokenBook;
  readonly refusals: RefusalBook;
  readonly lists: ListBook;
  readonly streams: StreamBook;
  readonly reads: ReadBook;
  readonly connects: ConnectBook;
  readonly heavy: HeavyBook;
  readonly writes: WriteBook;
  readonly trespass: TrespassBook;
  readonly duties: DutyBook;
}

export interface LedgerOptions {
  readonly terms: Terms;
  readonly startedAtMs: number;
  /**
   * `empty` for a client that starts: another run of it, or a neighbour, may just have spent everything; its first login
   * waits too. `full` for the cloud's side and for an account that was quiet.
   */
  readonly bucket: 'empty' | 'full';
  /**
   * Whose ledger this is. Facts of other accounts of the deployment may then be recorded too: they pay nothing, and only
   * tell what those accounts read. Default null: every fact is its own.
   */
  readonly accountId?: string;
}

/**
 * Opens the ledger of ONE account (or, at the cloud's login door, of all addresses that log in there). Facts older than
 * `startedAtMs` restore floors and pauses and leave the bucket alone. Throws `bad-terms`, and `bad-time`
 * where `startedAtMs` is no number.
 *
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * const ledger = createLedger({ terms, startedAtMs: 1_795_348_800_000, bucket: 'empty' });
 * budget(ledger, 1_795_348_800_000).availableRequests; // → 0
 */
export function createLedger(options: LedgerOptions): Ledger {
  if (!isObject(options)) throw badTerms('the options are none. Give terms, startedAtMs and bucket.');
  const { terms, startedAtMs, bucket, accountId = null } = options;
  needInstant(startedAtMs, 'open a ledger', 'startedAtMs');
  if (bucket !== 'empty' && bucket !== 'full') throw badTerms('the bucket is neither. Give empty or full.');
  if (!isNameOrNull(accountId))
    throw badTerms(`the account has no name. Give text of at most ${longestText} characters, or leave it out.`);
  const limit = effectiveLimit(terms);
  const exact = terms.margin === null;
  const ledger: Ledger = {
    // What the caller does to its list of doors later changes no ledger.
    terms: { ...terms, doors: [...(terms.doors ?? [])] },
    accountId,
    exact,
    startedAtMs,
    seenMs: startedAtMs,
    toldMs: startedAtMs,
    backSinceMs: null,
    unusable: 0,
    bucket: openBucket(limit, bucket, startedAtMs),
    flights: new FlightBook(),
    logins: new FloorBook({ maxKeys: maxAddresses, wayMs: longestWayMs(exact) }),
    loginPauses: new Spans(),
    tokens: new TokenBook(),
    refusals: new RefusalBook(),
    lists: new ListBook(),
    streams: new StreamBook(),
    reads: new ReadBook(exact),
    connects: new ConnectBook(exact),
    heavy: new HeavyBook(exact),
    writes: new WriteBook(exact),
    trespass: new TrespassBook(exact, accountId !== null),
    duties: new DutyBook(),
  };
  if (bucket === 'empty') ledger.logins.end(oneAddress, 'an earlier run', startedAtMs, startedAtMs);
  return ledger;
}

/** Key of the login floor where facts carry no address: a client is one address. */
export const oneAddress = '';

/**
 * Copies, so that both can be recorded into. Throws `bad-ledger`.
 *
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * const ledger = createLedger({ terms, startedAtMs: 0, bucket: 'full' });
 * const before = freeze(ledger);
 * record(ledger, { v: 1, kind: 'stream', accountId: 'main', bus: 'group', scope: 'g1', event: 'opened', atMs: 9 });
 * [before.streams.size, ledger.streams.size]; // → [0, 1]
 */
export function freeze(ledger: Ledger): Ledger {
  needLedger(ledger, 'copy a ledger');
  return {
    ...ledger,
    bucket: { ...ledger.bucket },
    flights: ledger.flights.copy(),
    logins: ledger.logins.copy(),
    loginPauses: ledger.loginPauses.copy(),
    tokens: ledger.tokens.copy(),
    refusals: ledger.refusals.copy(),
    lists: ledger.lists.copy(),
    streams: ledger.streams.copy(),
    reads: ledger.reads.copy(),
    connects: ledger.connects.copy(),
    heavy: ledger.heavy.copy(),
    writes: ledger.writes.copy(),
    trespass: ledger.trespass.copy(),
    duties: ledger.duties.copy(),
  };
}

/** The books that hear of every fact by themselves. */
export function booksOf(ledger: Ledger): readonly Book<unknown>[] {
  return [ledger.reads, ledger.connects, ledger.heavy, ledger.writes, ledger.trespass, ledger.duties];
}
