// Connection details of the two kinds of bus (zaptec-api.md §3.6).
import { empty, json } from '../answers.ts';
import { type Handler, idOf } from '../data-call.ts';

export const installationStreamDetails: Handler = (call, { world, bus }) => {
  const found = world.installations.get(idOf(call));
  if (!found) return empty(404);
  const messaging = found.row()['MessagingEnabled'] === true;
  return messaging ? json(200, bus.installationDetails(found.id)) : empty(403);
};

export const groupStreamDetails: Handler = (call, { bus }) => json(200, bus.groupDetails(idOf(call)));
