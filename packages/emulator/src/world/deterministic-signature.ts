// ECDSA over secp384r1 with SHA-256 and the nonce of RFC 6979: the same text is signed the same way, run after run, so
// that a seeded world stays the same to the byte. Keys here follow from a public seed: they prove form, not origin.
// Invariant: the curve's arithmetic is OpenSSL's; only the last line of the signature, modulo the order, is ours.
import { createECDH, createHash, createHmac, createPublicKey, type KeyObject } from 'node:crypto';

const curve = 'secp384r1';
/** Order of the curve's group (SEC 2, secp384r1). */
const order = BigInt(
  '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
);
const sizeBytes = 48;

/** A private key from any bytes: 64 of SHA-512 modulo the order are even to 2⁻¹²⁸. */
export function privateKeyFrom(label: string): bigint {
  return (numberOf(createHash('sha512').update(label).digest()) % (order - 1n)) + 1n;
}

export function publicKeyOf(privateKey: bigint): KeyObject {
  const point = pointOf(privateKey);
  const [x, y] = [point.subarray(1, 1 + sizeBytes), point.subarray(1 + sizeBytes)];
  return createPublicKey({
    key: { kty: 'EC', crv: 'P-384', x: x.toString('base64url'), y: y.toString('base64url') },
    format: 'jwk',
  });
}

/** DER, as `crypto.verify` takes it. */
export function signDeterministically(privateKey: bigint, text: string): Buffer {
  const hash = createHash('sha256').update(text).digest();
  for (const nonce of nonces(privateKey, hash)) {
    const r = numberOf(pointOf(nonce).subarray(1, 1 + sizeBytes)) % order;
    const s = (inverse(nonce) * (numberOf(hash) + r * privateKey)) % order;
    if (r !== 0n && s !== 0n) return der(r, s);
  }
  throw new RangeError('unreachable: nonces never end');
}

/** RFC 6979 §3.2. The hash is shorter than the order, so it enters as it is. */
function* nonces(privateKey: bigint, hash: Buffer): Generator<bigint> {
  const seed = Buffer.concat([bytesOf(privateKey), bytesOf(numberOf(hash) % order)]);
  let value = Buffer.alloc(32, 1);
  let key = Buffer.alloc(32, 0);
  const stir = (mark: number, more: Uint8Array): void => {
    key = hmac(key, Buffer.concat([value, Buffer.of(mark), more]));
    value = hmac(key, value);
  };
  stir(0, seed);
  stir(1, seed);
  for (;;) {
    const first = hmac(key, value);
    value = hmac(key, first);
    const nonce = numberOf(Buffer.concat([first, value]).subarray(0, sizeBytes));
    if (nonce > 0n && nonce < order) yield nonce;
    stir(0, Buffer.alloc(0));
  }
}

/** Uncompressed: 04, x, y. About 1.3 ms. */
function pointOf(factor: bigint): Buffer {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(bytesOf(factor));
  return ecdh.getPublicKey();
}

function hmac(key: Uint8Array, data: Uint8Array): Buffer<ArrayBuffer> {
  return createHmac('sha256', key).update(data).digest() as Buffer<ArrayBuffer>;
}

/** Extended Euclid. */
function inverse(value: bigint): bigint {
  let [last, rest] = [order, value % order];
  let [lastFactor, factor] = [0n, 1n];
  while (rest > 1n) {
    const times = last / rest;
    [last, rest] = [rest, last - times * rest];
    [lastFactor, factor] = [factor, lastFactor - times * factor];
  }
  return ((factor % order) + order) % order;
}

function der(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** No leading zeros but the one that keeps a number positive. */
function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
  return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(sizeBytes * 2, '0'), 'hex');
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
