// Filters and pages of the cloud's lists. Names of parameters are compared without regard to case, as the cloud does.
import { cloudFlag, cloudInteger } from '@fairlead/protocol';
import type { CloudRow } from './rows.ts';

const defaultPageSize = 50;
/** The cloud's own maximum; what asks for more gets this. */
const maxPageSize = 100;
/** A short row, in the cloud's casing. */
const shortFields = ['Id', 'Name', 'UpdatedOn', 'CurrentUserRoles'];

export interface Envelope {
  readonly Pages: number;
  readonly Data: readonly CloudRow[];
  readonly Message: null;
}

export function listed(rows: readonly CloudRow[], query: URLSearchParams): Envelope {
  const parameters = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  const integer = (name: string): number | undefined => cloudInteger(parameters.get(name));
  const found = rows.filter((row) => fits(row, parameters));
  const pageSize = Math.min(maxPageSize, Math.max(1, integer('pagesize') ?? defaultPageSize));
  const pageIndex = Math.max(0, integer('pageindex') ?? 0);
  const short = cloudFlag(parameters.get('returnidnameonly')) === true;
  const excluded = new Set(
    [...query].filter(([name]) => name.toLowerCase() === 'exclude').map(([, field]) => field.toLowerCase()),
  );
  return {
    Pages: Math.ceil(found.length / pageSize),
    Data: found
      .slice(pageIndex * pageSize, (pageIndex + 1) * pageSize)
      .map((row) => fieldsOf(row, (name) => (short ? shortFields.includes(name) : !excluded.has(name.toLowerCase())))),
    Message: null,
  };
}

function fits(row: CloudRow, parameters: ReadonlyMap<string, string>): boolean {
  const installation = parameters.get('installationid')?.toLowerCase();
  if (installation !== undefined && String(row['InstallationId']).toLowerCase() !== installation) return false;
  const roles = cloudInteger(parameters.get('roles'));
  if (roles !== undefined && ((cloudInteger(row['CurrentUserRoles']) ?? 0) & roles) === 0) return false;
  const deviceType = cloudInteger(parameters.get('devicetype'));
  if (deviceType !== undefined && row['DeviceType'] !== deviceType) return false;
  const text = parameters.get('namefilter')?.toLowerCase();
  return (
    text === undefined ||
    [row['Name'], row['DeviceId']].some((name) => typeof name === 'string' && name.toLowerCase().includes(text))
  );
}

function fieldsOf(row: CloudRow, wanted: (name: string) => boolean): CloudRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted(name)));
}
