// What an open session is to get when current is shared (zaptec-api.md §3.17). Written once; what nobody knows stays unknown.
import type { AccountCore } from '../account/open-account.ts';
import type { CallRequest } from '../account.ts';
import { withNextTry } from '../commands/asked-again.ts';
import { notSent, type Refused } from '../commands/refusal.ts';
import { verdictOf } from '../commands/verdict-of.ts';
import { failure } from '../explain/failure.ts';
import { answerOf } from '../transport/answer-of.ts';
import type { Asking } from './read.ts';

/** How a session is preferred to the others of its installation. Source: zaptec-api.md §3.17. */
export interface SessionPriority {
  /** On how many phases it charges. Default: as it would. @example 1 */
  readonly phases?: 1 | 3;
  /** A per phase, 0 to 32. Default: as it would. @example 16 */
  readonly currentA?: number;
}

/** What became of a write. `unknown`: it may or may not have been carried out. */
export type WriteOutcome =
  /** It left at `sentAtMs`, ms since 1970 UTC, and the cloud took it. */
  | { readonly outcome: 'accepted'; readonly sentAtMs: number }
  /** The cloud said no; `sentAtMs` null: a value that the documents do not allow (`why` is `bad-value`), and nothing was sent. */
  | Refused
  /** It left at `sentAtMs`, ms since 1970 UTC; `reason` says to a person why nobody knows what became of it. */
  | { readonly outcome: 'unknown'; readonly sentAtMs: number; readonly reason: string };

/** The most that a charger gives, A. */
const mostCurrentA = 32;

/** @throws SdkError when nothing was sent */
export async function prioritize(
  core: Pick<AccountCore, 'submit' | 'ask'>,
  id: string,
  { phases, currentA }: SessionPriority,
  { app = null, signal }: Asking,
): Promise<WriteOutcome> {
  if (phases === undefined && currentA === undefined)
    throw failure("set a session's priority", 'invalid-option', {
      happened: 'it says nothing',
      remedy: 'Give phases or a current',
    });
  if (phases !== undefined && phases !== 1 && phases !== 3) return notAllowed('phases must be 1 or 3');
  if (currentA !== undefined && !(currentA >= 0 && currentA <= mostCurrentA))
    return notAllowed(`currentA must be 0 to ${mostCurrentA} A`);
  const request: CallRequest = {
    ...{ endpoint: 'session-priority', params: { id }, cause: 'command', lane: 'command', app },
    body: {
      ...(phases !== undefined && { PrioritizedPhases: phases }),
      ...(currentA !== undefined && { PrioritizedCurrent: currentA }),
    },
  };
  const ending = await core.submit({ ...request, ...(signal && { signal }) });
  const verdict = withNextTry(verdictOf(ending, 'session-priority'), () => core.ask(request));
  switch (verdict.outcome) {
    case 'accepted':
      return { outcome: 'accepted', sentAtMs: verdict.leftAtMs };
    case 'unknown':
      return {
        ...{ outcome: 'unknown', sentAtMs: verdict.leftAtMs },
        reason: `It is not known whether the cloud carried this out (${verdict.reason}).`,
      };
    case 'refused':
      if (verdict.sentAtMs !== null) return verdict;
      answerOf(ending, 'session-priority');
      throw failure("set a session's priority", 'closed');
  }
}

function notAllowed(words: string): Refused {
  return notSent('bad-value', `Not sent: ${words}.`);
}
