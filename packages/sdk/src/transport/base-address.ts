// Where the cloud is. Plain http is for loopback only: elsewhere it would show the password to the network.
import type { Door } from '@fairlead/policy';
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';

export const defaultBaseUrl = 'https://api.zaptec.com';

export interface BaseAddress {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  readonly door: Door;
}

/** @throws SdkError `invalid-option` */
export function parseBaseAddress(baseUrl: string): BaseAddress {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url) throw refused('it is no address', `Use one such as ${defaultBaseUrl}`);
  if (url.username || url.password) throw refused('it holds a user name', 'Pass credentials as a provider');
  if (url.pathname !== '/' || url.search || url.hash) throw refused('it has a path', 'Give scheme, host and port only');
  switch (url.protocol) {
    case 'https:':
      return { origin: url.origin, door: { scheme: 'https', host: url.host } };
    case 'http:':
      if (isLoopback(url.hostname)) return { origin: url.origin, door: { scheme: 'http', host: url.host } };
      throw refused(`plain http to ${url.hostname} would send the password readably`, 'Use https');
    default:
      throw refused(`${url.protocol} is no scheme of this API`, 'Use https');
  }
}

/** Names and numbers that never leave this machine (RFC 6761, RFC 1122, RFC 4291). */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function refused(why: string, remedy: string): SdkError {
  const happened = `the base address cannot be used, ${why}`;
  return failure('open the account', 'invalid-option', { happened, remedy });
}
