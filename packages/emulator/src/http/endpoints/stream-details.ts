// Connection details of the two kinds of bus (zaptec-api.md §3.6).
import { empty, json } from '../answers.ts';
import { idOf, managed } from '../data-call.ts';

export const installationStreamDetails = managed((call, { world, bus }) => {
  const found = world.installations.get(idOf(call));
  if (!found) return empty(404);
  const messaging = found.row()['MessagingEnabled'] === true;
  return messaging ? json(200, bus.installationDetails(found.id)) : empty(403);
});

export const groupStreamDetails = managed((call, { bus }) =>
  call.account.userGroupIds.includes(idOf(call)) ? json(200, bus.groupDetails(idOf(call))) : empty(403),
);
