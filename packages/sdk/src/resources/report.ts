// The report of an installation: what it is asked for, and how the two forms of the call say it.
import { type ParsedReport, parseReport } from '@fairlead/protocol';
import type { AccountCore } from '../account/open-account.ts';
import type { CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';
import { withPersonal } from '../view/personal.ts';
import { HeldAnswers } from './held-answers.ts';
import type { InTurn } from './in-turn.ts';
import { type Asking, askedBy, type Read, readable, unwhole } from './read.ts';

/**
 * What an installation's chargers delivered in a time, as the cloud sums it up. `row`, and of each of `rows` the `user` and,
 * but for a report by charger, the `group`, tell of persons: they are not enumerable, so that what prints, logs, spreads or
 * serialises a report leaves them out. Source: zaptec-api.md §3.14.
 */
export type Report = Omit<ParsedReport, 'unreadable'>;

/** Of which time a report is asked for, and how it is grouped. Source: zaptec-api.md §3.14. */
export interface ReportAsking {
  /**
   * First day, or first instant: `2026-10-01` or `2026-10-01T06:00:00`. Without a zone: presumably the installation's
   * clock.
   *
   * @example '2026-10-01'
   */
  readonly from: string;
  /** End, presumably exclusive; in the same form. @example '2026-11-01' */
  readonly to: string;
  /** What a row is of. Default `user`. @example 'charger' */
  readonly groupedBy?: 'user' | 'charger' | 'card';
  /** Only the sessions of these. Default: everybody's. @example ['90000000-0000-4000-8000-00000000000a'] */
  readonly userIds?: readonly string[];
  /** Only the sessions at these. Default: all of them. @example [charger.id] */
  readonly chargerIds?: readonly string[];
  /**
   * Both forms of the call are documented and say the same. Default `body`, a POST; `query` is a GET.
   *
   * @example 'query'
   */
  readonly form?: 'body' | 'query';
}

const groupings = { user: 0, charger: 1, card: 2 } as const;

/** The same window is fetched once a day (`no-scraping`). */
const dayMs = 86_400_000;

export function reportsOf(
  { read, settings }: AccountCore,
  heavy: InTurn,
): (id: string, asking: ReportAsking & Asking) => Promise<Read<Report>> {
  const held = new HeldAnswers<Report>(settings.clock, () => dayMs);
  return async (id, { app = null, signal, ...asking }) => {
    const request = reportRequest(id, asking);
    return held.read({
      key: JSON.stringify([id, { ...asking, form: null }]).toLowerCase(),
      ask: () =>
        heavy.run(async () => {
          const answer = await read({ ...request, ...askedBy({ app, ...(signal && { signal }) }) });
          const { unreadable, ...report } = readable('a report', parseReport(answer.body));
          const [first] = unreadable;
          if (first) throw unwhole('a report', first);
          return { value: discreetReport(report, asking.groupedBy), readAtMs: answer.receivedAtMs };
        }),
      instead: () => null,
    });
  };
}

function discreetReport(report: Report, groupedBy: ReportAsking['groupedBy']): Report {
  const rows = report.rows.map((row) => withPersonal(row, groupedBy === 'charger' ? ['user'] : ['user', 'group']));
  return withPersonal({ ...report, rows }, ['row']);
}

/** @throws SdkError `invalid-option` */
function reportRequest(installationId: string, asking: ReportAsking): Pick<CallRequest, 'endpoint' | 'query' | 'body'> {
  const { userIds = [], chargerIds = [], groupedBy = 'user', form = 'body' } = asking;
  const fromDate = dateOf('from', asking.from);
  const endDate = dateOf('to', asking.to);
  if (fromDate >= endDate) throw refused('its end is not after its beginning', 'Give an earlier `from`');
  const groupBy = groupings[groupedBy];
  switch (form) {
    case 'body':
      return {
        endpoint: 'installation-report',
        body: {
          ...{ installationId, fromDate, endDate, groupBy },
          ...(userIds.length > 0 && { userIds }),
          ...(chargerIds.length > 0 && { chargerIds }),
        },
      };
    case 'query':
      return {
        endpoint: 'installation-report-query',
        query: {
          ...{ InstallationId: installationId, FromDate: fromDate, EndDate: endDate, GroupBy: groupBy },
          ...(userIds.length > 0 && { UserIds: userIds }),
          ...(chargerIds.length > 0 && { ChargerIds: chargerIds }),
        },
      };
  }
}

/** The cloud refuses or misreads a date with a zone here (klinge/zaptec-chargereport). */
function dateOf(name: 'from' | 'to', given: string): string {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?$/.exec(given) ?? [];
  if (day !== undefined && Number.isFinite(Date.parse(`${day}T${time}Z`))) return `${day}T${time}`;
  throw refused(`\`${name}\` is no date without a zone`, 'Write it like 2026-10-01 or 2026-10-01T06:00:00');
}

function refused(why: string, remedy: string): SdkError {
  return failure('ask for a report', 'invalid-option', { happened: why, remedy });
}
