// What the one writer of an installation's current needs of the account: the way out, and what is held.
import type { Known } from '@fairlead/policy';
import type { BesidePolicy } from '../account/local-time.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import type { CurrentFacts } from './current-plan.ts';
import type { PhaseCurrents } from './phase-currents.ts';
import type { Verdict } from './verdict-of.ts';

export interface WriterDoor {
  /** From when on the policy lets such a write go, and whether the last write is what keeps it until then. */
  opens(phasesA: PhaseCurrents): Pick<CurrentFacts, 'opensAtMs' | 'isSlotSpent'>;
  /** @throws SdkError when nothing was sent for a reason that lies with the account, or it was taken back */
  write(phasesA: PhaseCurrents, asked: Writing): Promise<Verdict>;
  /** What was set is held. */
  hold(phasesA: PhaseCurrents, setAtMs: number): Promise<void>;
  /** Reads the installation's details. @throws SdkError */
  read(): Promise<void>;
  record(): InstallationRecord | undefined;
  /** The account's list tells of the installation no more. */
  hasLeft(): boolean;
  connected(): Known;
  besidePolicy(): BesidePolicy;
}

export interface Writing {
  readonly app: string | null;
  /** Takes it back while it waits to leave, for the first time or again. */
  readonly signal: AbortSignal;
  /** Told each time that it leaves. */
  readonly onSent: () => void;
  /** Told when it came back, certainly not carried out, and waits to leave again. */
  readonly onBack: () => void;
}
