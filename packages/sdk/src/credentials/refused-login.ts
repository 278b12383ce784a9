// Remembers that a login was refused without remembering the login, so that a restart does not try the same one again.
// The mark is HMAC-SHA-256 over scrypt of the login, both with random keys drawn for this mark. The keys lie in the same
// record, and the SecretKeeper encrypts the record with a key that lies elsewhere: whoever finds the stored record alone
// has no key to test a guess with; whoever has both still pays one scrypt (about 30 ms, 16 MB) for each guess.
import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

export interface Login {
  readonly username: string;
  readonly password: string;
}

interface Mark {
  readonly v: 1;
  /** Address that refused: the same login may be right elsewhere. */
  readonly origin: string;
  readonly salt: string;
  readonly key: string;
  readonly mac: string;
}

const cost = { N: 2 ** 14, r: 8, p: 1 };

export function markOf(origin: string, login: Login): string {
  const salt = randomBytes(16).toString('base64');
  const key = randomBytes(32).toString('base64');
  const mark: Mark = { v: 1, origin, salt, key, mac: macOf(login, salt, key).toString('base64') };
  return JSON.stringify(mark);
}

/** True when this very login was refused by this address. A mark that cannot be read marks nothing. */
export function isMarked(stored: string | null, origin: string, login: Login): boolean {
  const mark = stored === null ? null : parseMark(stored);
  if (!mark || mark.origin !== origin) return false;
  const mac = Buffer.from(mark.mac, 'base64');
  const own = macOf(login, mark.salt, mark.key);
  return mac.length === own.length && timingSafeEqual(mac, own);
}

function macOf({ username, password }: Login, salt: string, key: string): Buffer {
  const stretched = scryptSync(JSON.stringify([username, password]), Buffer.from(salt, 'base64'), 32, cost);
  return createHmac('sha256', Buffer.from(key, 'base64')).update(stretched).digest();
}

function parseMark(stored: string): Mark | null {
  try {
    const parsed = JSON.parse(stored) as Partial<Mark> | null;
    const whole = parsed?.v === 1 && [parsed.origin, parsed.salt, parsed.key, parsed.mac].every(isText);
    return whole ? (parsed as Mark) : null;
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
