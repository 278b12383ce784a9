// Why no connection came about, in words: what is wrong and where to look. Codes that say no more than their name have none.
// Sources: the codes are Node's (DNS, sockets, TLS) and undici's; which of them comes when was tried on loopback.

/** Who is on the other side, and how it is spoken to: what to look at differs. */
export type Way = 'https' | 'http' | 'bus';

const address: Readonly<Record<Way, string>> = {
  https: 'the base address',
  http: 'the base address',
  bus: 'the endpoint of the bus',
};

/** A clause with what to do, after the sentence that names the code; null where there is nothing to add. */
function networkHint(code: string, way: Way): string | null {
  const at = address[way];
  switch (code) {
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `what listens there does not speak TLS; check the port of ${at} and whether TLS is meant`;
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'HPE_INVALID_CONSTANT':
      return way === 'http' ? `it ended without an answer; where the port speaks TLS, say https in ${at}` : null;
    case 'ENOTFOUND':
    case 'EAI_NODATA':
      return `nobody knows its host; check the host of ${at}, and the network`;
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return 'no name server answers; check the network of this machine';
    case 'ECONNREFUSED':
      return `nothing listens there; check the host and the port of ${at}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to it; check the host of ${at}, and the network of this machine`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_UNTRUSTED':
      return `nobody whom this program trusts signed its certificate; check ${at}, or pass a private CA with ${caOption[way]}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return `its certificate is for another host; check the host of ${at}`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'its certificate is not valid at this time; check the clock of this machine';
    default:
      return null;
  }
}

const caOption: Readonly<Record<Way, string>> = {
  https: 'the option `fetch`',
  http: 'the option `fetch`',
  bus: 'the option `ca` of `serviceBusSource`',
};

/** *The connection failed (ECONNREFUSED): nothing listens there; check …* @param code a known one */
export function networkSentence(happened: string, code: string, way: Way): string {
  const hint = networkHint(code, way);
  return `${happened} (${code})${hint === null ? '' : `: ${hint}`}.`;
}
