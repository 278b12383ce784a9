// The installation report by body and by query, through the in-process door.
import { describe, expect, test } from 'vitest';
import { type HistoryStage, historyStage, type Row } from '../../testing/history-stage.ts';
import { rehearsedCallers } from '../../testing/rehearsed-callers.ts';

const path = '/api/chargehistory/installationreport';
const october = { fromDate: '2026-10-01T00:00:00', endDate: '2026-11-01T00:00:00' };

interface Report extends Row {
  readonly totalUserChargerReportModel: readonly Row[];
}

async function posted({ call }: HistoryStage, body: object): Promise<Report> {
  const answer = await call(path, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return answer.body as Report;
}

function siteOf({ named }: HistoryStage): string {
  return named('Birch').installationId;
}

/** The sums that history gives for those October days, by Norwegian time (UTC+2, from the 25th on UTC+1). */
async function octoberOf({ call }: HistoryStage, installationId: string): Promise<Row[]> {
  const rows: Row[] = [];
  const query = `InstallationId=${installationId}&From=2026-09-30T22:00:00Z&To=2026-10-31T23:00:00Z&PageSize=100`;
  for (let page = 0, pages = 1; page < pages; page++) {
    const { body } = await call(`/api/chargehistory?${query}&PageIndex=${page}`);
    ({ Pages: pages } = body as { Pages: number });
    rows.push(...(body as { Data: Row[] }).Data);
  }
  return rows;
}

const sum = (rows: readonly Row[], name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);

describe('the installation report', () => {
  test('has the odd spelling, the address, and a nameless guest row first, when grouped by user', async () => {
    const stage = await historyStage();
    const report = await posted(stage, { ...october, installationId: siteOf(stage), groupBy: 0 });
    const { totalUserChargerReportModel: rows, ...head } = report;
    expect(head).toEqual({
      InstallationName: 'Greenquay Housing Co-operative',
      InstallationAddress: 'Greenquay 1-9',
      InstallationZipCode: '0009',
      InstallationCity: 'Fairlead Bay',
      InstallationTimeZone: 'Central European Standard Time',
      GroupedBy: 'User',
      Fromdate: '2026-10-01T00:00:00',
      Enddate: '2026-11-01T00:00:00',
    });
    const [guests, ...people] = rows;
    const sums = ['TotalChargeSessionCount', 'TotalChargeSessionEnergy', 'TotalChargeSessionDuration'];
    expect(Object.keys(guests ?? {})).toEqual(sums);
    expect(people.length).toBeGreaterThanOrEqual(4);
    for (const row of people) {
      expect(Object.keys(row)).toEqual(['GroupAsString', 'UserDetails', ...sums]);
      expect(row['UserDetails']).toMatchObject({ FullName: row['GroupAsString'] });
      expect(Object.keys(row['UserDetails'] as Row)).toEqual(['Id', 'Email', 'FullName']);
    }
  });

  test.each([
    [undefined, 'User'],
    [1, 'Charger'],
    [2, 'Token'],
  ])('groupBy %s adds up to what history tells of the month', async (groupBy, groupedBy) => {
    const stage = await historyStage();
    const report = await posted(stage, { ...october, installationId: siteOf(stage), groupBy });
    const rows = report.totalUserChargerReportModel;
    const history = await octoberOf(stage, siteOf(stage));
    expect(report['GroupedBy']).toBe(groupedBy);
    expect(history.length).toBeGreaterThan(100);
    expect(sum(rows, 'TotalChargeSessionCount')).toBe(history.length);
    expect(sum(rows, 'TotalChargeSessionEnergy')).toBeCloseTo(sum(history, 'Energy'), 1);
    const hours = history.map(
      (row) => (Date.parse(`${row['EndDateTime']}Z`) - Date.parse(`${row['StartDateTime']}Z`)) / 3_600_000,
    );
    expect(sum(rows, 'TotalChargeSessionDuration')).toBeCloseTo(
      hours.reduce((total, one) => total + one, 0),
      2,
    );
    if (groupedBy === 'Charger') {
      expect(rows.map((row) => row['GroupAsString'])).toEqual(['Alder', 'Aspen', 'Birch', 'Rowan']);
      expect(rows.every((row) => !('UserDetails' in row))).toBe(true);
    }
    if (groupedBy === 'Token') {
      expect(rows[0]).not.toHaveProperty('GroupAsString');
      expect(rows.map((row) => row['GroupAsString'])).toContain('Blue card 3');
    }
  });

  test('by query it is the same as by body, names in any casing', async () => {
    const stage = await historyStage();
    const [birch, rowan] = [stage.named('Birch'), stage.named('Rowan')];
    const posting = await posted(stage, {
      FROMDATE: october.fromDate,
      EndDate: october.endDate,
      InstallationId: birch.installationId,
      ChargerIds: [birch.id, rowan.id.toUpperCase()],
      GroupBy: 1,
      reportFormat: 1,
    });
    const query = `fromdate=2026-10-01&EndDate=2026-11-01T00:00&InstallationId=${birch.installationId}&ChargerIds=${birch.id}&ChargerIds=${rowan.id}&GroupBy=1`;
    expect((await stage.call(`${path}?${query}`)).body).toEqual(posting);
    expect(posting.totalUserChargerReportModel).toHaveLength(2);
  });

  test('userIds choose people, guests are none of them', async () => {
    const stage = await historyStage();
    const installationId = stage.named('Left bay').installationId;
    const { sub } = stage.emulator.accounts.owner;
    const report = await posted(stage, { ...october, installationId, userIds: [sub], chargerIds: [] });
    expect(report.totalUserChargerReportModel.map((row) => (row['UserDetails'] as Row)['Id'])).toEqual([sub]);
  });

  test('a User sees himself alone', async () => {
    const stage = await historyStage({}, 'user');
    const report = await posted(stage, { ...october, installationId: stage.named('Left bay').installationId });
    expect(report.totalUserChargerReportModel).toHaveLength(1);
    expect(report.totalUserChargerReportModel[0]).toMatchObject({
      UserDetails: { Id: stage.emulator.accounts.user.sub, Email: 'user@fairlead.test' },
    });
  });

  test('report-dates utc: sessions of the last hours of a month count in the next one', async () => {
    const stage = await historyStage();
    const installationId = siteOf(stage);
    const { call, emulator } = stage;
    const { body } = await call(
      `/api/chargehistory?InstallationId=${installationId}&PageSize=100&Exclude=SignedSession`,
    );
    // Any session will do: a report that ends in the hour after it, by Norwegian winter time.
    const ended = Date.parse(`${(body as { Data: Row[] }).Data[0]?.['EndDateTime']}Z`);
    const text = (ms: number) => new Date(ms).toISOString().slice(0, 19);
    const asked = { installationId, fromDate: text(ended - 1_000), endDate: text(ended + 1_800_000) };
    const count = async () => sum((await posted(stage, asked)).totalUserChargerReportModel, 'TotalChargeSessionCount');
    expect(await count()).toBe(0);
    emulator.switches.set({ 'report-dates': 'utc' });
    expect(await count()).toBeGreaterThan(0);
  });

  test('report-date-with-zone zone-dropped: the report is made as if no zone had been written', async () => {
    const stage = await historyStage();
    const installationId = siteOf(stage);
    const zoned = { installationId, fromDate: `${october.fromDate}Z`, endDate: `${october.endDate}+05:00` };
    expect((await stage.call(path, { method: 'POST', body: JSON.stringify(zoned) })).status).toBe(400);
    stage.emulator.switches.set({ 'report-date-with-zone': 'zone-dropped' });
    expect(await posted(stage, zoned)).toEqual(await posted(stage, { installationId, ...october }));
  });

  test('what cannot be read is 400, an unknown installation 404', async () => {
    const stage = await historyStage();
    const installationId = siteOf(stage);
    const statusOf = async (body: unknown) =>
      (await stage.call(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })).status;
    for (const body of [
      '',
      'fromDate=2026-10-01',
      [],
      { installationId },
      { ...october },
      { ...october, installationId: 'here' },
      { ...october, installationId, fromDate: 'soon' },
      { ...october, installationId, fromDate: 20261001 },
      { ...october, installationId, groupBy: 3 },
      { ...october, installationId, groupBy: 'User' },
      { ...october, installationId, userIds: 'all' },
      { ...october, installationId, chargerIds: ['ZAP000001'] },
    ]) {
      expect(await statusOf(body), JSON.stringify(body)).toBe(400);
    }
    expect(await statusOf({ ...october, installationId: '0a0a0a0a-0000-4000-8000-000000000000' })).toBe(404);
    expect((await stage.call(`${path}?InstallationId=${installationId}`)).status).toBe(400);
  });
});

test('report-grouped-by-card null: the report by card does not name its grouping', async () => {
  await using cloud = await rehearsedCallers();
  const installationId = cloud.emulator.world.chargers()[0]?.installationId;
  const path = `/api/chargehistory/installationreport?InstallationId=${installationId}&FromDate=2026-10-01T00:00:00&EndDate=2026-11-01T00:00:00`;
  const grouped = async (by: number) =>
    ((await (await cloud.call('owner', `${path}&GroupBy=${by}`)).json()) as { GroupedBy: unknown }).GroupedBy;
  expect(await grouped(2)).toBe('Token');
  cloud.emulator.switches.set({ 'report-grouped-by-card': 'null' });
  expect([await grouped(2), await grouped(1), await grouped(0)]).toEqual([null, 'Charger', 'User']);
});
