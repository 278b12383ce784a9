// What an operator of the provider may do, always with who, why and when. Parsed by hand at the border: nobody trusts a form.
import { isSubject, type Subject } from '../breach.ts';
import { type ClauseId, isClauseId } from '../decision.ts';
import { inWords, PolicyError } from '../policy-error.ts';
import { isUsableLimit, type Tier, unusableLimit } from '../terms.ts';

interface Signed {
  readonly who: string;
  readonly why: string;
  readonly atMs: number;
}

export type OperatorAction =
  /** Ends a warning, a suspension or a termination; everything found before is settled. */
  | (Signed & { readonly kind: 'reinstate'; readonly subject: Subject })
  /** From now on breaches of this clause by this account weigh nothing. */
  | (Signed & { readonly kind: 'waive'; readonly accountId: string; readonly clause: ClauseId })
  | (Signed & { readonly kind: 'end-waiver'; readonly accountId: string; readonly clause: ClauseId })
  /** A "suitable and scalable arrangement" (§2) or a tiered service (§7). Null: back to `generalAccess`. */
  | (Signed & { readonly kind: 'set-tier'; readonly accountId: string; readonly tier: Tier | null });

/** The end of the year 9999: microseconds told as milliseconds lie beyond it, and would settle the next 50,000 years. */
export const latestInstantMs = 253_402_300_799_999;
/** Names and reasons are kept in a log of 1,024: at most 1 MB with the ids. */
const maxText = 300;

/** The action as it is logged. Throws `bad-action` with a sentence that repeats nothing of what was written in it. */
export function checked(action: OperatorAction): OperatorAction {
  const { kind, who, why, atMs } = known(action);
  text(kind, 'who does it', who);
  text(kind, 'the reason why', why);
  if (!Number.isFinite(atMs) || Math.abs(atMs) > latestInstantMs)
    throw bad(kind, `${inWords(atMs)} is no instant`, 'Give milliseconds since 1970.');
  const signed = { who, why, atMs };
  switch (action.kind) {
    case 'reinstate': {
      if (!isSubject(action.subject))
        throw bad(kind, 'the subject is no account and no address', 'Name its kind and id.');
      const { kind: whom, id } = action.subject;
      text(kind, 'the subject', id);
      return { ...signed, kind: action.kind, subject: { kind: whom, id } };
    }
    case 'waive':
    case 'end-waiver': {
      const { accountId, clause } = action;
      text(kind, 'the account', accountId);
      if (!isClauseId(clause)) throw bad(kind, 'the policy has no such clause', 'Name one of clauseIds.');
      return { ...signed, kind: action.kind, accountId, clause };
    }
    case 'set-tier':
      text(kind, 'the account', action.accountId);
      return { ...signed, kind: action.kind, accountId: action.accountId, tier: checkedTier(action.tier) };
  }
}

const kinds: readonly string[] = ['reinstate', 'waive', 'end-waiver', 'set-tier'] satisfies OperatorAction['kind'][];

/** The types are promises of a caller that may have none. */
function known(action: OperatorAction): OperatorAction {
  const told: unknown = action;
  if (typeof told !== 'object' || told === null || !kinds.includes(action.kind))
    throw bad('act', 'operators can do nothing of this kind', `Name one of ${kinds.join(', ')} as its kind.`);
  return action;
}

function checkedTier(tier: Tier | null): Tier | null {
  if (tier === null) return null;
  if (typeof tier !== 'object') throw bad('set-tier', 'no tier is told', 'Give one, or null for general access.');
  const { name, ratePerSecond, burst } = tier;
  text('set-tier', 'the name of the tier', name);
  if (isUsableLimit(tier)) return { name, ratePerSecond, burst };
  throw new PolicyError('bad-action', `Failed to set tier: ${unusableLimit(tier)}`);
}

function text(kind: string, what: string, given: string): void {
  if (typeof given === 'string' && given.trim() !== '' && given.length <= maxText) return;
  throw bad(kind, `${what} is not told`, `Give 1 to ${maxText} characters.`);
}

function bad(kind: string, what: string, doThis: string): PolicyError {
  return new PolicyError('bad-action', `Failed to ${kind.replace('-', ' ')}: ${what}. ${doThis}`);
}
