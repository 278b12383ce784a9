// An account's things change hands: another login was accepted. In one transaction, so that no kill leaves a token on the wrong shelf.
// Invariant: what a login asked and commanded stays for as long as everything of its kind (retention); token and state stay for the
// logins that may come back, sealed, and of all others they are removed. What nobody's mark lies on becomes the first accepted login's.
// The marks lie in files of their own: the store notes whose it holds, so that neither a kill between the two nor a lost mark loses any.
// Bound: of each login that may come back (four, by the SDK's marks) what the mirror held of it.
import type { DatabaseSync } from 'node:sqlite';
import type { Batch, SecretBox } from '@fairlead/sdk';
import type { Hands } from '@fairlead/sdk/own-keeping';
import { shelfOf } from './shelf.ts';
import type { StateTable } from './state-table.ts';
import { transaction } from './transaction.ts';

const state = ['observation', 'charger', 'installation'] as const;
/** Logins to the cloud stay everybody's: see `house/login-shelf.ts`. */
const isLogin = `json_valid(json) AND json_extract(json, '$.kind') = 'call' AND json_extract(json, '$.class') = 'token'`;
/** Sealed together: a charger with its values is 12 kB at most. */
const chargersInOne = 100;

/** Where the store notes under which key of a login lies what it holds of an account. */
export const loginNote = 'login';

export interface HandOverParts {
  readonly raw: DatabaseSync;
  readonly state: StateTable;
  /** Opened where something is sealed. */
  readonly box: () => SecretBox;
}

/** @throws what the disk or the file of the key says */
export function handOver(
  { raw, state: table, box }: HandOverParts,
  accountId: string,
  { from, to, keep }: Hands,
): void {
  const run = (sql: string, ...values: readonly (string | Uint8Array)[]): void => void raw.prepare(sql).run(...values);
  const moveToken = (shelf: string, next: string): void => {
    run("DELETE FROM secret WHERE account_id = ? AND name = 'access-token'", next);
    run("UPDATE secret SET account_id = ? WHERE account_id = ? AND name = 'access-token'", next, shelf);
  };
  const takeOver = (shelf: string, next: string): void => {
    for (const each of [...state, 'command'])
      run(`UPDATE OR IGNORE ${each} SET account_id = ? WHERE account_id = ?`, next, shelf);
    // What is left was read anew since.
    for (const each of state) run(`DELETE FROM ${each} WHERE account_id = ?`, shelf);
    run(`UPDATE fact SET account_id = ? WHERE account_id = ? AND NOT (${isLogin})`, next, shelf);
  };
  const putAside = (shelf: string): void => {
    for (const [at, part] of partsOf(table.load(shelf)).entries())
      run(
        'INSERT OR REPLACE INTO secret (account_id, name, sealed) VALUES (?, ?, ?)',
        ...[shelf, `state/${at}`, box().seal(`${shelf}/state`, JSON.stringify(part))],
      );
    for (const each of state) run(`DELETE FROM ${each} WHERE account_id = ?`, shelf);
  };
  const takeBack = (shelf: string): void => {
    const aside = raw.prepare("SELECT sealed FROM secret WHERE account_id = ? AND name LIKE 'state/%'").all(shelf);
    for (const { sealed } of aside) {
      const text = sealed instanceof Uint8Array ? box().open(`${shelf}/state`, sealed) : null;
      // Sealed with another key: it is read anew.
      if (text !== null) table.put(shelf, JSON.parse(text) as Batch);
    }
    run("DELETE FROM secret WHERE account_id = ? AND name LIKE 'state/%'", shelf);
  };
  const noted = loginIn(raw, accountId);
  if (noted === to && from === to) return;
  // One who left by the marks, which the store was not told; the token may be the next one's already.
  const untold = keep.find((key) => key === noted) ?? null;
  const heir = shelfOf(accountId, from ?? to);
  const wasHere = ['secret', ...(from === null ? ['fact'] : [])].some(
    (each) => raw.prepare(`SELECT 1 FROM ${each} WHERE account_id = ? LIMIT 1`).get(heir) !== undefined,
  );
  const isMarkLost = noted !== from && noted !== to && untold === null;
  // Who left something under a mark of its own is not the one whose mark is lost.
  const lost = isMarkLost && !wasHere ? noted : null;
  // What is removed is no more to be found in the file.
  raw.exec('PRAGMA secure_delete = ON');
  try {
    transaction(raw, 'full', () => {
      if (from === null || noted === null) takeOver(accountId, heir);
      if (lost !== null) takeOver(shelfOf(accountId, lost), heir);
      if (from !== null && from !== to) {
        moveToken(accountId, shelfOf(accountId, from));
        putAside(shelfOf(accountId, from));
        moveToken(shelfOf(accountId, to), accountId);
      } else if (untold !== null) putAside(shelfOf(accountId, untold));
      takeBack(shelfOf(accountId, to));
      const stay = [to, ...keep].map((key) => shelfOf(accountId, key));
      const others = `account_id > ? AND account_id < ? AND account_id NOT IN (${stay.map(() => '?').join(', ')})`;
      for (const each of [...state, 'secret'])
        run(`DELETE FROM ${each} WHERE ${others}`, `${accountId}/`, `${accountId}0`, ...stay); // '0' is the next after '/'
      run('INSERT OR REPLACE INTO meta (account_id, name, value) VALUES (?, ?, ?)', accountId, loginNote, to);
    });
  } finally {
    raw.exec('PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

function loginIn(raw: DatabaseSync, accountId: string): string | null {
  const row = raw.prepare('SELECT value FROM meta WHERE account_id = ? AND name = ?').get(accountId, loginNote);
  return typeof row?.['value'] === 'string' ? row['value'] : null;
}

function partsOf({ observations, chargers, installations }: Batch): readonly Batch[] {
  const values = Map.groupBy(observations, ({ chargerId }) => chargerId);
  const ids = [...new Set([...values.keys(), ...chargers.map(({ id }) => id)])];
  const parts: Batch[] = installations.length > 0 ? [{ observations: [], chargers: [], installations }] : [];
  for (let at = 0; at < ids.length; at += chargersInOne) {
    const some = new Set(ids.slice(at, at + chargersInOne));
    parts.push({
      observations: [...some].flatMap((id) => values.get(id) ?? []),
      chargers: chargers.filter(({ id }) => some.has(id)),
      installations: [],
    });
  }
  return parts;
}
