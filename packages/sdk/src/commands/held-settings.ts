// What an accepted update set, held in the installation's row under the names by which the cloud tells it, so that no read is
// needed. The next read replaces it.
import { withSet } from '../account/installation-answers.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import type { Body } from './settings-reader.ts';

/** Names of the update, and of the row (zaptec-api.md §3.4, §3.3). */
const rowNames: Readonly<Record<string, string>> = {
  maxCurrent: 'MaxCurrent',
  minPowerOfflineMode: 'PropertyIsMinimumPowerOfflineMode',
  threeToOnePhaseSwitchCurrent: 'ThreeToOnePhaseSwitchCurrent',
};

/** The other fields are as old as they were. */
export function withSettings(record: InstallationRecord, body: Body): InstallationRecord {
  const set = Object.entries(body).flatMap(([name, value]) => {
    const rowName = rowNames[name];
    return rowName === undefined ? [] : [[rowName, value] as const];
  });
  return withSet(record, Object.fromEntries(set));
}
