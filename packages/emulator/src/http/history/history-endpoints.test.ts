// History and archive as a client reads them, through the in-process door.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type HistoryStage, historyStage, type Row } from '../../testing/history-stage.ts';

interface LegacyPage {
  readonly Pages: number;
  readonly Data: readonly Row[];
  readonly Message: null;
}

interface ArchivePage {
  readonly sessions: readonly Row[];
  readonly cursor: string | null;
  readonly hasMore: boolean;
}

const dayMs = 86_400_000;
const wide = 'From=2026-08-01T00:00:00Z&To=2027-08-01T00:00:00Z';

async function legacy({ call }: HistoryStage, query: string): Promise<LegacyPage> {
  const { status, body } = await call(`/api/chargehistory?${query}`);
  expect(status, query).toBe(200);
  return body as LegacyPage;
}

async function wholeLegacy(stage: HistoryStage, query: string, pageSize = 100): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 0, pages = 1; page < pages; page++) {
    const answer = await legacy(stage, `${query}&PageSize=${pageSize}&PageIndex=${page}`);
    rows.push(...answer.Data);
    pages = answer.Pages;
  }
  return rows;
}

async function archive({ call }: HistoryStage, query: string): Promise<ArchivePage> {
  const { status, body } = await call(`/api/sessions/archived?${query}`);
  expect(status, query).toBe(200);
  return body as ArchivePage;
}

async function wholeArchive(stage: HistoryStage, query: string, pageSize = 200): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ''; ; ) {
    const page = await archive(stage, `${query}&PageSize=${pageSize}${cursor}`);
    rows.push(...page.sessions);
    if (!page.hasMore) {
      expect(page.cursor).toBeNull();
      return rows;
    }
    cursor = `&Cursor=${page.cursor}`;
  }
}

const ids = (rows: readonly Row[], name = 'Id') => rows.map((row) => row[name]);

describe('the charge history', () => {
  test('is not empty at the start: ninety days of the demo, newest first, 50 rows a page', async () => {
    const stage = await historyStage();
    const first = await legacy(stage, '');
    expect(first.Data).toHaveLength(50);
    expect(first.Pages).toBeGreaterThan(5);
    expect(first.Message).toBeNull();
    const ends = first.Data.map((row) => String(row['EndDateTime']));
    expect(ends).toEqual(ends.toSorted().reverse());
    for (const row of first.Data) {
      expect(row['StartDateTime']).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/);
      expect(row).not.toHaveProperty('EnergyDetails');
    }
  });

  test('InstallationId, ChargerId and UserId narrow it, each alone and together', async () => {
    const stage = await historyStage();
    const [left, birch] = [stage.named('Left bay'), stage.named('Birch')];
    const { sub } = stage.emulator.accounts.owner;
    const of = (query: string) => wholeLegacy(stage, query);
    const home = await of(`InstallationId=${left.installationId.toUpperCase()}`);
    expect(new Set(ids(home, 'DeviceName'))).toEqual(new Set(['Left bay', 'Right bay']));
    expect(new Set(ids(await of(`ChargerId=${birch.id}`), 'ChargerId'))).toEqual(new Set([birch.id]));
    const own = await of(`UserId=${sub}`);
    expect(new Set(ids(own, 'UserEmail'))).toEqual(new Set(['owner@fairlead.test']));
    expect(own.length).toBeGreaterThan(20);
    expect(await of(`InstallationId=${left.installationId}&ChargerId=${birch.id}`)).toEqual([]);
    expect(await of('ChargerId=0a0a0a0a-0000-4000-8000-000000000000')).toEqual([]);
  });

  test('From and To mean the end of a session, To is exclusive', async () => {
    const stage = await historyStage();
    stage.emulator.switches.set({ 'rest-time-rounding': 'off' });
    const all = await wholeLegacy(stage, '');
    const [from, to] = [String(all[20]?.['EndDateTime']), String(all[10]?.['EndDateTime'])];
    expect(ids(await wholeLegacy(stage, `From=${from}Z&To=${to}`))).toEqual(ids(all.slice(11, 21)));
    expect(ids(await wholeLegacy(stage, 'From=2026-11-19&To=2026-11-20T00:00'))).toEqual(
      ids(all.filter((row) => String(row['EndDateTime']).startsWith('2026-11-19'))),
    );
  });

  test('DetailLevel 1 adds EnergyDetails, Exclude leaves fields out in any casing, sorting obeys', async () => {
    const stage = await historyStage();
    const [row] = (await legacy(stage, 'DetailLevel=1&Exclude=signedsession&Exclude=UserEmail')).Data;
    expect(row).toHaveProperty('EnergyDetails');
    expect(row).not.toHaveProperty('SignedSession');
    expect(row).not.toHaveProperty('UserEmail');
    const energies = (await legacy(stage, 'SortProperty=energy')).Data.map((one) => Number(one['Energy']));
    expect(energies).toEqual(energies.toSorted((a, b) => a - b));
    const down = (await legacy(stage, 'SortProperty=Energy&SortDescending=true')).Data;
    expect(Number(down[0]?.['Energy'])).toBeGreaterThan(energies.at(-1) ?? 0);
  });

  test.each([
    [0, 'ChargerId'],
    [2, 'UserId'],
  ])('GroupBy %d brings rows of one %s together and loses none', async (groupBy, field) => {
    const stage = await historyStage();
    const rows = await wholeLegacy(stage, `GroupBy=${groupBy}`);
    expect(new Set(ids(rows))).toEqual(new Set(ids(await wholeLegacy(stage, ''))));
    const runs = rows.filter((row, place) => place === 0 || row[field] !== rows[place - 1]?.[field]);
    expect(runs.length).toBe(new Set(ids(rows, field)).size);
  });

  test('GroupBy 1 tells day after day, within each the order that was asked for', async () => {
    const rows = await wholeLegacy(await historyStage(), 'GroupBy=1&SortProperty=Energy');
    for (const [place, row] of rows.slice(1).entries()) {
      const [before, day] = [rows[place] as Row, String(row['EndDateTime']).slice(0, 10)];
      const dayBefore = String(before['EndDateTime']).slice(0, 10);
      expect(day <= dayBefore).toBe(true);
      if (day === dayBefore) expect(Number(row['Energy'])).toBeGreaterThanOrEqual(Number(before['Energy']));
    }
  });

  test('very old clients prefix their parameters with options', async () => {
    const stage = await historyStage();
    const { id } = stage.named('Birch');
    expect((await legacy(stage, `options.chargerId=${id}&options.pageSize=3`)).Data).toHaveLength(3);
  });

  test.each([
    'PageSize=x',
    'From=yesterday',
    'To=2026-02-30',
    'ChargerId=7',
    'GroupBy=3',
    'GroupBy=day',
    'DetailLevel=-1',
  ])('%s is refused with 400', async (query) => {
    expect(await (await historyStage()).call(`/api/chargehistory?${query}`)).toEqual({
      status: 400,
      body: { errorCode: 529, message: 'A query parameter is not of its type.' },
    });
  });

  test('page-size-above-100 400: a larger page is refused instead of cut', async () => {
    const stage = await historyStage();
    expect((await legacy(stage, 'PageSize=101')).Data).toHaveLength(100);
    stage.emulator.switches.set({ 'page-size-above-100': '400' });
    expect((await stage.call('/api/chargehistory?PageSize=101')).status).toBe(400);
    expect(
      (await stage.call(`/api/sessions/archived?ChargerId=${stage.named('Birch').id}&${wide}&PageSize=201`)).status,
    ).toBe(400);
  });
});

describe('the archive', () => {
  test('wants exactly one id, both dates and a cursor of its own filter, else 400', async () => {
    const stage = await historyStage();
    const { id, installationId } = stage.named('Birch');
    const good = `InstallationId=${installationId}&${wide}&PageSize=2`;
    const { cursor } = await archive(stage, good);
    const other = await archive(stage, `ChargerId=${id}&${wide}&PageSize=2`);
    for (const bad of [
      wide,
      `InstallationId=${installationId}&ChargerId=${id}&${wide}`,
      `ChargerId=${id}&UserId=${id}&${wide}`,
      `ChargerId=${id}&From=2026-11-01`,
      `ChargerId=${id}&To=2026-11-01`,
      `ChargerId=${id}&From=x&To=y`,
      `ChargerId=12&${wide}`,
      `ChargerId=${id}&${wide}&PageSize=many`,
      `${good}&Cursor=nonsense`,
      `${good}&Cursor=${other.cursor}`,
      `${good}&Cursor=${'A'.repeat(3000)}`,
      `InstallationId=${installationId}&From=2026-08-02&To=2027-08-01&Cursor=${cursor}`,
    ]) {
      expect((await stage.call(`/api/sessions/archived?${bad}`)).status, bad).toBe(400);
    }
    expect((await stage.call(`/api/sessions/archived?${good}&Cursor=${cursor}`)).status).toBe(200);
  });

  test('asks by charger, installation or user; holds up to 200 a page; the last page has no cursor', async () => {
    const stage = await historyStage();
    const { id, installationId } = stage.named('Birch');
    const first = await archive(stage, `InstallationId=${installationId}&${wide}&PageSize=500`);
    expect(first.sessions).toHaveLength(200);
    expect(first.hasMore).toBe(true);
    expect(typeof first.cursor).toBe('string');
    const rows = await wholeArchive(stage, `ChargerId=${id}&${wide}`);
    expect(new Set(ids(rows, 'chargerId'))).toEqual(new Set([id]));
    const own = await wholeArchive(stage, `UserId=${stage.emulator.accounts.user.sub}&${wide}`);
    expect(new Set(own.map((row) => (row['authorizedUser'] as Row)['email']))).toEqual(new Set(['user@fairlead.test']));
    expect(await archive(stage, `ChargerId=${id}&From=2020-01-01&To=2020-02-01`)).toEqual({
      sessions: [],
      cursor: null,
      hasMore: false,
    });
  });

  test('a session that ends while somebody reads comes on a later page and moves none', async () => {
    const stage = await historyStage();
    const { id } = stage.named('Birch');
    const query = `ChargerId=${id}&${wide}&PageSize=50`;
    const first = await archive(stage, query);
    stage.emulator.world.unplug(id);
    await stage.clock.advanceBy(5_000);
    const rest: Row[] = [];
    for (let { cursor } = first; cursor !== null; ) {
      const page = await archive(stage, `${query}&Cursor=${cursor}`);
      rest.push(...page.sessions);
      cursor = page.cursor;
    }
    expect(ids([...first.sessions, ...rest], 'id')).toEqual(ids(await wholeArchive(stage, query), 'id'));
    expect(rest.at(-1)?.['endDateTime']).toMatch(/^2026-11-20T15:/);
  });
});

describe('both', () => {
  it('yield each session once, whatever the page size', async () => {
    const stage = await historyStage();
    const { installationId } = stage.named('Left bay');
    const all = new Set(ids(await wholeLegacy(stage, `InstallationId=${installationId}`)));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 7, max: 230 }),
        fc.constantFrom('', '&GroupBy=2', '&SortProperty=Energy'),
        async (size, more) => {
          const paged = ids(await wholeLegacy(stage, `InstallationId=${installationId}${more}`, size));
          const archived = ids(await wholeArchive(stage, `InstallationId=${installationId}&${wide}`, size), 'id');
          expect(paged.length).toBe(all.size);
          expect(new Set(paged)).toEqual(all);
          expect(archived.length).toBe(all.size);
          expect(new Set(archived)).toEqual(all);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('tell the same sessions after a virtual month: increments add up, meters rise, every 723 is among them', async () => {
    const stage = await historyStage({ seed: 6, fleet: { chargers: 3, charging: 1 } });
    const { clock, emulator } = stage;
    const told = new Set<unknown>();
    for (let hour = 0; hour < 30 * 24; hour++) {
      await clock.advanceBy(3_600_000);
      for (const charger of emulator.world.chargers())
        told.add(JSON.parse(charger.observations.get(723)?.value ?? '{}').SessionId);
    }
    const legacyRows = await wholeLegacy(stage, 'DetailLevel=1');
    const installationId = emulator.world.chargers()[0]?.installationId;
    const archived = await wholeArchive(stage, `InstallationId=${installationId}&${wide}`);
    expect(new Set(ids(legacyRows))).toEqual(new Set(ids(archived, 'id')));
    expect(told.size).toBeGreaterThan(60);
    for (const id of told) expect(ids(archived, 'id')).toContain(id);

    const byId = new Map(legacyRows.map((row) => [row['Id'], row]));
    const lastKwh = new Map<unknown, number>();
    for (const row of archived) {
      const twin = byId.get(row['id']) as Row;
      expect([row['startDateTime'], row['endDateTime']]).toEqual([
        `${twin['StartDateTime']}Z`,
        `${twin['EndDateTime']}Z`,
      ]);
      expect(row['sessionSignature']).toBe(twin['SignedSession']);
      expect(Number(row['energy'])).toBeCloseTo(Number(twin['Energy']), 2);
      const details = row['energyDetails'] as { timestamp: string; energy: number }[];
      expect(details[0]).toEqual({ timestamp: row['startDateTime'], energy: 0 });
      expect(details.at(-1)?.timestamp).toBe(row['endDateTime']);
      expect(details.every(({ energy }) => energy >= 0)).toBe(true);
      const sumWh = details.reduce((sum, { energy }) => sum + Math.round(energy * 1000), 0);
      expect(sumWh).toBe(Math.round(Number(row['energy']) * 1000));
      const { RD } = JSON.parse(String(row['sessionSignature']).split('|')[1] ?? '') as { RD: { RV: number }[] };
      for (const { RV } of RD) {
        expect(RV).toBeGreaterThanOrEqual(lastKwh.get(row['chargerId']) ?? 0);
        lastKwh.set(row['chargerId'], RV);
      }
    }
    const [first, last] = [archived[0]?.['endDateTime'], archived.at(-1)?.['endDateTime']];
    expect(Date.parse(String(last)) - Date.parse(String(first))).toBeGreaterThan(110 * dayMs);
  }, 60_000);

  it('show a session a second or two after it ended, when the cloud has taken it in', async () => {
    const stage = await historyStage();
    const { id, observations } = stage.named('Birch');
    const session = observations.get(721)?.value;
    stage.emulator.world.unplug(id);
    const newest = async () => (await legacy(stage, `ChargerId=${id}&PageSize=1`)).Data[0]?.['Id'];
    expect(await newest()).not.toBe(session);
    await stage.clock.advanceBy(2_000);
    expect(await newest()).toBe(session);
  });

  it('show the role User nothing but his own sessions', async () => {
    const stage = await historyStage({}, 'user');
    const { installationId } = stage.named('Birch');
    const rows = await wholeLegacy(stage, '');
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(ids(rows, 'UserEmail'))).toEqual(new Set(['user@fairlead.test']));
    const archived = await wholeArchive(stage, `InstallationId=${installationId}&${wide}`);
    expect(archived.every((row) => (row['authorizedUser'] as Row)['email'] === 'user@fairlead.test')).toBe(true);
    expect((await legacy(stage, `UserId=${stage.emulator.accounts.owner.sub}`)).Data).toEqual([]);
  });
});
