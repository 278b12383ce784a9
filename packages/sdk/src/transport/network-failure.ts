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

/** The codes that only a connection has; beside these those of certificates, TLS and AMQP links, by their prefixes. */
const ofConnections = new Set([
  ...beforeTheFirstByte,
  ...['ENODATA', 'EFORMERR', 'ESERVFAIL', 'ENOTIMP', 'EREFUSED', 'EBADQUERY', 'EBADNAME', 'EBADRESP', 'ETIMEOUT'],
  ...['ECONNRESET', 'ECONNABORTED', 'ENOTCONN', 'ESHUTDOWN', 'EPIPE', 'ETIMEDOUT', 'EHOSTDOWN', 'ENETDOWN', 'ENONET'],
  ...['EPROTO', 'HOSTNAME_MISMATCH', 'UNABLE_TO_GET_CRL', 'CRL_HAS_EXPIRED', 'CRL_NOT_YET_VALID', 'INVALID_CA'],
  ...[
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_HEADERS_OVERFLOW',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_PRX_TLS',
  ],
  ...['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
]);

/** Whether a known code is of a connection, and not of a file, a disk, a port to listen at or the program itself. */
export function isOfNetwork(code: string): boolean {
  return ofConnections.has(code) || /^(EAI_|CERT_|ERR_TLS_|ERR_SSL_|HPE_|amqp:(connection|session|link):)/.test(code);
}

/** The first error in the chain of causes with a known code. A connection tried on several addresses has one error for each. */
export function firstKnown(error: unknown, depth = 0): { readonly code: string; readonly error: Error } | null {
  if (!(error instanceof Error) || depth > 4) return null;
  const own = knownCode((error as { readonly code?: unknown }).code);
  if (own !== null) return { code: own, error };
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  for (const cause of [error.cause, ...inner]) {
    const found = firstKnown(cause, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** The first known code in the chain of causes, of a call to the cloud: another one may quote anything. */
export function networkCode(error: unknown): string | null {
  return firstKnown(error)?.code ?? null;
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
