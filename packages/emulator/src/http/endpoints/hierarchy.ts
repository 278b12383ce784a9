// The tree of one installation (zaptec-api.md §3.5).
import { empty, json } from '../answers.ts';
import { type Handler, idOf } from '../data-call.ts';
import { hierarchyTree } from '../hierarchy-tree.ts';

export const installationHierarchy: Handler = (call, { world }) => {
  const found = world.installations.get(idOf(call));
  return found ? json(200, hierarchyTree(found, world)) : empty(404);
};
