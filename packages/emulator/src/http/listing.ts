// Filter, sort, page and trim rows as the list parameters ask (zaptec-api.md §3.0).
// Invariant: of a fleet of 50,000 only the rows of the page are made; the rest is asked for single fields.
import type { RestTimeForm } from '../time-forms.ts';
import type { CloudRow } from '../world/simulated-world.ts';
import { json } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';
import type { ListedRow } from './listed-row.ts';
import type { ListQuery } from './query.ts';
import { withRestTimes } from './row-times.ts';

export function listAnswer(listed: readonly ListedRow[], query: ListQuery, form: RestTimeForm): CloudAnswer {
  const found = sorted(
    listed.filter((one) => matches(one, query)),
    query,
  );
  const start = query.pageIndex * query.pageSize;
  const page = found.slice(start, start + query.pageSize).map((one) => trimmed(withRestTimes(one.row(), form), query));
  return json(200, { Pages: Math.ceil(found.length / query.pageSize), Data: page, Message: null });
}

function matches(one: ListedRow, query: ListQuery): boolean {
  const { roles, deviceType, installationType, installationId, nameFilter } = query;
  if (!query.includeDisabled && one.field('Active') === false) return false;
  if (roles !== null && (one.roles & roles) === 0) return false;
  if (deviceType !== null && !isOrLacks(one.field('DeviceType'), deviceType)) return false;
  if (installationType !== null && !isOrLacks(one.field('InstallationType'), installationType)) return false;
  if (installationId !== null && one.field('InstallationId') !== installationId.toLowerCase()) return false;
  return nameFilter === null || named(one, nameFilter.toLowerCase());
}

/** Chargers have no InstallationType and installations no DeviceType: that filter is not theirs. */
function isOrLacks(value: unknown, wanted: number): boolean {
  return value === undefined || value === wanted;
}

function named(one: ListedRow, part: string): boolean {
  return ['Name', 'DeviceId'].some((name) => {
    const value = one.field(name);
    return typeof value === 'string' && value.toLowerCase().includes(part);
  });
}

type SortKey = number | string;

/** Rows of one key stay in their order, upwards and downwards, so that pages of one size hold each row once. */
function sorted(listed: ListedRow[], query: ListQuery): ListedRow[] {
  const property = query.sortProperty?.toLowerCase();
  const name = property === undefined ? undefined : namesOf(listed[0]).find((one) => one.toLowerCase() === property);
  if (name === undefined) return listed;
  const direction = query.sortDescending ? -1 : 1;
  return listed
    .map((one): [SortKey, ListedRow] => [sortKey(one.field(name)), one])
    .sort(([a], [b]) => direction * compare(a, b))
    .map(([, one]) => one);
}

function namesOf(one: ListedRow | undefined): readonly string[] {
  return one === undefined ? [] : Object.keys(one.row());
}

/** Nothing and objects come first, then numbers, then text. */
function sortKey(value: unknown): SortKey {
  switch (typeof value) {
    case 'number':
      return value;
    case 'boolean':
      return Number(value);
    case 'string':
      return value;
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** Text by its code units, as history does: a language's own order takes ten times as long for 50,000 texts (measured). */
function compare(a: SortKey, b: SortKey): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
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
