// Carries out a command at a charger (zaptec-api.md §5.4).
// Invariant: only what is listed here has an effect; a charger that is offline gets nothing at all.
import { publicCommands } from '@fairlead/protocol';
import type { Charger } from './charger.ts';
import type { CommandResult } from './simulated-world.ts';

const accepted: CommandResult = { kind: 'accepted' };

/** Start and stop of old: taken, and without effect on today's firmware (§5.4). */
const withoutEffect: ReadonlySet<number> = new Set([501, 502]);

export function carryOut(charger: Charger, command: number, nowMs: number): CommandResult {
  if (!known(command)) return { kind: 'unknown' };
  if (!charger.context.state.controls.online) return { kind: 'unreachable' };
  switch (command) {
    case publicCommands.RestartCharger:
      charger.connection.restart(nowMs);
      return accepted;
    case publicCommands.UpgradeFirmware:
      charger.connection.upgrade(charger.context.surroundings.latestFirmware(charger.plan.model), nowMs);
      return accepted;
    case publicCommands.StopChargingFinal:
    case publicCommands.ResumeCharging:
      return charger.pausing.command(command as 506 | 507, nowMs);
    case publicCommands.DeauthorizeAndStop:
      charger.connector.deauthorise(nowMs);
      return accepted;
    default:
      return accepted;
  }
}

function known(command: number): boolean {
  return withoutEffect.has(command) || (Object.values(publicCommands) as number[]).includes(command);
}
