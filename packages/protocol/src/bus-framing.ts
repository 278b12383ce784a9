// The binary envelope of a bus message: one .NET DataContract string in binary XML (MC-NBFX).
// Invariant: a declared length is compared with what is there before anything is read; nothing is allocated by it.
// Source: MC-NBFX §2 (records), and the worked example that the tests hold byte by byte.
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/**
 * Longest message that is read or written, in bytes: Service Bus takes 256 kB in its standard tier, and the longest
 * observations (test results, session logs) are a few kB.
 */
export const maxBusMessageBytes = 256 * 1024;

/** A sound message has four to five records; texts may come in pieces. More than this is hostile. */
const maxRecords = 64;

/** Record type and declared length; what may be told of a message without telling its text. */
export interface RecordShape {
  readonly type: number;
  readonly length: number;
}

export type FramingFault =
  | 'empty'
  | 'too-long'
  | 'too-many-records'
  | 'unknown-record'
  | 'out-of-order'
  | 'cut-short'
  | 'not-utf-8'
  | 'no-text';

export type Unframed =
  | { readonly kind: 'text'; readonly text: string; readonly records: readonly RecordShape[] }
  | { readonly kind: 'broken'; readonly fault: FramingFault; readonly records: readonly RecordShape[] };

const elementName = 'string';
const elementNamespace = 'http://schemas.microsoft.com/2003/10/Serialization/';

const endElement = 0x01;
const shortXmlns = 0x08;
const xmlns = 0x09;
const shortElement = 0x40;
const element = 0x41;

/** Records of text: how many bytes their length takes, and whether the element ends with them. */
const textRecords: ReadonlyMap<number, { readonly lengthBytes: 0 | 1 | 2 | 4; readonly ends: boolean }> = new Map([
  [0x98, { lengthBytes: 1, ends: false }],
  [0x99, { lengthBytes: 1, ends: true }],
  [0x9a, { lengthBytes: 2, ends: false }],
  [0x9b, { lengthBytes: 2, ends: true }],
  [0x9c, { lengthBytes: 4, ends: false }],
  [0x9d, { lengthBytes: 4, ends: true }],
  [0xa8, { lengthBytes: 0, ends: false }],
  [0xa9, { lengthBytes: 0, ends: true }],
]);

const opening = Uint8Array.of(
  shortElement,
  elementName.length,
  ...encodeUtf8(elementName),
  shortXmlns,
  elementNamespace.length,
  ...encodeUtf8(elementNamespace),
);

/** Wraps a text as the cloud does; undefined when the result would be longer than `maxBusMessageBytes`. */
export function frameText(text: string): Uint8Array | undefined {
  // Three UTF-8 bytes per unit at most, one at least: refuse what cannot fit before encoding it.
  if (text.length > maxBusMessageBytes) return undefined;
  const body = encodeUtf8(text);
  const head = textHead(body.length);
  const length = opening.length + head.length + body.length + 1;
  if (length > maxBusMessageBytes) return undefined;
  const bytes = new Uint8Array(length);
  bytes.set(opening, 0);
  bytes.set(head, opening.length);
  bytes.set(body, opening.length + head.length);
  bytes[length - 1] = endElement;
  return bytes;
}

function textHead(length: number): readonly number[] {
  if (length <= 0xff) return [0x98, length];
  if (length <= 0xffff) return [0x9a, length & 0xff, length >> 8];
  return [0x9c, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, length >>> 24];
}

/** Unwraps a message. Takes every text record, texts in pieces, a prefixed element, and a missing end record. */
export function unframeText(bytes: Uint8Array): Unframed {
  if (bytes.length === 0) return { kind: 'broken', fault: 'empty', records: [] };
  if (bytes.length > maxBusMessageBytes) {
    return { kind: 'broken', fault: 'too-long', records: [{ type: bytes[0] ?? 0, length: bytes.length }] };
  }
  return readRecords(new Reader(bytes));
}

function readRecords(reader: Reader): Unframed {
  const pieces: string[] = [];
  let open = false;
  const broken = (fault: FramingFault): Unframed => ({ kind: 'broken', fault, records: reader.records });
  while (!reader.atEnd()) {
    if (reader.records.length >= maxRecords) return broken('too-many-records');
    const type = reader.byte();
    const text = textRecords.get(type);
    if (text !== undefined) {
      const piece = open ? reader.text(type, text.lengthBytes) : 'out-of-order';
      if (typeof piece === 'string') return broken(piece);
      pieces.push(piece.text);
      if (text.ends) break;
    } else if (type === endElement) {
      reader.records.push({ type, length: 0 });
      if (!open) return broken('out-of-order');
      break;
    } else if (type === shortElement || type === element) {
      if (open) return broken('out-of-order');
      if (!reader.skipNames(type, type === element ? 2 : 1)) return broken('cut-short');
      open = true;
    } else if (type === shortXmlns || type === xmlns) {
      if (!open || pieces.length > 0) return broken('out-of-order');
      if (!reader.skipNames(type, type === xmlns ? 2 : 1)) return broken('cut-short');
    } else {
      reader.records.push({ type, length: 0 });
      return broken('unknown-record');
    }
  }
  return pieces.length === 0 ? broken('no-text') : { kind: 'text', text: pieces.join(''), records: reader.records };
}

class Reader {
  readonly records: RecordShape[] = [];
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  text(type: number, lengthBytes: number): FramingFault | { readonly text: string } {
    if (this.#at + lengthBytes > this.#bytes.length) return this.#cut(type, 0);
    let length = 0;
    for (let index = 0; index < lengthBytes; index += 1) length += this.byte() * 256 ** index;
    if (length > this.#bytes.length - this.#at) return this.#cut(type, length);
    this.records.push({ type, length });
    const text = decodeUtf8(this.#bytes, this.#at, this.#at + length);
    this.#at += length;
    return text === undefined ? 'not-utf-8' : { text };
  }

  /** Skips `count` strings, each behind a MultiByteInt31; false when they are longer than what is there. */
  skipNames(type: number, count: number): boolean {
    let total = 0;
    for (let index = 0; index < count; index += 1) {
      const length = this.#multiByteInt31();
      if (length === undefined || length > this.#bytes.length - this.#at) {
        this.#cut(type, length ?? 0);
        return false;
      }
      this.#at += length;
      total += length;
    }
    this.records.push({ type, length: total });
    return true;
  }

  /** Seven bits a byte, lowest first, at most five bytes and 31 bits. */
  #multiByteInt31(): number | undefined {
    let value = 0;
    for (let index = 0; index < 5; index += 1) {
      if (this.atEnd()) return undefined;
      const byte = this.byte();
      value += (byte & 0x7f) * 128 ** index;
      if (byte < 0x80) return value <= 0x7fffffff ? value : undefined;
    }
    return undefined;
  }

  #cut(type: number, length: number): 'cut-short' {
    this.records.push({ type, length });
    return 'cut-short';
  }
}
