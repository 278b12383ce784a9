// Update of a charger's settings (zaptec-api.md §3.10). That the caller may has been asked before (access.ts).
import type { ChargerChange } from '../../world/changes.ts';
import { empty } from '../answers.ts';
import { type Handler, idOf, refusal } from '../data-call.ts';
import { between, oneOf, readBody, type TypedFields } from '../read-body.ts';

/** §3.10: 0 to 32 A; −1 is automatic for the offline current. */
const mostCurrentA = 32;
/** A day; the documents name 0, 900, 1800 and 3600 s and no largest value. */
const mostIntervalS = 86_400;

export const chargerUpdate: Handler = (call, { world }) => {
  if (!world.chargers.has(idOf(call))) return empty(404);
  const change = readBody(call.body, changeIn);
  if (change === undefined) return refusal.malformedBody();
  const result = world.updateCharger(idOf(call), change);
  return empty(result.kind === 'accepted' ? 200 : 403);
};

function changeIn(fields: TypedFields): ChargerChange {
  const current = between(0, mostCurrentA);
  const maxCurrentA = fields.number('maxChargeCurrent', current);
  const minCurrentA = fields.number('minChargeCurrent', current);
  const maxPhases = fields.number('maxChargePhases', oneOf(1, 3)) as 1 | 3 | null;
  const offlineCurrentA = fields.number('offlineChargeCurrent', (value) => value === -1 || current(value));
  const offlinePhases = fields.number('offlineChargePhase', oneOf(0, 1, 2, 4, 7)) as 0 | 1 | 2 | 4 | 7 | null;
  const wholeSeconds = (value: number) => Number.isInteger(value) && between(0, mostIntervalS)(value);
  const meterIntervalS = fields.number('meterValueInterval', wholeSeconds);
  return {
    ...(maxCurrentA !== null && { maxCurrentA }),
    ...(minCurrentA !== null && { minCurrentA }),
    ...(maxPhases !== null && { maxPhases }),
    ...(offlineCurrentA !== null && { offlineCurrentA }),
    ...(offlinePhases !== null && { offlinePhases }),
    ...(meterIntervalS !== null && { meterIntervalS }),
  };
}
