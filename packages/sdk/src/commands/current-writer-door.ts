// What the one writer of an installation's current needs of the account: the way out, and what is held.
import type { Known } from '@fairlead/policy';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import type { CurrentFacts } from './current-plan.ts';
import type { PhaseCurrents } from './phase-currents.ts';
import type { Verdict } from './verdict-of.ts';

export interface WriterDoor {
  /** From when on the policy lets such a write go, and whether the last write is what keeps it until then. */
  opens(phasesA: PhaseCurrents): Pick<CurrentFacts, 'opensAtMs' | 'isSlotSpent'>;
  /** @throws SdkError when nothing was sent for a reason that lies with the account */
  write(phasesA: PhaseCurrents, app: string | null): Promise<Verdict>;
  /** What was set is held. */
  hold(phasesA: PhaseCurrents, setAtMs: number): Promise<void>;
  /** Reads the installation's details. @throws SdkError */
  read(): Promise<void>;
  record(): InstallationRecord | undefined;
  /** The account's list tells of the installation no more. */
  hasLeft(): boolean;
  connected(): Known;
}
