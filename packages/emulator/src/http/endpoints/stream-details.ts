// Connection details of the two kinds of bus (zaptec-api.md §3.6, §4.5).
import type { BusCaller, BusDetailsAnswer } from '../../bus/cloud-bus.ts';
import { empty, json } from '../answers.ts';
import type { CloudAnswer } from '../cloud-request.ts';
import { type DataCall, type Handler, idOf } from '../data-call.ts';

export const installationStreamDetails: Handler = (call, { world, bus }) => {
  const found = world.installations.get(idOf(call));
  return found ? answered(bus.installationDetails(found.id, callerOf(call))) : empty(404);
};

export const groupStreamDetails: Handler = (call, { bus }) => answered(bus.groupDetails(idOf(call), callerOf(call)));

function callerOf({ account, host }: DataCall): BusCaller {
  return { accountId: account.sub, calledHost: host };
}

/** That details of a removed subscription are not found is a guess: §4.5 knows only "entity not found" on the bus. */
function answered(found: BusDetailsAnswer): CloudAnswer {
  switch (found.kind) {
    case 'details':
      return json(200, found.details);
    case 'off':
      return empty(403);
    case 'removed':
      return empty(404);
  }
}
