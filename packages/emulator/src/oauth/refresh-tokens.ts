// Rotating refresh tokens (zaptec-api.md §2.5): each is used once and answered with the next one of its family. One that
// comes a second time betrays a thief or a program that forgot to store its successor: the whole family dies.
// Invariant: of a family only the hash of its newest token is kept; every other token of it is one used before.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contract.ts';

/** A family ends 30 days after its login, however often it was refreshed. The cloud has announced no number. */
const familyLifeMs = 30 * 86_400_000;

/** 1,000 × ~0.5 kB = 0.5 MB; the oldest family is forgotten first. */
const maxFamilies = 1_000;

export interface RefreshGrant {
  readonly grantId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
}

export type Rotated =
  | { readonly kind: 'rotated'; readonly grant: RefreshGrant; readonly refreshToken: string }
  | { readonly kind: 'reused'; readonly grantId: string }
  | { readonly kind: 'unknown' };

export interface RefreshTokens {
  /** The first token of a new family. */
  open(grant: RefreshGrant): string;
  /** A token of another client's family is unknown, and harms that family not. */
  rotate(refreshToken: string, clientId: string): Rotated;
  end(grantId: string): void;
  endAll(): void;
}

interface Family {
  readonly grant: RefreshGrant;
  readonly endsAtMs: number;
  newest: string;
}

export function createRefreshTokens(clock: Clock): RefreshTokens {
  const families = new Map<string, Family>();
  return {
    open(grant) {
      const token = newToken(grant.grantId);
      families.set(grant.grantId, { grant, endsAtMs: clock.nowMs() + familyLifeMs, newest: hash(token) });
      if (families.size > maxFamilies) families.delete(families.keys().next().value as string);
      return token;
    },
    rotate(refreshToken, clientId) {
      const grantId = refreshToken.slice(0, refreshToken.indexOf('.'));
      const family = families.get(grantId);
      if (family?.grant.clientId !== clientId || family.endsAtMs <= clock.nowMs()) return { kind: 'unknown' };
      if (family.newest !== hash(refreshToken)) {
        families.delete(grantId);
        return { kind: 'reused', grantId };
      }
      const next = newToken(grantId);
      family.newest = hash(next);
      return { kind: 'rotated', grant: family.grant, refreshToken: next };
    },
    end: (grantId) => void families.delete(grantId),
    endAll: () => families.clear(),
  };
}

function newToken(grantId: string): string {
  return `${grantId}.${randomBytes(32).toString('base64url')}`;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
