// Random credentials of the house and the hash under which they are kept. A slow hash buys nothing for 256 random bits.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

export const keyPrefix = 'flk_';
export const tokenPrefix = 'flt_';

/** `prefix` and 256 random bits as base64url. */
export function newCredential(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** 128 random bits as base64url: enough for what lives five minutes and works once. */
export function newOpenCode(): string {
  return randomBytes(16).toString('base64url');
}

/** SHA-256, hexadecimal. */
export function hashOf(credential: string): string {
  return hash('sha256', credential, 'hex');
}

/** Compares two hashes in constant time. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
