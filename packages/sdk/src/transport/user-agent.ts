// Who calls. The policy asks for an honest identity on every call: product, version, and how to reach its people.
import { isHonestUserAgent } from '@fairlead/policy';
import { failure } from '../explain/failure.ts';

/** What fits into a header line: printable ASCII, at most 256 characters. */
const printable = /^[\x20-\x7e]{1,256}$/;

/** @throws SdkError `invalid-option` */
export function checkedUserAgent(userAgent: string): string {
  if (printable.test(userAgent) && isHonestUserAgent(userAgent)) return userAgent;
  throw failure('open the account', 'invalid-option', {
    happened: 'the user agent does not say who calls',
    remedy: 'Give product, version and contact, such as "my-app/1.0 (+https://example.org)"',
    clause: 'honest-identity',
  });
}
