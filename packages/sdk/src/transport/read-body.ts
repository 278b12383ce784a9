// An answer's body, read within a bound and told apart by what it is, never by its status or content type alone.
import { createHash } from 'node:crypto';
import type { BodyShape } from './exchange.ts';

/** The largest answer that the cloud has is a page of 100 sessions with signed readings, below 2 MB; 16 MiB is eight times that. */
export const mostBodyBytes = 16 * 1024 * 1024;

export interface Body {
  readonly shape: BodyShape;
  readonly body: unknown;
  readonly bytes: number;
  readonly digest: string | null;
}

/** `too-large` when the bound was passed; the rest of the answer is not read then. */
export async function readBody(response: Response, mostBytes: number): Promise<Body | 'too-large'> {
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await response.body?.cancel();
    return 'too-large';
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > mostBytes) {
      await reader?.cancel();
      return 'too-large';
    }
    chunks.push(part.value);
  }
  const raw = Buffer.concat(chunks);
  const digest = bytes === 0 ? null : createHash('sha256').update(raw).digest('base64url').slice(0, 22);
  return { ...shapeOf(raw.toString('utf8'), response.headers.get('content-type') ?? ''), bytes, digest };
}

function shapeOf(text: string, contentType: string): { readonly shape: BodyShape; readonly body: unknown } {
  const trimmed = text.trim();
  if (trimmed === '') return { shape: 'empty', body: undefined };
  if (trimmed.startsWith('<')) return { shape: 'html', body: undefined };
  try {
    return { shape: 'json', body: jsonOf(trimmed) };
  } catch {
    // Not JSON: whether that is a fault depends on what it was meant to be.
    const meantAsJson = /^[[{"]/.test(trimmed) || contentType.includes('json');
    return meantAsJson ? { shape: 'malformed', body: undefined } : { shape: 'text', body: trimmed };
  }
}

/** A whole number of 16 digits or more where a value may stand; inside a text it only costs the slower way. */
const longNumber = /[:,[]\s*-?\d{16,}\s*[,}\]]/;

/**
 * Whole numbers that JavaScript would round (warnings of a Go pass 2^53) stay the text that they were; the border reads
 * numbers in text everywhere.
 */
function jsonOf(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_name: string, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source ?? '';
    return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
  });
}
