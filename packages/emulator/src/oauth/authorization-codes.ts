// Authorization codes: one use within a minute, kept as hashes. A code that comes a second time betrays a thief, so the
// grant that it began ends (RFC 6749 §4.1.2).
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../contract.ts';

const codeLifeMs = 60_000;

/** 1,000 × ~1 kB = 1 MB, with the longest addresses and nonces 8 MB; the oldest is forgotten first. */
const maxCodes = 1_000;

export interface CodeGrant {
  readonly grantId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  /** SHA-256 of the verifier, base64url. */
  readonly codeChallenge: string;
  readonly nonce: string | null;
}

export type Redeemed =
  | { readonly kind: 'good'; readonly grant: CodeGrant }
  | { readonly kind: 'reused'; readonly grantId: string }
  | { readonly kind: 'unknown' };

export interface AuthorizationCodes {
  issue(grant: Omit<CodeGrant, 'grantId'>): string;
  /** Any attempt uses the code up, also one that fails later. */
  redeem(code: string): Redeemed;
}

interface Held {
  readonly grant: CodeGrant;
  readonly expiresAtMs: number;
  used: boolean;
}

export function createAuthorizationCodes(clock: Clock): AuthorizationCodes {
  const codes = new Map<string, Held>();
  return {
    issue(grant) {
      const code = randomBytes(32).toString('base64url');
      const expiresAtMs = clock.nowMs() + codeLifeMs;
      codes.set(hash(code), { grant: { ...grant, grantId: randomUUID() }, expiresAtMs, used: false });
      if (codes.size > maxCodes) codes.delete(codes.keys().next().value as string);
      return code;
    },
    redeem(code) {
      const held = codes.get(hash(code));
      if (!held) return { kind: 'unknown' };
      if (held.used) return { kind: 'reused', grantId: held.grant.grantId };
      held.used = true;
      return held.expiresAtMs > clock.nowMs() ? { kind: 'good', grant: held.grant } : { kind: 'unknown' };
    },
  };
}

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}
