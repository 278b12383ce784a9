// Codes of other people's errors that may be told: a name of a closed set says what went wrong and quotes nothing.
// Sources: Node's table of system errors, its DNS and TLS codes, undici's errors, and the AMQP 1.0 error conditions with
// those that Service Bus adds.
import { getSystemErrorMap } from 'node:util';

const ofDns = 'ENODATA EFORMERR ESERVFAIL ENOTFOUND ENOTIMP EREFUSED EBADQUERY EBADNAME EBADRESP ETIMEOUT ECANCELLED';

/** What Node gives as `code` when it does not trust a certificate. */
const ofCertificates = `
  UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE CERT_NOT_YET_VALID CERT_HAS_EXPIRED
  CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CERT_NOT_AFTER_FIELD
  ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD OUT_OF_MEM DEPTH_ZERO_SELF_SIGNED_CERT
  SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG
  CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH`;

const ofNode = `
  ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_HANDSHAKE_TIMEOUT ERR_TLS_PROTOCOL_VERSION_CONFLICT ERR_TLS_REQUIRED_SERVER_NAME
  ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_NO_PROTOCOLS_AVAILABLE
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
  ERR_INVALID_URL ERR_STREAM_PREMATURE_CLOSE ERR_SQLITE_ERROR ABORT_ERR`;

const ofUndici = `
  UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_HEADERS_OVERFLOW UND_ERR_BODY_TIMEOUT UND_ERR_SOCKET
  UND_ERR_ABORTED UND_ERR_DESTROYED UND_ERR_CLOSED UND_ERR_RES_CONTENT_LENGTH_MISMATCH UND_ERR_RES_EXCEEDED_MAX_SIZE
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH UND_ERR_INVALID_ARG UND_ERR_NOT_SUPPORTED UND_ERR_PRX_TLS HPE_INVALID_CONSTANT
  HPE_INVALID_VERSION HPE_INVALID_STATUS HPE_INVALID_HEADER_TOKEN HPE_INVALID_CONTENT_LENGTH HPE_INVALID_CHUNK_SIZE
  HPE_INVALID_EOF_STATE HPE_CLOSED_CONNECTION HPE_HEADER_OVERFLOW`;

const ofAmqp = `
  connection:forced connection:framing-error connection:redirect session:window-violation session:errant-link
  session:handle-in-use session:unattached-handle link:detach-forced link:transfer-limit-exceeded
  link:message-size-exceeded link:redirect link:stolen internal-error not-found unauthorized-access decode-error
  resource-limit-exceeded not-allowed invalid-field not-implemented resource-locked precondition-failed resource-deleted
  illegal-state frame-size-too-small client-error`;

const ofServiceBus = `
  timeout server-busy entity-disabled auth-failed argument-error argument-out-of-range operation-cancelled
  message-lock-lost message-not-found store-lock-lost session-lock-lost publisher-revoked`;

/** What sources of messages say of a link themselves: nothing came over it, the other side went away, it took too long. */
const ofLinks = 'idle disconnected timeout';

const words = (text: string, prefix = ''): readonly string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => prefix + word);

const known: ReadonlySet<string> = new Set([
  ...[...getSystemErrorMap().values()].map(([name]) => name),
  ...[ofDns, ofCertificates, ofNode, ofUndici, ofLinks].flatMap((text) => words(text)),
  ...words(ofAmqp, 'amqp:'),
  ...words(ofServiceBus, 'com.microsoft:'),
]);

/** The code when it is one of a closed set, else null: what others write there may quote anything. */
export function knownCode(code: unknown): string | null {
  return typeof code === 'string' && known.has(code) ? code : null;
}
