// One installation or one charger as it stands (zaptec-api.md §3.3, §3.8, §3.9).
import { rowFor } from '../../accounts/roles.ts';
import { empty, json, jsonText } from '../answers.ts';
import { idOf, managed, refusal } from '../data-call.ts';

export const installation = managed((call, { world }) => {
  const found = world.installations.get(idOf(call));
  return found ? json(200, rowFor(call.account.roles, found.row())) : empty(404);
});

export const charger = managed((call, { world }) => {
  const found = world.chargers.get(idOf(call));
  return found ? json(200, rowFor(call.account.roles, found.row())) : empty(404);
});

export const chargerState = managed((call, { world, stateCache }) => {
  const found = world.chargers.get(idOf(call));
  return found ? jsonText(200, stateCache.bodyOf(found)) : refusal.chargerNotFound();
});
