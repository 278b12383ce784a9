// The link at which the owner of an installation gives a partner's user group access to it: no password changes hands.
// Source: docs.zaptec.com/docs/access-to-installations-authentication-for-third-parties.
import { failure } from '../explain/failure.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import type { SdkError } from '../sdk-error.ts';
import { flag, oneOf, text } from '../value-check.ts';

export const portalUrl = 'https://portal.zaptec.com';

/** What the consent page is told: who asks, for what, and where the browser returns to. Source: zaptec-api.md §2.7. */
export interface ConsentLinkOptions {
  /** Of the partner's user group, as the cloud gave it. @example 'abcd1234' */
  readonly lookupKey: string;
  /** Shown to the owner. @example 'My App' */
  readonly partnerName: string;
  /**
   * Where the browser goes afterwards, with `success=true` or `success=false`. http or https. Default: not said to the page.
   *
   * @example 'https://example.org/back'
   */
  readonly returnUrl?: string;
  /** Language of the page, such as `en`. Default: not said to the page. */
  readonly language?: string;
  /**
   * Offers this one alone; needed for a Pro site. Default: not said to the page.
   *
   * @example '90000000-0000-4000-8000-00000000000b'
   */
  readonly installationId?: string;
  /** What the page offers. Default: what it takes, Go. @example 'Pro' */
  readonly installationType?: 'Pro' | 'Go';
  /** Also shows installations that the group sees already. Default: not said to the page. */
  readonly showExisting?: boolean;
  /**
   * The portal. Default `https://portal.zaptec.com`; another one only for rehearsals.
   *
   * @example 'http://127.0.0.1:8710'
   */
  readonly portalUrl?: string;
}

const installationTypes = { Pro: '0', Go: '1' } as const;
const rules: OptionRules<ConsentLinkOptions> = {
  task: 'build the consent link',
  table: {
    ...{ lookupKey: text, partnerName: text, returnUrl: text, language: text, installationId: text },
    ...{ installationType: oneOf('Pro', 'Go'), showExisting: flag, portalUrl: text },
  },
  needed: { lookupKey: "a lookupKey such as 'abcd1234'", partnerName: "a partnerName such as 'My App'" },
};

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
  const { lookupKey, partnerName, returnUrl, installationType, showExisting } = optionsBy(options, rules);
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
