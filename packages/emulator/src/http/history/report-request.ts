// What an installation report is asked for, from a body or a query (zaptec-api.md §3.14), names in any casing.
import { isUuid } from '@fairlead/protocol';
import type { Switches } from '../../switches/switches.ts';
import { namesZone, parseInstant, withoutZone } from '../instant.ts';
import { bodyFields } from '../json-body.ts';
import type { Query } from '../query.ts';

/** `groupBy` by number; the two words that were seen, and one of ours for the third. */
export const reportGroupings = ['User', 'Charger', 'Token'] as const;

export interface ReportRequest {
  readonly installationId: string;
  /** Dates as the installation's clock shows them, written as if they were UTC, µs. */
  readonly fromLocalUs: number;
  readonly toLocalUs: number;
  /** Null: all of them. */
  readonly userIds: ReadonlySet<string> | null;
  readonly chargerIds: ReadonlySet<string> | null;
  readonly groupedBy: (typeof reportGroupings)[number];
}

type Fields = ReadonlyMap<string, unknown>;

/** Undefined for what cannot be read. */
export function reportInBody(body: Uint8Array, switches: Switches): ReportRequest | undefined {
  const fields = bodyFields(body);
  return fields === null ? undefined : parseReport(fields, switches);
}

export function reportInQuery(query: Query, switches: Switches): ReportRequest | undefined {
  const fields = [...query].map(([name, values]): [string, unknown] => [name, queried(name, values)]);
  return parseReport(new Map(fields), switches);
}

/** A query has texts alone; this is what a body would say. */
function queried(name: string, values: readonly string[]): unknown {
  const [first = ''] = values;
  switch (name) {
    case 'userids':
    case 'chargerids':
      return values;
    case 'groupby':
      return /^\d$/.test(first) ? Number(first) : first || null;
    default:
      return first;
  }
}

function parseReport(fields: Fields, switches: Switches): ReportRequest | undefined {
  const installationId = fields.get('installationid');
  const fromLocalUs = localDate(fields.get('fromdate'), switches);
  const toLocalUs = localDate(fields.get('enddate'), switches);
  const userIds = idsIn(fields.get('userids'));
  const chargerIds = idsIn(fields.get('chargerids'));
  const groupedBy = grouping(fields.get('groupby'));
  if (fromLocalUs === undefined || toLocalUs === undefined || groupedBy === undefined) return undefined;
  if (userIds === undefined || chargerIds === undefined || !isUuid(installationId)) return undefined;
  return { installationId: installationId.toLowerCase(), fromLocalUs, toLocalUs, userIds, chargerIds, groupedBy };
}

/** A date with a zone is refused, or its zone is dropped unread: both were observed. */
function localDate(given: unknown, switches: Switches): number | undefined {
  if (typeof given !== 'string') return undefined;
  if (namesZone(given) && switches.get('report-date-with-zone') === '400') return undefined;
  return parseInstant(withoutZone(given));
}

/** Left out, null and empty mean no choice. */
function idsIn(given: unknown): ReadonlySet<string> | null | undefined {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || !given.every(isUuid)) return undefined;
  return given.length === 0 ? null : new Set(given.map((id: string) => id.toLowerCase()));
}

function grouping(given: unknown): ReportRequest['groupedBy'] | undefined {
  if (given === undefined || given === null) return 'User';
  return typeof given === 'number' ? reportGroupings[given] : undefined;
}
