// Ids that follow from the seed alone: the same seed names the same things, run after run.
import { createHash } from 'node:crypto';

function digest(seed: number, label: string): Buffer {
  return createHash('sha256').update(`${seed}/${label}`).digest();
}

/** A version-4-shaped UUID. 122 bits of SHA-256: two labels never meet in practice. */
export function derivedUuid(seed: number, label: string): string {
  const bytes = digest(seed, label);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  // Joined, not glued: a glued string keeps all its parts, 300 bytes more for each id (measured).
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A 32-bit integer to start a generator from. */
export function derivedChance(seed: number, label: string): number {
  return digest(seed, label).readInt32LE();
}

/** Coprime to 10⁶, so that the first million indices get different digits. */
const serialStride = 387_413;

/** Prefix and six digits (zaptec-api.md §5.7); unique for indices below 1,000,000. */
export function derivedSerial(seed: number, prefix: string, index: number): string {
  const first = digest(seed, 'serials').readUInt32LE() % 1_000_000;
  return prefix + String((first + index * serialStride) % 1_000_000).padStart(6, '0');
}
