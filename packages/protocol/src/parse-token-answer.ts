// The answer of the token endpoint. The result holds the tokens themselves.
import { type Parsed, RowReader } from './row-reader.ts';

export interface ParsedToken {
  /** Secret; fit for a header as it is. */
  readonly accessToken: string;
  /** Life of the token, milliseconds. Documents say one hour, 24 hours were observed: obey the number. */
  readonly expiresInMs: number;
  readonly scope: string | null;
  /** Secret. Only from the OAuth that the cloud has announced: the one that the password grant gave once works no more. */
  readonly refreshToken: string | null;
}

/** Visible ASCII: anything else could end the header that the token goes into. */
const tokenPattern = /^[\x21-\x7e]+$/;

export function parseTokenAnswer(value: unknown): Parsed<ParsedToken> {
  const row = new RowReader(value);
  const token = row.text('access_token');
  const sound = token !== null && tokenPattern.test(token) ? token : undefined;
  const accessToken = row.required(sound, 'access_token', 'a token of visible characters', '');
  row.required(isBearer(row), 'token_type', 'bearer', true);
  const seconds = row.number('expires_in');
  const life = seconds !== null && seconds > 0 ? seconds : undefined;
  const expiresInS = row.required(life, 'expires_in', 'seconds above 0', 0);
  return row.finish(() => ({
    accessToken,
    expiresInMs: Math.floor(expiresInS * 1000),
    scope: row.text('scope'),
    refreshToken: row.text('refresh_token'),
  }));
}

function isBearer(row: RowReader): true | undefined {
  const type = row.text('token_type') ?? 'bearer';
  return type.toLowerCase() === 'bearer' ? true : undefined;
}
