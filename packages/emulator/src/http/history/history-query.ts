// Query of the deprecated charge history (zaptec-api.md §3.13), read without regard to case.
// What the sources leave open is decided here: From and To mean the end of a session and To is exclusive, as in the
// archive, so that both tell the same sessions; GroupBy brings rows of one group together and changes no row.
import { isUuid } from '@fairlead/protocol';
import type { Switches } from '../../switches/switches.ts';
import { parseInstant } from '../instant.ts';
import { maxPageSize, parseListQuery, type Query, text } from '../query.ts';
import type { SessionFilter } from './told-sessions.ts';

/** §5.5 */
export const groupings = ['charger', 'day', 'user'] as const;

export interface HistoryQuery {
  readonly filter: SessionFilter;
  readonly groupBy: (typeof groupings)[number] | null;
  readonly withDetails: boolean;
  readonly sortProperty: string | null;
  readonly sortDescending: boolean;
  readonly pageSize: number;
  readonly pageIndex: number;
  readonly exclude: ReadonlySet<string>;
}

/** Bit of DetailLevel. */
const energyDetailsBit = 1;

/** Undefined when a parameter is there but is not what it should be. */
export function parseHistoryQuery(given: Query, switches: Switches): HistoryQuery | undefined {
  const query = withoutOptionsPrefix(given);
  const list = parseListQuery(query);
  const filter = parseSessionFilter(query);
  const groupBy = text(query, 'GroupBy') ?? '';
  const detailLevel = text(query, 'DetailLevel') ?? '0';
  if (list === undefined || filter === undefined || !/^\d{1,9}$/.test(detailLevel)) return undefined;
  if (groupBy !== '' && groupings[Number(groupBy)] === undefined) return undefined;
  if (switches.get('page-size-above-100') === '400' && Number(text(query, 'PageSize')) > maxPageSize) return undefined;
  return {
    filter,
    groupBy: groupBy === '' ? null : (groupings[Number(groupBy)] ?? null),
    withDetails: (Number(detailLevel) & energyDetailsBit) !== 0,
    sortProperty: list.sortProperty,
    sortDescending: list.sortDescending,
    pageSize: list.pageSize,
    pageIndex: list.pageIndex,
    exclude: list.exclude,
  };
}

/** Undefined when an id is no UUID or a date no date. */
export function parseSessionFilter(query: Query): SessionFilter | undefined {
  const [installationId, chargerId, userId] = ['InstallationId', 'ChargerId', 'UserId'].map((name) =>
    text(query, name),
  );
  const [fromUs, toUs] = ['From', 'To'].map((name) => {
    const given = text(query, name);
    return given === null ? null : parseInstant(given);
  });
  if (fromUs === undefined || toUs === undefined) return undefined;
  if ([installationId, chargerId, userId].some((id) => id !== null && !isUuid(id))) return undefined;
  const lower = (id: string | null | undefined): string | null => id?.toLowerCase() ?? null;
  return { installationId: lower(installationId), chargerId: lower(chargerId), userId: lower(userId), fromUs, toUs };
}

/** Very old clients write `options.chargerId` (observed). */
export function withoutOptionsPrefix(query: Query): Query {
  return new Map([...query].map(([name, values]) => [name.replace(/^options\./, ''), values]));
}
