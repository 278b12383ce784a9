// Query parameters of the lists, read without regard to case (the cloud's framework does so).

/** Documented since 2025-03-01: default 50, at most 100. Whether more is capped or refused is a switch. */
export const defaultPageSize = 50;
export const maxPageSize = 100;

export interface ListQuery {
  readonly roles: number | null;
  readonly deviceType: number | null;
  readonly installationType: number | null;
  readonly nameFilter: string | null;
  readonly installationId: string | null;
  readonly idNameOnly: boolean;
  readonly exclude: ReadonlySet<string>;
  readonly sortProperty: string | null;
  readonly sortDescending: boolean;
  readonly includeDisabled: boolean;
  readonly pageSize: number;
  readonly pageIndex: number;
}

export type Query = ReadonlyMap<string, readonly string[]>;

const nothing: Query = new Map();

export function parseQuery(search: string): Query {
  if (search === '') return nothing;
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    const key = name.toLowerCase();
    const values = query.get(key);
    if (values) values.push(value);
    else query.set(key, [value]);
  }
  return query;
}

export function text(query: Query, name: string): string | null {
  return query.size === 0 ? null : query.get(name.toLowerCase())?.[0] || null;
}

/** Undefined when a parameter is there but is not what it should be; so is a PageSize above 100 where that is refused. */
export function parseListQuery(query: Query, above100: 'cap' | '400' = 'cap'): ListQuery | undefined {
  const roles = whole(query, 'Roles');
  const deviceType = whole(query, 'DeviceType');
  const installationType = whole(query, 'InstallationType');
  const pageSize = whole(query, 'PageSize');
  const pageIndex = whole(query, 'PageIndex');
  const idNameOnly = flag(query, 'ReturnIdNameOnly');
  const sortDescending = flag(query, 'SortDescending');
  const includeDisabled = flag(query, 'IncludeDisabled');
  if ([roles, deviceType, installationType, pageSize, pageIndex].includes('wrong')) return undefined;
  if (idNameOnly === 'wrong' || sortDescending === 'wrong' || includeDisabled === 'wrong') return undefined;
  if (above100 === '400' && Number(pageSize) > maxPageSize) return undefined;
  return {
    roles: roles as number | null,
    deviceType: deviceType as number | null,
    installationType: installationType as number | null,
    nameFilter: text(query, 'NameFilter'),
    installationId: text(query, 'InstallationId'),
    idNameOnly,
    exclude: new Set((query.get('exclude') ?? []).map((name) => name.toLowerCase())),
    sortProperty: text(query, 'SortProperty'),
    sortDescending,
    includeDisabled,
    pageSize: Math.min(Math.max(1, (pageSize as number | null) ?? defaultPageSize), maxPageSize),
    pageIndex: (pageIndex as number | null) ?? 0,
  };
}

/** The words of the cloud's framework, in any casing. */
function flag(query: Query, name: string): boolean | 'wrong' {
  const given = text(query, name)?.toLowerCase() ?? 'false';
  if (given === 'true') return true;
  return given === 'false' ? false : 'wrong';
}

function whole(query: Query, name: string): number | null | 'wrong' {
  const given = text(query, name);
  if (given === null) return null;
  return /^\d{1,9}$/.test(given) ? Number(given) : 'wrong';
}
