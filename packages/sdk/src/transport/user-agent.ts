// Who calls. The policy asks for an honest identity on every call: product, version, and how to reach its people.
import { SdkError } from '../sdk-error.ts';

const productAndContact = /^[\w.-]+\/[\w.+-]+ .*\(.*[\w.-]+.*\)/;
/** Names that say which library sends, not who calls. */
const borrowed = /^(mozilla|node|undici|axios|got|curl|python|okhttp|fetch)\b/i;

/** @throws SdkError `invalid-option` */
export function checkedUserAgent(userAgent: string): string {
  const printable = /^[\x20-\x7e]{1,256}$/.test(userAgent);
  if (printable && productAndContact.test(userAgent) && !borrowed.test(userAgent)) return userAgent;
  throw new SdkError(
    'invalid-option',
    'Failed to open the account: the user agent does not say who calls. Give product, version and contact, such as "my-app/1.0 (+https://example.org)".',
    { clause: 'honest-identity' },
  );
}
