// Lock tokens: a UUID whose first half tells broker processes apart and whose second half is the lock's number.
// On the wire a delivery tag carries it in .NET's order (first three groups little-endian), management messages as a
// big-endian AMQP uuid. The first three groups are exactly the first half, so a token shows in which order it came.

/** A lock's number as an AMQP uuid. */
export function lockUuid(prefix: Uint8Array, lockId: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.set(prefix.subarray(0, 8), 0);
  bytes.writeBigUInt64BE(BigInt(lockId), 8);
  return bytes;
}

/** A lock's number as a delivery tag. */
export const lockTag = (prefix: Uint8Array, lockId: number): Buffer => swapped(lockUuid(prefix, lockId));

/** @returns null when the token is not of this broker process, in neither order */
export function lockIdOf(prefix: Uint8Array, token: unknown): number | null {
  if (!(token instanceof Uint8Array) || token.length !== 16) return null;
  const bytes = Buffer.from(token);
  const first = Buffer.from(prefix.subarray(0, 8));
  if (!bytes.subarray(0, 8).equals(first) && !swapped(bytes).subarray(0, 8).equals(first)) return null;
  const lockId = bytes.readBigUInt64BE(8);
  return lockId <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(lockId) : null;
}

function swapped(uuid: Buffer): Buffer {
  const bytes = Buffer.from(uuid);
  bytes.subarray(0, 4).swap32();
  bytes.subarray(4, 6).swap16();
  bytes.subarray(6, 8).swap16();
  return bytes;
}
