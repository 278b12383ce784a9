// Commands to one charger (zaptec-api.md §3.11).
import { codeError, empty } from '../answers.ts';
import { type Handler, idOf } from '../data-call.ts';

export const chargerCommand: Handler = (call, { world }) => {
  const command = Number(call.params['commandId']);
  if (command !== 506 && command !== 507) return codeError(500, 519, null);
  const result = world.command(idOf(call), command);
  return result.kind === 'accepted' ? empty(200) : codeError(500, 528, result.details);
};
