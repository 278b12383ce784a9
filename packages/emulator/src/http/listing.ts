// Filter, sort, page and trim rows as the list parameters ask (zaptec-api.md §3.0).
import type { RestTimeForm } from '../time-forms.ts';
import type { CloudRow } from '../world/simulated-world.ts';
import { json } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { ListQuery } from './query.ts';
import { withRestTimes } from './row-times.ts';

/** One that a list may show. Its row is made when it is shown or sorted by: a page has 100 of perhaps 50,000. */
export interface Listed {
  /** What filters look at, in the names of the row. */
  readonly head: CloudRow;
  row(): CloudRow;
}

export function listAnswer(all: readonly Listed[], query: ListQuery, form: RestTimeForm): CloudAnswer {
  const found = sorted(
    all.filter(({ head }) => matches(head, query)),
    query,
  );
  const start = query.pageIndex * query.pageSize;
  const shown = found.slice(start, start + query.pageSize);
  const page = shown.map((one) => trimmed(withRestTimes(one.row(), form), query));
  return json(200, { Pages: Math.ceil(found.length / query.pageSize), Data: page, Message: null });
}

function matches(row: CloudRow, query: ListQuery): boolean {
  if (!query.includeDisabled && row['Active'] === false) return false;
  if (query.roles !== null && (Number(row['CurrentUserRoles']) & query.roles) === 0) return false;
  if (query.deviceType !== null && row['DeviceType'] !== undefined && row['DeviceType'] !== query.deviceType)
    return false;
  if (
    query.installationType !== null &&
    row['InstallationType'] !== undefined &&
    row['InstallationType'] !== query.installationType
  )
    return false;
  if (query.installationId !== null && row['InstallationId'] !== query.installationId.toLowerCase()) return false;
  return query.nameFilter === null || named(row, query.nameFilter.toLowerCase());
}

function named(row: CloudRow, part: string): boolean {
  return [row['Name'], row['DeviceId']].some(
    (value) => typeof value === 'string' && value.toLowerCase().includes(part),
  );
}

function sorted(found: readonly Listed[], query: ListQuery): readonly Listed[] {
  const property = query.sortProperty?.toLowerCase();
  if (!property) return found;
  const direction = query.sortDescending ? -1 : 1;
  const value = (row: CloudRow): string => {
    const field = Object.keys(row).find((name) => name.toLowerCase() === property);
    return field === undefined ? '' : String(row[field] ?? '');
  };
  const rows = found.map((one) => one.row());
  rows.sort((a, b) => direction * value(a).localeCompare(value(b), 'en', { numeric: true }));
  return rows.map((row) => ({ head: row, row: () => row }));
}

function trimmed(row: CloudRow, query: ListQuery): CloudRow {
  if (query.idNameOnly) {
    return {
      Id: row['Id'],
      Name: row['Name'],
      UpdatedOn: row['UpdatedOn'] ?? row['CreatedOnDate'],
      CurrentUserRoles: row['CurrentUserRoles'],
    };
  }
  if (query.exclude.size === 0) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !query.exclude.has(name.toLowerCase())));
}
