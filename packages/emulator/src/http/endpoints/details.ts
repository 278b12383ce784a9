// One installation or one charger as it stands (zaptec-api.md §3.3, §3.8, §3.9). That it is there and that the caller may
// see it has been asked before (access.ts).
import { rowFor } from '../../accounts/roles.ts';
import { restTimeForm } from '../../time-forms.ts';
import { empty, json, jsonText } from '../answers.ts';
import { type Handler, idOf, refusal } from '../data-call.ts';
import { ListedRow } from '../listed-row.ts';
import { withRestTimes } from '../row-times.ts';
import { onlyInShortRows } from './lists.ts';

export const installation: Handler = (call, { world, bus, switches }) => {
  const found = world.installations.get(idOf(call));
  if (!found) return empty(404);
  bus.shown(found.id, call.account.sub);
  return json(200, withRestTimes(rowFor(call.account.rolesIn(found.id), found.row()), restTimeForm(switches)));
};

export const charger: Handler = (call, { world, switches }) => {
  const found = world.chargers.get(idOf(call));
  if (!found) return empty(404);
  const seen = new ListedRow(found, call.account.rolesIn(found.installationId), onlyInShortRows);
  return json(200, withRestTimes(seen.row(), restTimeForm(switches)));
};

export const chargerState: Handler = (call, { world, stateCache }) => {
  const found = world.chargers.get(idOf(call));
  if (!found) return refusal.chargerNotFound();
  const { body, bytes, rows } = stateCache.bodyOf(found);
  return { ...jsonText(200, body), bytes, rows };
};
