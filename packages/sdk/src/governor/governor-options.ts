// What a governor is given: the law, the clock, where tokens come from, and who is told.
import type { CallFact } from '@fairlead/policy';
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { CallerIdentity } from './call-facts.ts';
import type { Law, Margin } from './law.ts';
import type { RoomBounds } from './waiting-room.ts';

export interface GovernorOptions {
  readonly caller: CallerIdentity;
  readonly law: Law;
  readonly margin: Margin;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly bounds?: RoomBounds;
  /** Null when a token is held; else a login under way. While it lasts nothing that needs a token goes. */
  readonly login: () => Promise<void> | null;
  /** Every call as it ends. */
  readonly journal: (fact: CallFact) => void;
  /** Every call before it leaves: who is killed before it ends knows by this that it left. */
  readonly leaving?: (fact: CallFact) => void;
  /** The cloud stopped answering (one sentence), or answers again (null). */
  readonly onWeather?: (trouble: string | null) => void;
  /** It is known how much of a leap of the clock passed: what was held back for it may go now. */
  readonly onTimeKnown?: () => void;
}

export interface SubmitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when the call leaves, once per attempt. */
  readonly onSent?: ((sentAtMs: number) => void) | undefined;
  /** Called when it came back, certainly not carried out, and waits to go again: until then its signal takes it back. */
  readonly onBack?: (() => void) | undefined;
}
