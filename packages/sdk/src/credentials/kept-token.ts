// The access token as it is kept over restarts. It goes back only to the address that issued it, and only for the login that it
// was given to: beside it lies that login's mark, as of a refused one.

export interface KeptToken {
  readonly v: 3;
  readonly origin: string;
  /** Mark of the login, see `refused-login.ts`. */
  readonly login: string;
  /** Mark of the person alone, whatever the password. */
  readonly person: string;
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Null when nothing usable is kept: another address, expired, or unreadable. */
export function parseKeptToken(stored: string | null, origin: string, nowMs: number): KeptToken | null {
  if (stored === null) return null;
  try {
    const kept = JSON.parse(stored) as Partial<KeptToken> | null;
    const whole =
      kept?.v === 3 &&
      typeof kept.login === 'string' &&
      typeof kept.person === 'string' &&
      typeof kept.token === 'string' &&
      kept.token !== '' &&
      typeof kept.issuedAtMs === 'number' &&
      typeof kept.expiresAtMs === 'number';
    return whole && kept.origin === origin && kept.expiresAtMs > nowMs ? (kept as KeptToken) : null;
  } catch {
    return null;
  }
}
