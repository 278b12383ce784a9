// Rows carry their times as the world knows them; a caller reads them in the form of the cloud's database.
import { parseCloudTime } from '@fairlead/protocol';
import { type RestTimeForm, restTime } from '../time-forms.ts';
import type { CloudRow } from '../world/simulated-world.ts';

/** Every field of a row that holds an instant (zaptec-api.md §3.3, §3.7). */
const timeFields = ['CreatedOnDate', 'UpdatedOn', 'CreatedOn', 'AvailableCurrentChanged'] as const;

/** The row of the group that an installation belongs to has times of its own. */
const rowField = 'SupportGroup';

export function withRestTimes(row: CloudRow, form: RestTimeForm): CloudRow {
  const shown: Record<string, unknown> = { ...row };
  for (const field of timeFields) {
    const us = typeof row[field] === 'string' ? parseCloudTime(row[field]) : undefined;
    if (us !== undefined) shown[field] = restTime(us, form);
  }
  const inner = row[rowField];
  if (typeof inner === 'object' && inner !== null) shown[rowField] = withRestTimes(inner as CloudRow, form);
  return shown;
}
