// What an open session is to get when current is shared (zaptec-api.md §3.17). Of a session that ended nothing can be
// asked: 404, as for one that never was (not documented).
import { isUuid } from '@fairlead/protocol';
import { mayManage } from '../../accounts/roles.ts';
import type { SessionPriority } from '../../world/charger-state.ts';
import { empty, json } from '../answers.ts';
import { type Handler, idOf, refusal } from '../data-call.ts';
import { findSession } from '../history/session-look-up.ts';
import { rolesAt } from '../history/told-sessions.ts';
import { bodyFields } from '../json-body.ts';

/** The most that a charger gives, A (§6.2). */
const mostCurrentA = 32;

export const sessionPriority: Handler = (call, { world }) => {
  if (!isUuid(idOf(call))) return refusal.malformedId();
  const found = findSession(world, idOf(call));
  if (found === undefined) return empty(404);
  if (!mayManage(rolesAt(call, found.charger.installationId))) return empty(403);
  if (found.kind === 'ended') return empty(404);
  const asked = priorityIn(call.body);
  if (asked === undefined) return json(400, { errorCode: 529, message: 'The body is no session priority.' });
  return world.prioritize(found.charger.id, asked) ? empty(200) : empty(404);
};

/** Either field may be left out. */
function priorityIn(body: Uint8Array): SessionPriority | undefined {
  const fields = bodyFields(body);
  if (fields === null) return undefined;
  const phases = fields.get('prioritizedphases') ?? null;
  const currentA = fields.get('prioritizedcurrent') ?? null;
  if (phases !== null && phases !== 1 && phases !== 3) return undefined;
  if (currentA !== null && !(typeof currentA === 'number' && currentA >= 0 && currentA <= mostCurrentA)) {
    return undefined;
  }
  return { phases, currentA };
}
