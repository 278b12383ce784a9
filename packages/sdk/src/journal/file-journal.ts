// A journal on disk, written as things happen: a process that is killed loses nothing that left.
// Bound: a fact is about 900 bytes. State reads and stream events bind for minutes, and the newest 30,000 are kept: at the floors of
// 200 idle chargers a whole day. Of all others, whose floors are an hour or a day, the newest 20,000; none older than 15 days,
// after which the cloud removes a subscription that nobody read. 50,000 × 0.9 kB = 45 MB at most. What logins before this one asked
// lies aside: of each the newest 5,000 that still bind, of four logins (kept-owner.ts) 18 MB.
import { join } from 'node:path';
import { type Fact, formatFact, parseFact } from '@fairlead/policy';
import type { Log } from '../account.ts';
import { type Clock, systemClock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { type KeptFile, openKeptFile, reasonOf } from '../keep/kept-file.ts';
import { discreetLog } from '../log/discreet-log.ts';
import { silentLog } from '../log/silent-log.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { ableTo, fullText } from '../value-check.ts';
import { isUnderWay, type Journal, UnderWay } from './journal.ts';

const mostFast = 30_000;
const mostSlow = 20_000;
const mostAgeMs = 15 * 86_400_000;
/** The bounds are applied once per this many facts, so that the file holds at most as many more. */
const trimEvery = 1_000;
/** The slowest floor is a day, and an hour covers what a clock and a slow answer may be off. */
const bindsForMs = 90_000_000;
/** Facts that wait while the disk takes none: 16 min of calls at 10/s, 9 MB; then the newest are lost to it. */
const mostWaiting = 10_000;
const tryAgainMs = 10_000;
/** Of a login that lies aside, the slow ones first. */
const mostAside = 5_000;
/** Logins are spaced, whoever's they are: these stay. */
const isLoginRow = `json_valid(json) AND json_extract(json, '$.kind') = 'call' AND json_extract(json, '$.class') = 'token'`;

export const schema = `
  CREATE TABLE IF NOT EXISTS fact_1 (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, slow INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS fact_1_slow ON fact_1 (slow, seq);
  CREATE TABLE IF NOT EXISTS aside_1 (login TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, slow INTEGER NOT NULL,
    json TEXT NOT NULL, PRIMARY KEY (login, seq)) WITHOUT ROWID;
  EXPLAIN INSERT INTO fact_1 (seq, at_ms, slow, json) VALUES (1, 0, 0, '');
  EXPLAIN INSERT INTO aside_1 (login, seq, at_ms, slow, json) VALUES ('', 1, 0, 0, '');`;

/** Where a file journal lies. */
export interface FileJournalOptions {
  /**
   * Made with mode 0700 where it is missing; `journal.sqlite` in it with 0600. For one account, and one process at a time.
   *
   * @example '/var/lib/my-app'
   */
  readonly folder: string;
  /** Tells what still binds. Default the machine's. @example manualClock() // of a test */
  readonly clock?: Clock;
  /** Told in one sentence when the disk takes no more, and when it does again. Default none. @example pino() */
  readonly log?: Log;
}

const rules: OptionRules<FileJournalOptions> = {
  task: 'keep a journal in a file',
  table: { folder: fullText, clock: ableTo('nowMs', 'monotonicMs'), log: ableTo('debug', 'info', 'warn', 'error') },
  needed: { folder: "a folder such as '/var/lib/my-app'" },
};

interface Entry {
  readonly atMs: number;
  readonly slow: 0 | 1;
  json: string;
  /** Its row, null while it has none. */
  seq: number | null;
}

interface Row {
  readonly atMs: number;
  readonly slow: 0 | 1;
  readonly json: string;
}
type Readable = Row & { readonly seq: number };

/**
 * Keeps calls and stream events in a file, so that floors, pauses and the 15 minutes of a current outlive a restart. Part of what
 * `keepIn` does. A disk that is full stops nothing.
 *
 * @example
 * const journal = fileJournal({ folder: '/var/lib/my-app' });
 * const zaptec = await connect({ credentials, userAgent, journal });
 *
 * @throws SdkError `invalid-option`; `in-use` while another process has it open, `store-unreadable` when it can be neither read nor made
 */
export function fileJournal(options: FileJournalOptions): Journal {
  return openFileJournal(options);
}

export function openFileJournal(options: FileJournalOptions): FileJournal {
  const { folder, clock = systemClock, log: given = silentLog } = optionsBy(options, rules);
  const log = discreetLog(given);
  const file = join(folder, 'journal.sqlite');
  return new FileJournal(openKeptFile(file, schema, log), file, clock, log);
}

/** The journal in a file that is open; for tests of a disk that is full. */
export class FileJournal implements Journal {
  readonly #kept: KeptFile;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #underWay = new UnderWay<Entry>();
  #waiting: Entry[] = [];
  #dropped = 0;
  #failing = false;
  #tryAtMs = 0;
  #untrimmed = trimEvery;
  /** The first row of this run, null while it has none: of what this run wrote the places stay. */
  #firstSeq: number | null = null;

  constructor(kept: KeptFile, file: string, clock: Clock, log: Log) {
    this.#kept = kept;
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
  }

  write(fact: Fact): void {
    if (this.#kept.isClosed) return;
    const left = fact.kind === 'call' && fact.answeredAtMs !== null ? this.#underWay.land(fact.id) : undefined;
    try {
      const json = formatFact(fact);
      if (left) left.json = json;
      const entry = left ?? { atMs: atMsOf(fact), slow: isSlow(fact), json, seq: null };
      if (isUnderWay(fact)) this.#underWay.leave(fact.id, entry);
      if (left === undefined || left.seq !== null) this.#enqueue(entry);
    } catch (cause) {
      this.#log.error({ cause }, 'A fact could not be written into the journal and is lost to it.');
    }
    if (!this.#failing || this.#clock.monotonicMs() >= this.#tryAtMs) this.#flush();
  }

  history(): readonly Fact[] {
    try {
      const { rows, trouble } = this.#readable();
      if (trouble !== null && !this.#beginAnew(trouble, rows)) throw trouble;
      return factsIn(rows);
    } catch (cause) {
      this.#log.error({ cause }, `The journal ${this.#file} cannot be read: ${reasonOf(cause)}. Floors begin anew.`);
      return [];
    }
  }

  /** As `history` would be for a login that lies aside: what it asked, and everybody's logins. */
  historyAs(login: string): readonly Fact[] {
    try {
      const { db } = this.#kept;
      const logins = rowsOf(db.prepare(`SELECT * FROM fact_1 WHERE ${isLoginRow} ORDER BY seq`).all());
      return factsIn(merged(logins, this.#aside(login)));
    } catch (cause) {
      this.#log.error({ cause }, `The journal ${this.#file} cannot be read: ${reasonOf(cause)}. Floors begin anew.`);
      return [];
    }
  }

  /**
   * The calls of one login are put aside and those of another taken back, in the place before what this run wrote. Logins stay.
   * @param keep whose calls may lie aside @throws what the disk says
   */
  handOver({ from, to, keep }: { readonly from: string; readonly to: string; readonly keep: readonly string[] }): void {
    const { db } = this.#kept;
    this.#kept.transact(() => {
      const { next } = db.prepare('SELECT COALESCE(MAX(seq), 0) + 1 AS next FROM fact_1').get() ?? {};
      const first = this.#firstSeq ?? Number(next);
      const sinceMs = this.#clock.nowMs() - bindsForMs;
      db.prepare('DELETE FROM aside_1 WHERE login = ?').run(from);
      db.prepare(
        `INSERT INTO aside_1 (login, seq, at_ms, slow, json) SELECT ?, seq, at_ms, slow, json FROM fact_1
         WHERE at_ms >= ? AND seq < ? AND NOT (${isLoginRow}) ORDER BY slow DESC, seq DESC LIMIT ?`,
      ).run(from, sinceMs, first, mostAside);
      const logins = rowsOf(db.prepare(`SELECT * FROM fact_1 WHERE seq < ? AND ${isLoginRow} ORDER BY seq`).all(first));
      const rows = merged(logins, this.#aside(to));
      db.prepare('DELETE FROM fact_1 WHERE seq < ?').run(first);
      for (const [place, row] of rows.entries()) this.#insert({ ...row, seq: first - rows.length + place });
      const others = keep.filter((login) => login !== to);
      const places = others.map(() => '?').join(', ');
      db.prepare(`DELETE FROM aside_1 WHERE login NOT IN (${places})`).run(...others);
    });
  }

  /** What still binds of a login that lies aside, oldest first. */
  #aside(login: string): readonly Readable[] {
    const select = this.#kept.db.prepare('SELECT * FROM aside_1 WHERE login = ? AND at_ms >= ? ORDER BY seq');
    return rowsOf(select.all(login, this.#clock.nowMs() - bindsForMs));
  }

  close(): void {
    if (this.#kept.isClosed) return;
    this.#flush();
    this.#kept.close();
  }

  #enqueue(entry: Entry): void {
    if (this.#waiting.length < mostWaiting) this.#waiting.push(entry);
    else this.#dropped += 1;
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    let seqs: readonly number[];
    try {
      seqs = this.#put();
    } catch (cause) {
      this.#failed(cause);
      return;
    }
    for (const [place, entry] of this.#waiting.entries()) entry.seq = seqs[place] ?? null;
    this.#waiting = [];
    if (!this.#failing) return;
    this.#failing = false;
    this.#log.warn({ dropped: this.#dropped }, `The journal ${this.#file} is written again.`);
  }

  /** The rows that what waits has now. */
  #put(): readonly number[] {
    const put = (): readonly number[] => {
      const seqs: number[] = [];
      this.#kept.transact(() => {
        for (const { atMs, slow, json, seq } of this.#waiting) {
          if (seq !== null) this.#kept.statement('UPDATE fact_1 SET json = ? WHERE seq = ?').run(json, seq);
          const put = seq ?? this.#insert({ atMs, slow, json });
          this.#firstSeq ??= put;
          seqs.push(put);
        }
        this.#trim();
      });
      return seqs;
    };
    try {
      return put();
    } catch (cause) {
      if (!this.#beginAnew(cause, this.#readable().rows)) throw cause;
      return put();
    }
  }

  #insert({ atMs, slow, json, seq = null }: Row & { readonly seq?: number | null }): number {
    const insert = this.#kept.statement('INSERT INTO fact_1 (seq, at_ms, slow, json) VALUES (?, ?, ?, ?)');
    return Number(insert.run(seq, atMs, slow, json).lastInsertRowid);
  }

  /** What still binds, oldest first; of a damaged file what can be read from its beginning and from its end. */
  #readable(): { readonly rows: readonly Readable[]; readonly trouble: unknown } {
    const found = new Map<number, Readable>();
    let trouble: unknown = null;
    for (const order of ['ASC', 'DESC']) {
      try {
        const select = this.#kept.statement(`SELECT * FROM fact_1 WHERE at_ms >= ? ORDER BY seq ${order}`);
        for (const { seq, at_ms, slow, json } of select.iterate(this.#clock.nowMs() - bindsForMs)) {
          const row = readableOf({ seq, at_ms, slow, json });
          found.set(row.seq, row);
        }
      } catch (cause) {
        trouble = cause;
      }
      if (trouble === null) break;
    }
    return { rows: [...found.values()].toSorted((one, other) => one.seq - other.seq), trouble };
  }

  /** False where it is not damaged. What could be read goes on in the new file. */
  #beginAnew(cause: unknown, rows: readonly Readable[]): boolean {
    if (!this.#kept.beginAnew(cause)) return false;
    this.#kept.transact(() => {
      for (const row of rows) this.#insert(row);
    });
    return true;
  }

  #trim(): void {
    const { db } = this.#kept;
    this.#untrimmed += this.#waiting.length;
    if (this.#untrimmed < trimEvery) return;
    this.#untrimmed = 0;
    db.prepare('DELETE FROM fact_1 WHERE at_ms < ?').run(this.#clock.nowMs() - mostAgeMs);
    const beyond = db.prepare(
      'DELETE FROM fact_1 WHERE slow = ?1 AND seq <= (SELECT seq FROM fact_1 WHERE slow = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)',
    );
    beyond.run(0, mostFast);
    beyond.run(1, mostSlow);
  }

  #failed(cause: unknown): void {
    this.#tryAtMs = this.#clock.monotonicMs() + tryAgainMs;
    if (this.#failing) return;
    this.#failing = true;
    const { message } = failure(`write the journal ${this.#file}`, 'store-failed', {
      happened: reasonOf(cause),
      remedy: 'Make room; calls go on, and a restart before that will not know of them',
    });
    this.#log.error({ cause }, message);
  }
}

type Told = Readonly<Record<string, unknown>>;

function readableOf({ seq, at_ms, slow, json }: Told): Readable {
  return { seq: Number(seq), atMs: Number(at_ms), slow: slow === 1 ? 1 : 0, json: String(json) };
}

const rowsOf = (told: readonly Told[]): readonly Readable[] => told.map(readableOf);

function factsIn(rows: readonly Readable[]): readonly Fact[] {
  return rows.map(({ json }) => parseFact(json)).filter((fact) => fact.kind !== 'unreadable');
}

/** Each in its own order, which tells of a clock that was set back; one beside the other by time. */
function merged(one: readonly Readable[], other: readonly Readable[]): readonly Readable[] {
  const rows: Readable[] = [];
  let at = 0;
  for (const row of one) {
    for (let next = other[at]; next && next.atMs < row.atMs; next = other[++at]) rows.push(next);
    rows.push(row);
  }
  return [...rows, ...other.slice(at)];
}

/** Floors of an hour and more stand on these. */
function isSlow(fact: Fact): 0 | 1 {
  return fact.kind === 'call' && fact.class !== 'state' ? 1 : 0;
}

function atMsOf(fact: Fact): number {
  return fact.kind === 'call' ? fact.sentAtMs : fact.atMs;
}
