// What the drop-in API does not do, and what to do instead.
import type { Problem } from '../../contract.ts';
import { problem } from '../problem.ts';

/** The documented way, by the last part of a path that old clients are known to call (zaptec-api.md §1.4). */
const documentedWays: readonly (readonly [RegExp, string])[] = [
  [/\/(settings|live)$/i, 'GET /api/chargers/{id}/state has the readable values.'],
  [/\/localsettings$/i, 'There is no public call for cable lock and brightness; use the portal.'],
  [/\/authorizecharge$/i, 'There is no public call that authorises a charge; use card, app or portal.'],
  [/\/circuits\b/i, 'GET /api/installation/{id}/hierarchy lists circuits at the cloud.'],
  [/\/energysensordata$/i, 'GET /api/installation/{id} carries the last reading of the sensor.'],
  [/\/sendcommand\//i, 'The public commands are 102, 200, 506, 507 and 10001.'],
  [/\/users?\b|\/usergroups$|\/account\//i, 'Users and groups are managed in the portal.'],
];

export function undocumented(path: string): Problem {
  const way =
    documentedWays.find(([pattern]) => pattern.test(path))?.[1] ??
    'The documented calls are listed at https://api.zaptec.com/help/index.html.';
  return problem(
    404,
    'undocumented-call',
    `This is no documented call of the Zaptec API, and only documented ones may be used. ${way}`,
    {
      clause: 'documented-only',
    },
  );
}

export function notOffered(what: string): Problem {
  return problem(
    501,
    'not-offered',
    `${what} is a documented call that this gateway does not answer yet, and it never passes a call through unseen. It offers lists, detail and state of chargers, list and detail of installations, and the commands 506 and 507.`,
  );
}
