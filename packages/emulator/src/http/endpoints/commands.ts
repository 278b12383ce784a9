// Commands to one charger (zaptec-api.md §3.11, §5.4, §5.10).
import { publicCommands } from '@fairlead/protocol';
import type { Switches } from '../../switches/switches.ts';
import { codeError, empty } from '../answers.ts';
import type { CloudAnswer } from '../cloud-request.ts';
import { type Handler, idOf } from '../data-call.ts';

const unknownCommand = 519;
const errorCommunicatingWithDevice = 520;
const deviceCommandRejected = 528;

export const chargerCommand: Handler = (call, { world, switches }) => {
  const command = Number(call.params['commandId']);
  const result = world.command(idOf(call), command);
  switch (result.kind) {
    case 'accepted':
      return command === publicCommands.DeauthorizeAndStop ? deauthorised(switches) : empty(200);
    case 'refused':
      return codeError(500, deviceCommandRejected, result.details);
    case 'unreachable':
      return switches.get('offline-command') === 'accepted'
        ? empty(200)
        : codeError(500, errorCommunicatingWithDevice, null);
    case 'unknown':
      return codeError(500, unknownCommand, null);
  }
};

/** Carried out all the same (observed 2023 to 2025). */
function deauthorised(switches: Switches): CloudAnswer {
  return switches.get('deauthorize-answer') === '200' ? empty(200) : codeError(500, deviceCommandRejected, null);
}
