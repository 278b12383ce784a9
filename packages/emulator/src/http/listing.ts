// Filter, sort, page and trim rows as the list parameters ask (zaptec-api.md §3.0).
import type { RestTimeForm } from '../time-forms.ts';
import type { CloudRow } from '../world/simulated-world.ts';
import { json } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { ListQuery } from './query.ts';
import { withRestTimes } from './row-times.ts';

export function listAnswer(rows: readonly CloudRow[], query: ListQuery, form: RestTimeForm): CloudAnswer {
  const found = sorted(
    rows.filter((row) => matches(row, query)),
    query,
  );
  const start = query.pageIndex * query.pageSize;
  const page = found.slice(start, start + query.pageSize).map((row) => trimmed(withRestTimes(row, form), query));
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

function sorted(rows: CloudRow[], query: ListQuery): CloudRow[] {
  const property = query.sortProperty?.toLowerCase();
  if (!property) return rows;
  const direction = query.sortDescending ? -1 : 1;
  const value = (row: CloudRow): string => {
    const field = Object.keys(row).find((name) => name.toLowerCase() === property);
    return field === undefined ? '' : String(row[field] ?? '');
  };
  return rows.sort((a, b) => direction * value(a).localeCompare(value(b), 'en', { numeric: true }));
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
