// Update of an installation (zaptec-api.md §3.4): its currents, and what it is to do offline and about phases. That the
// caller may set what he sets has been asked before (access.ts).
import type { InstallationChange, UpdateResult } from '../../world/changes.ts';
import { codeError, empty } from '../answers.ts';
import type { CloudAnswer } from '../cloud-request.ts';
import { type Handler, idOf, refusal } from '../data-call.ts';
import { between, readBody, type TypedFields } from '../read-body.ts';

/** A fuse larger than this is none that is known; keeps typing errors out. */
const mostCurrentA = 10_000;
/** §3.4. */
const mostSwitchCurrentA = 32;

const notSupported = 527;

export const installationUpdate: Handler = (call, { world }) => {
  const found = world.installations.get(idOf(call));
  if (!found) return empty(404);
  const limitA = Number(found.row()['MaxCurrent']);
  const asked = readBody(call.body, (fields) => changeIn(fields, limitA));
  if (asked === undefined || asked === null) return refusal.malformedBody();
  return Object.keys(asked).length === 0 ? empty(200) : answerOf(world.updateInstallation(found.id, asked));
};

/** Null where fields contradict each other: one current for all phases and currents of phases. */
function changeIn(fields: TypedFields, limitA: number): InstallationChange | null {
  const maxCurrentA = fields.number('maxCurrent', between(0, mostCurrentA));
  const current = between(0, maxCurrentA ?? limitA);
  const all = fields.number('availableCurrent', current);
  const phases = ([1, 2, 3] as const).map((phase) => fields.number(`availableCurrentPhase${phase}`, current));
  const [phase1 = null, phase2 = null, phase3 = null] = phases;
  const byPhase = phases.some((currentA) => currentA !== null);
  const minPowerOffline = fields.flag('minPowerOfflineMode');
  const switchCurrentA = fields.number('threeToOnePhaseSwitchCurrent', between(0, mostSwitchCurrentA));
  if (all !== null && byPhase) return null;
  return {
    ...(all !== null && { availableA: all }),
    ...(byPhase && { availableA: [phase1, phase2, phase3] as const }),
    ...(maxCurrentA !== null && { maxCurrentA }),
    ...(minPowerOffline !== null && { minPowerOffline }),
    ...(switchCurrentA !== null && { switchCurrentA }),
  };
}

function answerOf(result: UpdateResult): CloudAnswer {
  if (result.kind === 'accepted') return empty(200);
  switch (result.why) {
    case 'automatic':
      return codeError(500, notSupported, 'Cannot update installation when using APM');
    // Observed are the shape and the words "scheduled power management".
    case 'schedule':
      return codeError(500, notSupported, 'Cannot update installation when using scheduled power management');
    case 'managed-elsewhere':
      return empty(403);
  }
}
