// One synchronous transaction: all of `work` or nothing of it. No await inside, so no other statement can slip in.
import type { DatabaseSync } from 'node:sqlite';

/** `full` has reached the disk when this returns; `normal` may lose the last commits with the power, never its consistency. */
export function transaction<T>(raw: DatabaseSync, durability: 'full' | 'normal', work: () => T): T {
  raw.exec(durability === 'full' ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL');
  raw.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    raw.exec('COMMIT');
    return result;
  } catch (thrown) {
    if (raw.isTransaction) raw.exec('ROLLBACK');
    throw thrown;
  } finally {
    if (durability === 'normal') raw.exec('PRAGMA synchronous = FULL');
  }
}
