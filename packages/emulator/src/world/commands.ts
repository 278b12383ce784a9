// When the cloud takes a pause (506) or a resume (507) and when it refuses them (zaptec-api.md §5.4). Pure.
import type { CommandResult } from './simulated-world.ts';

export interface Commandable {
  /** Observation 710. */
  readonly mode: number;
  /** Observation 718: paused, or about to be. */
  readonly finalStop: boolean;
  /** Observation 763 is set: a schedule is active. */
  readonly scheduled?: boolean;
}

/** The texts disagree on what a schedule does to a resume; the switch `resume-while-scheduled` chooses. */
export type ResumeRule = 'accepted' | 'refused';

const accepted: CommandResult = { kind: 'accepted' };

const notPaused = 'Charging is not Paused nor Scheduled; Resume command cannot be sent';
/** The words "scheduled power management" are what clients look for (observed); the rest of the sentence is ours. */
const heldBySchedule = 'Resume command cannot be sent during scheduled power management';

export function judgeCommand(
  command: 506 | 507,
  { mode, finalStop, scheduled = false }: Commandable,
  whileScheduled: ResumeRule = 'accepted',
): CommandResult {
  const paused = mode === 5 && finalStop;
  switch (command) {
    case 506:
      return paused || mode === 1 ? { kind: 'refused', details: null } : accepted;
    case 507:
      if (scheduled && whileScheduled === 'refused') return { kind: 'refused', details: heldBySchedule };
      // A car that a schedule holds waits in 2, or in 5 when it had charged before (§5.2).
      if (paused || (scheduled && (mode === 2 || mode === 5))) return accepted;
      return { kind: 'refused', details: notPaused };
  }
}
