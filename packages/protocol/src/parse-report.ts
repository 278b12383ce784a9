// The installation report: sums of sessions, a row for each user, charger or card (`/api/chargehistory/installationreport`).
// Its dates carry no zone and are presumably in the installation's: they stay text here.
import { cloudFields } from './cloud-value.ts';
import { rowsOf } from './parse-rows.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader, type WrongShape } from './row-reader.ts';

/** The sums of one user, charger or card. Source: zaptec-api.md §3.14. */
export interface ReportRow {
  /** Of whom or what the row tells; null for guests. */
  readonly group: string | null;
  /** Null but where it is grouped by user, and for guests. */
  readonly user: { readonly id: string | null; readonly email: string | null; readonly fullName: string | null } | null;
  /** How many sessions are summed up. */
  readonly sessions: number;
  /** kWh, their sum. */
  readonly energyKwh: number;
  /** Hours, their sum. */
  readonly durationHours: number;
}

/** Sums of an installation's sessions. Source: zaptec-api.md §3.14. */
export interface ParsedReport {
  /** Null where the cloud does not say. */
  readonly installationName: string | null;
  /** A Windows zone name, such as `Central European Standard Time`; null where the cloud does not say. */
  readonly timeZone: string | null;
  /** `User`, `Charger`; null where the cloud does not say. */
  readonly groupedBy: string | null;
  /** As the cloud wrote it, no zone; null where the cloud does not say. */
  readonly from: string | null;
  /** As the cloud wrote it, no zone; null where the cloud does not say. */
  readonly to: string | null;
  /** One for each user, charger or card. */
  readonly rows: readonly ReportRow[];
  /** The first 20 rows that could not be read: then the sums are not whole. */
  readonly unreadable: readonly WrongShape[];
  /** The report as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Needs `totalUserChargerReportModel` and in its rows the three numbers. */
export function parseReport(value: unknown): Parsed<ParsedReport> {
  const report = new RowReader(value);
  const read = rowsOf(report, 'totalUserChargerReportModel', reportRowOf);
  return report.finish(() => ({
    installationName: report.text('InstallationName'),
    timeZone: report.text('InstallationTimeZone'),
    groupedBy: report.text('GroupedBy'),
    from: report.text('Fromdate'),
    to: report.text('Enddate'),
    ...read,
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
  }));
}

function reportRowOf(value: unknown, place: string): Parsed<ReportRow> {
  const row = new RowReader(value, place);
  const number = (name: string): number => row.required(row.number(name), name, 'a number', 0);
  const sessions = number('TotalChargeSessionCount');
  const energyKwh = number('TotalChargeSessionEnergy');
  const durationHours = number('TotalChargeSessionDuration');
  return row.finish(() => ({
    group: row.text('GroupAsString'),
    user: reportUserOf(row.raw('UserDetails')),
    sessions,
    energyKwh,
    durationHours,
  }));
}

function reportUserOf(value: unknown): ReportRow['user'] {
  if (cloudFields(value) === undefined) return null;
  const user = new RowReader(value);
  return { id: user.uuid('Id'), email: user.text('Email'), fullName: user.text('FullName') };
}
