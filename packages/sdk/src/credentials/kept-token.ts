// The access token as it is kept over restarts. It goes back only to the address that issued it.

export interface KeptToken {
  readonly v: 1;
  readonly origin: string;
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
      kept?.v === 1 &&
      typeof kept.token === 'string' &&
      kept.token !== '' &&
      typeof kept.issuedAtMs === 'number' &&
      typeof kept.expiresAtMs === 'number';
    return whole && kept.origin === origin && kept.expiresAtMs > nowMs ? (kept as KeptToken) : null;
  } catch {
    return null;
  }
}
