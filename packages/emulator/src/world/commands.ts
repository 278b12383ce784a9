// When the cloud takes a pause (506) or a resume (507) and when it refuses them (zaptec-api.md §5.4). Pure.
import type { CommandResult } from './simulated-world.ts';

export interface Commandable {
  /** Observation 710. */
  readonly mode: number;
  /** Observation 718: paused, or about to be. */
  readonly finalStop: boolean;
}

const accepted: CommandResult = { kind: 'accepted' };

export function judgeCommand(command: 506 | 507, { mode, finalStop }: Commandable): CommandResult {
  const paused = mode === 5 && finalStop;
  switch (command) {
    case 506:
      return paused || mode === 1 ? { kind: 'refused', details: null } : accepted;
    case 507:
      if (paused) return accepted;
      return { kind: 'refused', details: 'Charging is not Paused nor Scheduled; Resume command cannot be sent' };
  }
}
