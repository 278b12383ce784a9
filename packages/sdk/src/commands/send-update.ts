// An update of settings: checked, sent once, and told apart by what is known afterwards.
// Invariant: after an unknown outcome it is not sent again by itself.
import type { AccountCore } from '../account/open-account.ts';
import type { CallRequest } from '../account.ts';
import { withNextTry } from './asked-again.ts';
import type { Refused } from './refusal.ts';
import type { Body } from './settings-reader.ts';
import { verdictOf } from './verdict-of.ts';

/** What became of settings that were sent. Instants in ms since 1970 UTC. */
export type UpdateOutcome =
  /** It left at `sentAtMs` and the cloud took it. A charger's settings are read back once, an installation's are held as they were set. */
  | { readonly outcome: 'accepted'; readonly sentAtMs: number }
  | Refused
  /** It left at `sentAtMs`; whether it was carried out nobody knows, as `reason` says. Read the thing before sending it again. */
  | { readonly outcome: 'unconfirmed'; readonly sentAtMs: number; readonly reason: string };

/** Who asks for an update, and what takes it back. */
export interface UpdateOptions {
  /** The local app that asks; default null, the program itself. @example 'energy-page' */
  readonly app?: string | null;
  /** Takes it back before it left. Default: nobody does. */
  readonly signal?: AbortSignal;
  /**
   * Told when it leaves, in ms since 1970 UTC. Where it throws or rejects, the log is told and the update goes on.
   * Default: nobody is told.
   *
   * @example (sentAtMs) => console.log('sent', sentAtMs)
   */
  readonly onSent?: (sentAtMs: number) => void;
}

export interface Update {
  readonly endpoint: 'charger-update' | 'installation-update';
  readonly id: string;
  readonly body: Body;
}

/** @throws SdkError when nothing was sent for a reason that lies with the account: closed, no login, queue full, cancelled */
export async function sendUpdate(
  core: Pick<AccountCore, 'submit' | 'ask'>,
  { endpoint, id, body }: Update,
  { app = null, ...rest }: UpdateOptions = {},
): Promise<UpdateOutcome> {
  const request: CallRequest = { endpoint, params: { id }, body, cause: 'command', lane: 'command', app };
  const ending = await core.submit({ ...request, ...rest });
  const verdict = withNextTry(verdictOf(ending, endpoint), () => core.ask(request));
  switch (verdict.outcome) {
    case 'accepted':
      return { outcome: 'accepted', sentAtMs: verdict.leftAtMs };
    case 'refused':
      return verdict;
    case 'unknown':
      return {
        outcome: 'unconfirmed',
        sentAtMs: verdict.leftAtMs,
        reason: `It is not known whether the cloud carried this out (${verdict.reason}). Read it before sending it again.`,
      };
  }
}
