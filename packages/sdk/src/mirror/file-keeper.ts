// The mirror's last values in a file, so that a restart serves them at once, as old as they are.
// Invariant: no secret and no personal value stands in it in clear: rows of chargers and installations, which name them, are
// sealed; what observations tell of a person is not kept at all.
// Bound: the mirror's own, 100,000 chargers of 12 kB (measured: 70 values of 100 bytes, a sealed row of 1.5 kB that takes a page of
// 4 kB or more).
import { join } from 'node:path';
import type { Log } from '../account.ts';
import { openSecretBox, type SecretBox } from '../credentials/secret-box.ts';
import { failure } from '../explain/failure.ts';
import { type KeptFile, NotOurs, openKeptFile, reasonOf } from '../keep/kept-file.ts';
import { discreetLog } from '../log/discreet-log.ts';
import { silentLog } from '../log/silent-log.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { ableTo, fullText } from '../value-check.ts';
import type { Observation } from './observed.ts';
import { replaces } from './select-winners.ts';
import type { ChargerRow, InstallationRecord, Kept, StateKeeper } from './state-keeper.ts';
import { type KeptRow, WaitingState, winningRow } from './waiting-state.ts';

/** The year 2100: no clock of ours told a later time. */
const latestMs = 4_102_444_800_000;

const columns =
  'account, charger_id, state_id, value, observed_at_us, received_at_ms, by_stream, sequence_number, suspect';

export const schema = `
  CREATE TABLE IF NOT EXISTS value_1 (
    account TEXT NOT NULL, charger_id TEXT NOT NULL, state_id INTEGER NOT NULL, value TEXT, observed_at_us INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL, by_stream INTEGER NOT NULL, sequence_number INTEGER NOT NULL, suspect INTEGER NOT NULL,
    PRIMARY KEY (account, charger_id, state_id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS row_1 (
    account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (account, kind, id)) WITHOUT ROWID;
  EXPLAIN INSERT INTO value_1 (${columns}) VALUES ('', '', 0, NULL, 0, 0, 0, 0, 0);
  EXPLAIN INSERT INTO row_1 (account, kind, id, sealed) VALUES ('', '', '', '');`;

/** Where a file keeper keeps. */
export interface FileKeeperOptions {
  /**
   * Made with mode 0700 where it is missing; `state.sqlite` in it with 0600. One process at a time.
   *
   * @example '/var/lib/my-app'
   */
  readonly folder: string;
  /**
   * File of the key that rows are sealed with, made with mode 0600 where it is missing. Default `secret-key` in the folder.
   *
   * @example '/etc/my-app/secret-key'
   */
  readonly keyFile?: string;
  /** Told in one sentence when the disk takes no more, and when it does again. Default none. @example pino() */
  readonly log?: Log;
}

const rules: OptionRules<FileKeeperOptions> = {
  task: 'keep state in a file',
  table: { folder: fullText, keyFile: fullText, log: ableTo('debug', 'info', 'warn', 'error') },
  needed: { folder: "a folder such as '/var/lib/my-app'" },
};

/** A keeper that can be let go of. */
export interface FileKeeper extends StateKeeper {
  /** Lets go of the file; afterwards it keeps nothing more. */
  close(): void;
}

/**
 * Keeps state in a file, so that a restart asks for nothing that it held. Part of what `keepIn` does. A disk that is full stops
 * nothing: what it does not take is held in memory and tried again with what comes next. Several mirrors of one account may
 * write it: of each value and row the newest is kept, by the mirror's own order.
 *
 * @example
 * const keeper = fileKeeper({ folder: '/var/lib/my-app' });
 * const zaptec = await connect({ credentials, userAgent, keeper });
 *
 * @throws SdkError `invalid-option`; `in-use` while another process has it open, `store-unreadable` when it or its key can be neither read nor made
 */
export function fileKeeper(options: FileKeeperOptions): FileKeeper {
  return openFileKeeper(options);
}

/** A keeper that can forget what others left. */
export interface OwnedKeeper extends FileKeeper {
  /** Removes all that is not this account's. @throws what the disk says */
  keepOnly(accountId: string): void;
}

export function openFileKeeper(options: FileKeeperOptions): OwnedKeeper {
  const { folder, keyFile, log: given = silentLog } = optionsBy(options, rules);
  const log = discreetLog(given);
  const file = join(folder, 'state.sqlite');
  const kept = openKeptFile(file, schema, log);
  try {
    return keeperOf(kept, openSecretBox(keyFile ?? join(folder, 'secret-key')), { file, log });
  } catch (cause) {
    kept.close();
    throw cause;
  }
}

/** The keeper in a file that is open; for tests of a disk that is full. */
export function keeperOf(kept: KeptFile, box: SecretBox, { file, log }: { file: string; log: Log }): OwnedKeeper {
  const write = writerOf(kept, box);
  /** By account; one in most programs. An empty one knows how late it is. */
  const waiting = new Map<string, WaitingState>();
  let failing = false;

  const failed = (cause: unknown): void => {
    if (failing) return;
    failing = true;
    const { message } = failure(`keep state in ${file}`, 'store-failed', {
      happened: reasonOf(cause),
      remedy: 'Make room; it is held in memory and tried again, and a restart before that will not know of it',
    });
    log.error({ cause }, message);
  };

  return {
    async load(accountId) {
      try {
        return loaded(kept, box, accountId);
      } catch (cause) {
        if (!kept.beginAnew(cause)) throw cause;
        return loaded(kept, box, accountId);
      }
    },
    async persist(accountId, batch) {
      if (kept.isClosed) return;
      const held = waiting.get(accountId) ?? new WaitingState();
      waiting.set(accountId, held);
      held.add(batch);
      try {
        try {
          kept.transact(() => write(accountId, held));
        } catch (cause) {
          if (!kept.beginAnew(cause)) throw cause;
          kept.transact(() => write(accountId, held));
        }
      } catch (cause) {
        failed(cause);
        return;
      }
      held.clear();
      if (failing) log.warn({}, `State is kept in ${file} again.`);
      failing = false;
    },
    keepOnly(accountId) {
      kept.transact(() => {
        for (const table of ['value_1', 'row_1'])
          kept.db.prepare(`DELETE FROM ${table} WHERE account <> ?`).run(accountId);
      });
      for (const each of waiting.keys()) if (each !== accountId) waiting.delete(each);
    },
    close() {
      kept.close();
    },
  };
}

function writerOf(kept: KeptFile, box: SecretBox): (accountId: string, waiting: WaitingState) => void {
  const keptRow = (accountId: string, { kind, row }: KeptRow): KeptRow['row'] | undefined => {
    const select = kept.statement('SELECT sealed FROM row_1 WHERE account = ? AND kind = ? AND id = ?');
    const found = select.get(accountId, kind, row.id);
    const text = found ? box.open(nameOf(accountId, kind, row.id), sealedIn(found)) : null;
    return text === null ? undefined : (JSON.parse(text) as KeptRow['row']);
  };
  return (accountId, { values, rows, believedUntilUs }) => {
    const select = kept.statement('SELECT * FROM value_1 WHERE account = ? AND charger_id = ? AND state_id = ?');
    const putValue = kept.statement(`INSERT OR REPLACE INTO value_1 (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    const putRow = kept.statement('INSERT OR REPLACE INTO row_1 (account, kind, id, sealed) VALUES (?, ?, ?, ?)');
    for (const each of values.values()) {
      const { chargerId, stateId, value, observedAtUs, receivedAtMs, via, sequenceNumber, clockSuspect } = each;
      const before = select.get(accountId, chargerId, stateId);
      if (before && !replaces(observationOf(before), each, believedUntilUs)) continue;
      const flags = [via === 'stream' ? 1 : 0, sequenceNumber, clockSuspect ? 1 : 0] as const;
      putValue.run(accountId, chargerId, stateId, value, observedAtUs, receivedAtMs, ...flags);
    }
    for (const each of rows.values()) {
      const { kind, row } = winningRow(keptRow(accountId, each), each) ?? {};
      if (kind && row)
        putRow.run(accountId, kind, row.id, box.seal(nameOf(accountId, kind, row.id), JSON.stringify(row)));
    }
  };
}

/** SQLite keeps in a column what it is given, whatever the column's type. @throws NotOurs */
function observationOf(row: Record<string, unknown>): Observation {
  const { charger_id: chargerId, value } = row;
  if (typeof chargerId !== 'string' || !(typeof value === 'string' || value === null)) throw new NotOurs('no text');
  return {
    ...{ chargerId, value },
    stateId: wholeIn(row, 'state_id'),
    observedAtUs: wholeIn(row, 'observed_at_us', latestMs * 1_000),
    receivedAtMs: wholeIn(row, 'received_at_ms', latestMs),
    via: row['by_stream'] === 1 ? 'stream' : 'poll',
    sequenceNumber: wholeIn(row, 'sequence_number'),
    clockSuspect: row['suspect'] === 1,
  };
}

function wholeIn(row: Record<string, unknown>, column: string, most = Number.MAX_SAFE_INTEGER): number {
  const held = row[column];
  if (typeof held !== 'number' || !Number.isSafeInteger(held) || held > most) throw new NotOurs('no whole number');
  return held;
}

function sealedIn({ sealed }: Record<string, unknown>): Uint8Array {
  if (sealed instanceof Uint8Array) return sealed;
  throw new NotOurs('no sealed row');
}

function loaded({ db }: KeptFile, box: SecretBox, accountId: string): Kept {
  const observations: Observation[] = [];
  for (const row of db.prepare('SELECT * FROM value_1 WHERE account = ?').iterate(accountId))
    observations.push(observationOf(row));
  let closed = 0;
  const rowsOf = <T>(kind: KeptRow['kind']): T[] => {
    const rows: T[] = [];
    const select = db.prepare('SELECT id, sealed FROM row_1 WHERE account = ? AND kind = ?');
    for (const row of select.all(accountId, kind)) {
      const text = box.open(nameOf(accountId, kind, String(row['id'])), sealedIn(row));
      if (text === null) closed += 1;
      else rows.push(JSON.parse(text) as T);
    }
    return rows;
  };
  const chargers = rowsOf<ChargerRow>('charger');
  const installations = rowsOf<InstallationRecord>('installation');
  // Where none opens they were sealed with another key: they are none, and the values stay.
  if (closed > 0 && chargers.length + installations.length > 0) throw new NotOurs('a row that does not open');
  return { observations, chargers, installations };
}

function nameOf(accountId: string, kind: KeptRow['kind'], id: string): string {
  return `${accountId}/${kind}/${id}`;
}
