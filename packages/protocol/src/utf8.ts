// UTF-8 by hand: this room knows no runtime, so neither TextEncoder nor Buffer.
// Invariant: decoding is strict (overlong forms, surrogates and cut sequences are refused), encoding replaces half a
// surrogate pair by U+FFFD, as TextEncoder does.

const replacement = 0xfffd;

/** Small enough for the argument list of one call in every engine. */
const chunkUnits = 4096;

/** The result is a view of a longer buffer: copy it, do not keep it. */
export function encodeUtf8(text: string): Uint8Array {
  // At most three bytes per UTF-16 unit: a pair of units makes four bytes.
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[length] = unit;
      length += 1;
      continue;
    }
    const point = text.codePointAt(index) ?? replacement;
    if (point > 0xffff) index += 1;
    length = putPoint(bytes, length, point >= 0xd800 && point <= 0xdfff ? replacement : point);
  }
  return bytes.subarray(0, length);
}

/** Writes a code point from U+0080 on; returns where the next one goes. */
function putPoint(bytes: Uint8Array, at: number, point: number): number {
  const tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = [0, 0xc0, 0xe0, 0xf0][tail] ?? 0;
  bytes[at] = lead | (point >> (6 * tail));
  for (let left = tail - 1, next = at + 1; left >= 0; left -= 1, next += 1) {
    bytes[next] = 0x80 | ((point >> (6 * left)) & 0x3f);
  }
  return at + tail + 1;
}

/** The text of `bytes[from..to)`, or undefined when these bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  const pieces: string[] = [];
  let units: number[] = [];
  let at = from;
  while (at < to) {
    const first = bytes[at] ?? 0;
    const size = first < 0x80 ? 1 : sequenceSize(first);
    const point = first < 0x80 ? first : at + size > to ? -1 : pointAt(bytes, at, size);
    if (point < 0) return undefined;
    if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
    else units.push(point);
    at += size;
    if (units.length >= chunkUnits) {
      pieces.push(String.fromCharCode(...units));
      units = [];
    }
  }
  pieces.push(String.fromCharCode(...units));
  return pieces.join('');
}

function sequenceSize(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

/** The code point of a sequence of 2 to 4 bytes, -1 when it is malformed, overlong, a surrogate or past U+10FFFF. */
function pointAt(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4) return -1;
  let point = first & (0xff >> (size + 1));
  for (let offset = 1; offset < size; offset += 1) {
    const next = bytes[at + offset] ?? 0;
    if ((next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][size] ?? 0;
  if (point < smallest || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return -1;
  return point;
}
