// What the policy remembers about one account: the fold of its facts.
// Invariant: used linearly. `record` consumes the ledger it is given; whoever needs two takes a `freeze` first.
// Bound: 1,024 flights, 1,024 addresses, 4,096 token holders, 8,192 failed calls, 64 lists and 1,024 streams, each entry
// under 300 bytes with its key: below 5 MB for a hostile history, a few kB for a fair one. Reads are kept by charger, about
// 180 bytes each and 12 MB at most (read-book.ts). What was denied takes 3 MB at most (denial-book.ts), a few kB in fair
// weather; who follows what, about 150 bytes a charger and 10 MB at most, only where `accountId` is given (follow-book.ts).
import { longestText } from '../border/cut.ts';
import { isNameOrNull, isObject } from '../border/field-forms.ts';
import { needInstant } from '../instant.ts';
import { badTerms, effectiveLimit, type Terms } from '../terms.ts';
import type { Book } from './book.ts';
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
import { StreamBook } from './stream-book.ts';
import { TokenBook } from './token-book.ts';
import { TrespassBook } from './trespass-book.ts';
import { WriteBook } from './write-book.ts';

/** Addresses at a login door matter for 1 s. */
const floors = { keepMs: 60_000, maxKeys: 1024 };

export interface Ledger {
  readonly terms: Terms;
  /** Whose ledger this is; null where every fact is its own. */
  readonly accountId: string | null;
  /** True on the cloud's side: arrival times are known, nothing is added for the way. */
  readonly exact: boolean;
  startedAtMs: number;
  /** The latest instant told by any call of the account: what the bus or a person dates says nothing about its clock. */
  seenMs: number;
  /** What was recorded and is no fact: left out, but for what a call costs. */
  unusable: number;
  readonly bucket: Bucket;
  readonly flights: FlightBook;
  readonly logins: FloorBook;
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
    terms,
    accountId,
    exact,
    startedAtMs,
    seenMs: startedAtMs,
    unusable: 0,
    bucket: openBucket(limit, bucket, startedAtMs),
    flights: new FlightBook(),
    logins: new FloorBook(floors),
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
  if (bucket === 'empty') ledger.logins.end(oneAddress, 'an earlier run', startedAtMs);
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
