// Why no answer came, and whether the application can have seen the call. In doubt it can.
import { knownCode } from '../log/known-code.ts';

/** Codes of Node's resolver, sockets, TLS and fetch that come before the first byte of a request. */
const beforeTheFirstByte = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** The first known code in the chain of causes: another one may quote anything. A connection tried on several addresses has one error for each. */
export function networkCode(error: unknown, depth = 0): string | null {
  if (!(error instanceof Error) || depth > 4) return null;
  const own = knownCode((error as { readonly code?: unknown }).code);
  if (own !== null) return own;
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  for (const cause of [error.cause, ...inner]) {
    const code = networkCode(cause, depth + 1);
    if (code) return code;
  }
  return null;
}

export function reachOf(code: string | null): 'no' | 'maybe' {
  if (code === null) return 'maybe';
  return beforeTheFirstByte.has(code) || /^(CERT_|ERR_TLS_|ERR_SSL_)/.test(code) ? 'no' : 'maybe';
}

/** What Node's fetch rejects with where no answer came, or where the rest of one or the time for it was missing. */
export function isFetchFailure(error: unknown): boolean {
  if (error instanceof TypeError) return error.message === 'fetch failed' || error.message === 'terminated';
  return error instanceof DOMException && error.name === 'TimeoutError';
}
