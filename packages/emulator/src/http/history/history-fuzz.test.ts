// Whatever is asked about sessions, the answer is a documented one: never a crash, never another status.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { historyStage } from '../../testing/history-stage.ts';

const names = ['InstallationId', 'ChargerId', 'UserId', 'From', 'To', 'FromDate', 'EndDate', 'GroupBy', 'DetailLevel'];
const more = [
  'PageSize',
  'PageIndex',
  'SortProperty',
  'SortDescending',
  'Exclude',
  'Cursor',
  'UserIds',
  'ChargerIds',
  '__proto__',
];
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.uuid(),
  fc.date({ noInvalidDate: false }).map((date) => (Number.isNaN(date.getTime()) ? 'NaN' : date.toISOString())),
  fc.integer().map(String),
  fc.constantFrom('', 'true', '1e9', '-1', '0x10', '99999999999', "';--", '\u0000'),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...names, ...more), value), { maxLength: 8 })
  .map((pairs) => new URLSearchParams(pairs).toString());

it('a query of anything is answered with 200, 400 or 404', async () => {
  const { call, named } = await historyStage();
  const { installationId } = named('Birch');
  const paths = ['/api/chargehistory', '/api/sessions/archived', '/api/chargehistory/installationreport'];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), query, fc.boolean(), async (path, search, known) => {
      const site = known ? `&InstallationId=${installationId}` : '';
      expect([200, 400, 404]).toContain((await call(`${path}?${search}${site}`)).status);
    }),
    { numRuns: 150 },
  );
});

it('a body of anything is answered with 200, 400 or 404', async () => {
  const { call, named } = await historyStage();
  const { installationId, observations } = named('Birch');
  const paths = ['/api/chargehistory/installationreport', `/api/session/${observations.get(721)?.value}/priority`];
  const fields = fc.record(
    {
      fromDate: fc.oneof(value, fc.constant('2026-10-01')),
      endDate: fc.oneof(value, fc.constant('2026-11-01')),
      installationId: fc.oneof(value, fc.constant(installationId)),
      userIds: fc.oneof(fc.array(fc.uuid()), fc.jsonValue()),
      chargerIds: fc.oneof(fc.array(fc.uuid()), fc.jsonValue()),
      groupBy: fc.oneof(fc.nat(3), fc.jsonValue()),
      prioritizedPhases: fc.jsonValue(),
      prioritizedCurrent: fc.oneof(fc.double(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fields.map((one) => JSON.stringify(one)),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), body, async (path, text) => {
      const { status } = await call(path, { method: 'POST', body: text });
      expect([200, 400, 404]).toContain(status);
    }),
    { numRuns: 150 },
  );
});
