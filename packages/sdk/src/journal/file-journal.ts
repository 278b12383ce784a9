// A journal on disk, written as things happen: a process that is killed loses nothing that left.
// Bound: a fact is about 900 bytes. State reads and stream events bind for minutes, and the newest 30,000 are kept: at the floors of
// 200 idle chargers a whole day. Of all others, whose floors are an hour or a day, the newest 20,000; none older than 15 days,
// after which the cloud removes a subscription that nobody read. 50,000 × 0.9 kB = 45 MB at most.
import { join } from 'node:path';
import { type CallClass, type Fact, formatFact, parseFact } from '@fairlead/policy';
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

export const schema = `
  CREATE TABLE IF NOT EXISTS fact_1 (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, slow INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS fact_1_slow ON fact_1 (slow, seq);
  EXPLAIN INSERT INTO fact_1 (seq, at_ms, slow, json) VALUES (1, 0, 0, '');`;

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
      return rows.map(({ json }) => parseFact(json)).filter((fact) => fact.kind !== 'unreadable');
    } catch (cause) {
      this.#log.error({ cause }, `The journal ${this.#file} cannot be read: ${reasonOf(cause)}. Floors begin anew.`);
      return [];
    }
  }

  /** Of all that is kept, only calls of this class stay. @throws what the disk says */
  forgetAllBut(callClass: CallClass): void {
    const kept = `json_valid(json) AND json_extract(json, '$.kind') = 'call' AND json_extract(json, '$.class') = ?`;
    this.#kept.db.prepare(`DELETE FROM fact_1 WHERE NOT (${kept})`).run(callClass);
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
          seqs.push(seq ?? this.#insert({ atMs, slow, json }));
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
          const row = { seq: Number(seq), atMs: Number(at_ms), slow: slow === 1 ? 1 : 0, json: String(json) } as const;
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

/** Floors of an hour and more stand on these. */
function isSlow(fact: Fact): 0 | 1 {
  return fact.kind === 'call' && fact.class !== 'state' ? 1 : 0;
}

function atMsOf(fact: Fact): number {
  return fact.kind === 'call' ? fact.sentAtMs : fact.atMs;
}
