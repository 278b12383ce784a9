// One installation or one charger as it stands (zaptec-api.md §3.3, §3.8, §3.9). That it is there and that the caller may
// see it has been asked before (access.ts).
import { rowFor } from '../../accounts/roles.ts';
import { restTimeForm } from '../../time-forms.ts';
import { empty, json, jsonText } from '../answers.ts';
import { type Handler, idOf, refusal } from '../data-call.ts';
import { withRestTimes } from '../row-times.ts';
import { onlyInShortRows, without } from './lists.ts';

export const installation: Handler = (call, { world, switches }) => {
  const found = world.installations.get(idOf(call));
  return found
    ? json(200, withRestTimes(rowFor(call.account.rolesIn(found.id), found.row()), restTimeForm(switches)))
    : empty(404);
};

export const charger: Handler = (call, { world, switches }) => {
  const found = world.chargers.get(idOf(call));
  return found
    ? json(
        200,
        withRestTimes(
          without(rowFor(call.account.rolesIn(found.installationId), found.row()), onlyInShortRows),
          restTimeForm(switches),
        ),
      )
    : empty(404);
};

export const chargerState: Handler = (call, { world, stateCache }) => {
  const found = world.chargers.get(idOf(call));
  if (!found) return refusal.chargerNotFound();
  const state = stateCache.bodyOf(found);
  return { ...jsonText(200, state.body), ...state };
};
