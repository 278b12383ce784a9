// The link at which the owner of an installation gives a partner's user group access to it: no password changes hands.
// Source: docs.zaptec.com/docs/access-to-installations-authentication-for-third-parties.
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';
import { fields, flag, oneOf, optional, text } from '../value-check.ts';

export const portalUrl = 'https://portal.zaptec.com';

/** What the consent page is told: who asks, for what, and where the browser returns to. */
export interface ConsentLinkOptions {
  /** Of the partner's user group, as the cloud gave it. */
  readonly lookupKey: string;
  /** Shown to the owner. */
  readonly partnerName: string;
  /** Where the browser goes afterwards, with `success=true` or `success=false`. http or https. */
  readonly returnUrl?: string;
  /** Language of the page, such as `en`. */
  readonly language?: string;
  /** Offers this one alone; needed for a Pro site. */
  readonly installationId?: string;
  /** Default: what the page takes, Go. */
  readonly installationType?: 'Pro' | 'Go';
  /** Also shows installations that the group sees already. */
  readonly showExisting?: boolean;
  /** Default `https://portal.zaptec.com`; another one only for rehearsals. */
  readonly portalUrl?: string;
}

const installationTypes = { Pro: '0', Go: '1' } as const;
const checkedOptions = fields({
  ...{ lookupKey: text, partnerName: text, returnUrl: optional(text), language: optional(text) },
  ...{ installationId: optional(text), installationType: optional(oneOf('Pro', 'Go')) },
  ...{ showExisting: optional(flag), portalUrl: optional(text) },
});

/**
 * Where to send the owner's browser. Consent is per installation and is given to the group; the hierarchy may be empty for
 * some seconds afterwards.
 *
 * @example
 * consentLink({ lookupKey: 'abcd1234', partnerName: 'My App', returnUrl: 'https://example.org/back' });
 * // → 'https://portal.zaptec.com/access/request/abcd1234?partnerName=My+App&returnUrl=https%3A%2F%2Fexample.org%2Fback'
 *
 * @throws SdkError `invalid-option`
 */
export function consentLink(options: ConsentLinkOptions): string {
  const wrong = checkedOptions(options, 'options');
  if (wrong !== null) throw refused(wrong, 'Correct it');
  const { lookupKey, partnerName, returnUrl, installationType, showExisting } = options;
  if (!isLookupKey(lookupKey)) throw refused('the lookup key is none', 'Give it as the cloud told it');
  if (partnerName.trim() === '') throw refused('the partner has no name', 'Say who asks');
  if (returnUrl !== undefined && !isWebAddress(returnUrl))
    throw refused('the return address is no web address', 'Give one that begins with https://');
  const query = new URLSearchParams();
  const given = {
    partnerName,
    lang: options.language,
    installationId: options.installationId,
    installationtype: installationType && installationTypes[installationType],
    returnUrl,
    showExisting: showExisting === undefined ? undefined : String(showExisting),
  };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  return `${options.portalUrl ?? portalUrl}/access/request/${lookupKey}?${query}`;
}

export function isLookupKey(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(text);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function refused(why: string, remedy: string): SdkError {
  return failure('build the consent link', 'invalid-option', { happened: why, remedy });
}
