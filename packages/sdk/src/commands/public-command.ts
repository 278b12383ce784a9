// The five commands that third parties may send, by the names that a program gives them, and how long each takes to show.
// Sources: zaptec-api.md §3.15 and §5.4. Where those give no time, it is our choice and an option of the caller.
import { publicCommands } from '@fairlead/protocol';

/** The five public commands: 506, 507, 10001, 102 and 200, in this order. Source: zaptec-api.md §3.15. */
export type CommandName = 'pause' | 'resume' | 'deauthorize' | 'restart' | 'upgrade-firmware';
/** The cloud's numbers of the public commands. Source: zaptec-api.md §3.15. */
export type PublicCommandId = 102 | 200 | 506 | 507 | 10001;

export interface PublicCommand {
  readonly id: PublicCommandId;
  /** How long its effect is waited for before the command counts as not shown. */
  readonly confirmWithinMs: number;
  /** When the one read after an accepted command goes, where no stream tells of the charger: once its effect can be seen. */
  readonly readAfterMs: number;
}

/** A charger shows 506 within about 6 s over the stream; a reconciling read may take most of a minute. */
export const confirmWithinMs = 60_000;

const soon = { confirmWithinMs, readAfterMs: 8_000 } as const;

/** Each public command with its number and how long its effect is waited for. */
export const commandsByName: Readonly<Record<CommandName, PublicCommand>> = Object.freeze({
  pause: { id: publicCommands.StopChargingFinal as 506, ...soon },
  resume: { id: publicCommands.ResumeCharging as 507, ...soon },
  deauthorize: { id: publicCommands.DeauthorizeAndStop as 10001, ...soon },
  // "Offline for a minute or more": three minutes and five are our choice.
  restart: { id: publicCommands.RestartCharger as 102, confirmWithinMs: 300_000, readAfterMs: 180_000 },
  // Nobody says how long: a quarter and half of an hour are our choice.
  'upgrade-firmware': {
    id: publicCommands.UpgradeFirmware as 200,
    confirmWithinMs: 1_800_000,
    readAfterMs: 900_000,
  },
});

export function commandNamed(id: PublicCommandId): CommandName {
  const found = Object.entries(commandsByName).find(([, command]) => command.id === id);
  if (!found)
    throw new RangeError(`Failed to name a command: ${id} is not public. Use one of 102, 200, 506, 507, 10001.`);
  return found[0] as CommandName;
}
