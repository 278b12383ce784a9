// May this command be sent now? What the cloud is sure to refuse is refused here, with a sentence for a person.
// Source: docs.zaptec.com/page/charger-command-validation-update and docs.zaptec.com/reference/charger_sendcommand_post.
// Invariant: only what is known to be refused is refused. A mode that is not known, or that the documents do not define,
// lets the command through: the rule asks not to send what must be refused, and the cloud's one answer is final anyway.
import type { ValueReader } from './charger-mode.ts';
import { cloudFlag, cloudInteger } from './cloud-value.ts';
import { command, publicCommands } from './commands.ts';
import { operatingModes } from './enumerations.ts';
import { stateIds } from './observation.ts';

export interface CommandState {
  /** Observation 710; null when it is not known. */
  readonly mode: number | null;
  /** Observation 718; null when it is not known. */
  readonly finalStopActive: boolean | null;
  /** Observation 763; null or empty when no schedule is active (chargers without one never send it). */
  readonly nextScheduleEvent: string | null;
}

export interface CommandRules {
  /**
   * Whether resume is taken while a schedule holds the charger. The documents disagree: the announcement says refused,
   * the reference and observed texts say accepted.
   * @default 'accepted'
   */
  readonly resumeWhileScheduled?: 'accepted' | 'refused';
}

export type CommandRefusal = 'not-public' | 'no-car' | 'already-paused' | 'not-paused' | 'held-by-schedule';

export type CommandCheck =
  | { readonly kind: 'send' }
  | { readonly kind: 'refuse'; readonly code: CommandRefusal; readonly reason: string };

/** The facts that `checkCommand` asks for, read from a charger's observations. */
export function commandState(valueAt: ValueReader): CommandState {
  return {
    mode: cloudInteger(valueAt(stateIds.ChargerOperationMode)) ?? null,
    finalStopActive: cloudFlag(valueAt(stateIds.FinalStopActive)) ?? null,
    nextScheduleEvent: valueAt(stateIds.NextScheduleEvent) ?? null,
  };
}

/** Checks a command against what is known of the charger. 102, 200 and 10001 are not state-checked by the cloud. */
export function checkCommand(id: number, state: CommandState, rules: CommandRules = {}): CommandCheck {
  if (command(id)?.use !== 'public') return refuse('not-public', notPublicReason(id));
  if (id === publicCommands.StopChargingFinal) return checkPause(state);
  if (id === publicCommands.ResumeCharging) return checkResume(state, rules.resumeWhileScheduled ?? 'accepted');
  return send;
}

const send: CommandCheck = Object.freeze({ kind: 'send' });

function checkPause(state: CommandState): CommandCheck {
  if (state.mode === operatingModes.Disconnected) {
    return refuse('no-car', 'No car is plugged in, so there is nothing to pause. Plug a car in first.');
  }
  if (state.mode === operatingModes.Connected_Finished && state.finalStopActive === true) {
    return refuse('already-paused', 'Charging is paused already. Resume it before pausing again.');
  }
  return send;
}

function checkResume(state: CommandState, whileScheduled: 'accepted' | 'refused'): CommandCheck {
  const scheduled = state.nextScheduleEvent !== null && state.nextScheduleEvent !== '';
  if (state.mode === operatingModes.Disconnected) {
    return refuse('no-car', 'No car is plugged in, so there is nothing to resume. Plug a car in first.');
  }
  if (state.mode === operatingModes.Connected_Charging) {
    return refuse('not-paused', 'The charger is charging already, so there is nothing to resume.');
  }
  if (scheduled && whileScheduled === 'refused') {
    return refuse(
      'held-by-schedule',
      'A schedule holds this charger; it starts by itself. Change the schedule instead.',
    );
  }
  if (state.mode === operatingModes.Connected_Requesting && !scheduled && state.finalStopActive === true) {
    return refuse('not-paused', 'A pause has not come into force yet. Resume once the charger has stopped.');
  }
  if (state.mode === operatingModes.Connected_Requesting && !scheduled) {
    return refuse('not-paused', 'Charging is not paused: the car waits for authorisation, for current, or by itself.');
  }
  if (state.mode === operatingModes.Connected_Finished && state.finalStopActive === false && !scheduled) {
    return refuse('not-paused', 'Charging is not paused: the car ended it, or no current is allocated.');
  }
  return send;
}

function refuse(code: CommandRefusal, reason: string): CommandCheck {
  return { kind: 'refuse', code, reason };
}

function notPublicReason(id: number): string {
  const name = command(id)?.name;
  const subject = name === undefined ? `Command ${id} does not exist` : `Command ${id} (${name}) is not public`;
  return `${subject}. Use one of ${Object.values(publicCommands).join(', ')}.`;
}
