// One session by its id, open or ended (`GET /api/session/{id}`). camelCase or PascalCase, as the cloud likes.
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader } from './row-reader.ts';
import { timeMs, timeOrNone } from './time-or-none.ts';

/** A session by its id. Source: zaptec-api.md §3.16. */
export interface ParsedSession {
  /** Lower case; observation 721 of the charger while it is open. */
  readonly id: string;
  /** ms since 1970 UTC. */
  readonly startedAtMs: number;
  /**
   * ms since 1970 UTC. Null while it is open: a session ends when the cable is pulled, not when the car
   * is full.
   */
  readonly endedAtMs: number | null;
  /** kWh so far, or in all; null where the cloud does not say. */
  readonly energyKwh: number | null;
  /** OCMF text; it carries the serial. Null where none came. */
  readonly signedSession: string | null;
  /** The answer as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Needs `sessionId` and `sessionStart`. An end that is there and cannot be read is no open session: it is refused. */
export function parseSession(value: unknown): Parsed<ParsedSession> {
  const row = new RowReader(value);
  const id = row.required(row.uuid('sessionId'), 'sessionId', 'a UUID', '');
  const startedAtMs = row.required(timeMs(row.text('sessionStart')), 'sessionStart', 'a time', 0);
  const end = row.required(timeOrNone(row, 'sessionEnd'), 'sessionEnd', 'a time or nothing', { atMs: null });
  return row.finish(() => ({
    id,
    startedAtMs,
    endedAtMs: end.atMs,
    energyKwh: row.number('energy'),
    signedSession: row.text('signedSession'),
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
  }));
}
