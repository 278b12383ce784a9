// An account's things change hands: another login was accepted. In one transaction, so that no kill leaves a token on the wrong shelf.
// Invariant: what a login asked and commanded stays for as long as everything of its kind (retention); state and token stay for the
// logins that may come back, of all others they are removed. What nobody's mark lies on becomes the first accepted login's.
import type { DatabaseSync } from 'node:sqlite';
import type { Hands } from '@fairlead/sdk/own-keeping';
import { shelfOf } from './shelf.ts';
import { transaction } from './transaction.ts';

const state = ['observation', 'charger', 'installation'] as const;
const token = 'access-token';
/** Logins to the cloud stay everybody's: see `house/login-shelf.ts`. */
const isLogin = `json_valid(json) AND json_extract(json, '$.kind') = 'call' AND json_extract(json, '$.class') = 'token'`;

/** Name of the token that lies aside for this login. */
export function asideOf(key: string): string {
  return `${token}/${key}`;
}

export function handOver(raw: DatabaseSync, accountId: string, { from, to, keep }: Hands): void {
  const shelf = shelfOf(accountId, to);
  const run = (sql: string, ...values: readonly string[]): void => void raw.prepare(sql).run(...values);
  const renameToken = (name: string, next: string): void => {
    run('DELETE FROM secret WHERE account_id = ? AND name = ?', accountId, next);
    run('UPDATE secret SET name = ? WHERE account_id = ? AND name = ?', next, accountId, name);
  };
  transaction(raw, 'full', () => {
    if (from === null) {
      for (const table of [...state, 'command'])
        run(`UPDATE ${table} SET account_id = ? WHERE account_id = ?`, shelf, accountId);
      run(`UPDATE fact SET account_id = ? WHERE account_id = ? AND NOT (${isLogin})`, shelf, accountId);
    } else {
      renameToken(token, asideOf(from));
      renameToken(asideOf(to), token);
    }
    const stay = [to, ...keep];
    const places = stay.map(() => '?').join(', ');
    for (const table of state)
      run(
        `DELETE FROM ${table} WHERE account_id > ? AND account_id < ? AND account_id NOT IN (${places})`,
        ...[`${accountId}/`, `${accountId}0`, ...stay.map((key) => shelfOf(accountId, key))], // '0' is the next after '/'
      );
    run(
      `DELETE FROM secret WHERE account_id = ? AND name LIKE '${token}/%' AND name NOT IN (${places})`,
      ...[accountId, ...stay.map(asideOf)],
    );
  });
}
