import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../../test/property-seed.ts';
import { type HistoryStage, historyStage } from '../../testing/history-stage.ts';

interface End {
  readonly id: string;
  /** As the answer prints it. */
  readonly end: string;
}

const wholePast = { from: '2020-01-01', to: '2030-01-01' };

type Window = typeof wholePast;

async function archived({ call }: HistoryStage, chargerId: string, { from, to }: Window): Promise<End[]> {
  const { body } = await call(`/api/sessions/archived?ChargerId=${chargerId}&From=${from}&To=${to}&PageSize=200`);
  const { sessions } = body as { sessions: { id: string; endDateTime: string }[] };
  return sessions.map(({ id, endDateTime }) => ({ id, end: endDateTime }));
}

async function remembered({ call }: HistoryStage, chargerId: string, { from, to }: Window): Promise<End[]> {
  const { body } = await call(`/api/chargehistory?ChargerId=${chargerId}&From=${from}&To=${to}&PageSize=100`);
  const { Data } = body as { Data: { Id: string; EndDateTime: string }[] };
  return Data.map(({ Id, EndDateTime }) => ({ id: Id, end: EndDateTime }));
}

async function counted({ call, named }: HistoryStage, chargerId: string, { from, to }: Window): Promise<number> {
  const { installationId } = named('Birch');
  const dates = `FromDate=${from}&EndDate=${to}&ChargerIds=${chargerId}`;
  const { body } = await call(`/api/chargehistory/installationreport?InstallationId=${installationId}&${dates}`);
  const { totalUserChargerReportModel: rows } = body as {
    totalUserChargerReportModel: { TotalChargeSessionCount: number }[];
  };
  return rows.reduce((sum, { TotalChargeSessionCount }) => sum + TotalChargeSessionCount, 0);
}

const forms = fc.record({
  'rest-time-rounding': fc.constantFrom('on' as const, 'off' as const),
  'time-fraction-digits': fc.constantFrom('varying' as const, 'fixed' as const),
});

test.each([
  ['archive', archived],
  ['history', remembered],
])('a row of the %s is told From its own printed end on, and not up To it', async (_, rowsIn) => {
  const stage = await historyStage();
  const { id: chargerId } = stage.named('Birch');
  await fc.assert(
    fc.asyncProperty(forms, fc.nat(), async (form, pick) => {
      stage.emulator.switches.set(form);
      const rows = await rowsIn(stage, chargerId, wholePast);
      const { id, end } = rows[pick % rows.length] as End;
      const ids = async (window: Window) => (await rowsIn(stage, chargerId, window)).map((row) => row.id);
      expect(await ids({ ...wholePast, from: end })).toContain(id);
      expect(await ids({ ...wholePast, to: end })).not.toContain(id);
    }),
    { numRuns: 60 },
  );
});

test('a report counts a session From its printed end on, and not up To it', async () => {
  const stage = await historyStage({ switches: { 'report-dates': 'utc' } });
  const { id: chargerId } = stage.named('Birch');
  await fc.assert(
    fc.asyncProperty(forms, fc.nat(), async (form, pick) => {
      stage.emulator.switches.set(form);
      const ends = (await remembered(stage, chargerId, wholePast)).map(({ end }) => end).sort();
      const place = pick % ends.length;
      const end = ends[place] as string;
      expect(await counted(stage, chargerId, { ...wholePast, to: end })).toBe(place);
      expect(await counted(stage, chargerId, { ...wholePast, from: end })).toBe(ends.length - place);
    }),
    { numRuns: 60 },
  );
});
