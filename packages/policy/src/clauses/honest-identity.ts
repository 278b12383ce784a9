// §5: nobody misrepresents who calls. The user agent names the product, its version and a way to reach its people.
import { borrowedNames } from '../borrowed-names.ts';
import type { Clause } from '../clause.ts';

const productAndVersion = /^([\w.-]+)\/[\w.+/-]+( |$)/;
/** A web address, a mail address, or a comment that begins with a plus, as in `(+localhost)`. */
const contact = /https?:\/\/\w|[\w.+-]+@\w|\(\+\w/;

export const honestIdentity: Clause = {
  id: 'honest-identity',
  kind: 'limit',
  title: 'Say who calls',
  section: ['5'],
  why: 'Whoever runs the cloud must be able to reach whoever troubles it; a call that says nothing can only be shut out.',
  source: {
    kind: 'policy',
    where: 'Fair Use policy §5, misrepresenting identity; zaptec-api.md §1.1 rule 16',
    date: '2026-11-22',
  },
  appliesTo: 'all',
  limits: [{ name: 'calls that do not say who calls', value: 0, unit: 'calls', source: 'policy' }],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy: 'Send a User-Agent of your own on every call, logins too: product/version (+https://how.to/reach.you).',
  decided:
    'A call whose user agent is missing, is that of a library or of a browser, or names no contact, is refused for good.',
  judged:
    'Looks at the user agent of every call. Where the receiver wrote, none at all is a breach; where a client wrote and left it out, nobody can tell. A contact that was tried and did not answer is a breach as well.',
  examples: {
    keeps: '0  detail c1 agent=my-app/1.0_(+https://my-app.example)',
    breaks: '0  detail c1 agent=axios/1.6.0',
  },
  ask(ledger, intent) {
    if (intent.userAgent !== null && ledger.trespass.agents.of(intent.userAgent, isHonestUserAgent)) return null;
    return {
      kind: 'never',
      clause: 'honest-identity',
      instead:
        'a user agent of your own with product, version and contact, such as "my-app/1.0 (+https://example.org)"',
    };
  },
  due: null,
};

/** A header may be 16 kB long; who calls is said at its beginning. To look for a contact costs the square of the length. */
export const agentCharacters = 512;

/**
 * Whether a user agent names a product of its own, with its version and a contact, within its first 512 characters. A
 * library's or a browser's name is none.
 *
 * @example
 * isHonestUserAgent('depot-charging/1.4 (+https://depot.example/contact)'); // → true
 * isHonestUserAgent('axios/1.6.0'); // → false
 */
export function isHonestUserAgent(userAgent: string): boolean {
  if (typeof userAgent !== 'string') return false;
  const said = userAgent.slice(0, agentCharacters);
  const product = productAndVersion.exec(said)?.[1]?.toLowerCase();
  return product !== undefined && !borrowedNames.includes(product) && contact.test(said);
}
