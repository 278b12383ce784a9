// honest-identity, counted: each call that does not say who makes it, and a contact that did not answer.
import { borrowedNames } from '../borrowed-names.ts';
import { agentCharacters, honestIdentity } from '../clauses/honest-identity.ts';
import { type Counting, ofAccount, writtenByReceiver } from './count.ts';
import { type Memo, remembered } from './memo.ts';

interface Agents {
  /** What is wrong with it; null when it says who calls. */
  readonly known: Memo<string | null>;
}

export const countHonestIdentity: Counting<Agents> = {
  clause: honestIdentity,
  per: 'account',
  classes: 'all',
  alone: true,
  open: () => ({ known: new Map() }),
  call({ known }, fact, tally) {
    tally.look(fact);
    if (fact.userAgent === null && !writtenByReceiver(fact)) {
      tally.miss('the user agent that was sent (`userAgent`)');
      return;
    }
    const wrong =
      fact.userAgent === null
        ? 'the call has no user agent'
        : remembered(known, fact.userAgent.slice(0, agentCharacters), faultOf);
    if (wrong === null) tally.atMost(fact, 0, 0, 'calls');
    else tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: 1, what: wrong });
  },
  attestation(_agents, fact, tally) {
    if (fact.about !== 'contact-answered') return;
    tally.look(fact);
    if (fact.holds) return;
    const what = 'the contact that the user agent names was tried and did not answer';
    tally.breach(ofAccount(fact), { fact, atMs: fact.atMs, excess: 1, what });
  },
};

/** Read word by word, apart from the pattern that `decide` knows. */
function faultOf(userAgent: string): string | null {
  const [first = ''] = userAgent.split(' ');
  const [product = '', ...version] = first.split('/');
  const isWord = (text: string): boolean => text !== '' && !/[^\w.+-]/.test(text);
  if (
    !isWord(product) ||
    product.includes('+') ||
    version.join('') === '' ||
    !version.every((part) => part === '' || isWord(part))
  ) {
    return 'the user agent names no product and version';
  }
  if (borrowedNames.some((name) => name === product.toLowerCase())) {
    return `the user agent is that of ${product}, and not of the program that calls`;
  }
  const reachable =
    ['https://', 'http://', '(+'].some((mark) => isFollowedByWord(userAgent, mark)) || hasMail(userAgent);
  return reachable ? null : 'the user agent names no contact';
}

function isFollowedByWord(text: string, mark: string): boolean {
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    if (/\w/.test(text.charAt(at + mark.length))) return true;
  }
  return false;
}

function hasMail(text: string): boolean {
  return /[\w.+-]@\w/.test(text);
}
