import { expect, test } from 'vitest';
import { controlStage } from '../../testing/control-stage.ts';

test('firmware is a bare array, and says whether a charger is up to date', async () => {
  const { get, emulator, installationId, chargerIds } = await controlStage({
    fleet: { chargers: 2, charging: 0, models: ['Go', 'Pro'] },
  });
  emulator.world.releaseFirmware('Pro', '4.0.0.1');
  const { status, body } = await get(`/api/chargerFirmware/installation/${installationId}`);
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      ChargerId: chargerIds[0],
      DeviceId: expect.stringMatching(/^ZAP\d{6}$/),
      DeviceType: 4,
      IsOnline: true,
      CurrentVersion: '2.4.2.4',
      AvailableVersion: '2.4.2.4',
      IsUpToDate: true,
    },
    expect.objectContaining({ CurrentVersion: '3.4.2.1', AvailableVersion: '4.0.0.1', IsUpToDate: false }),
  ]);
  expect(() => emulator.world.releaseFirmware('Go', 'newest')).toThrow(
    expect.objectContaining({ code: 'bad-version' }),
  );
});

test('a charger that never came online has nothing but its id there, no observations, and is offline in its row', async () => {
  const { get, emulator, installationId, chargerIds, row, command } = await controlStage({
    fleet: { chargers: 2, charging: 0, neverOnline: 1 },
  });
  const [, newcomer = ''] = chargerIds;
  const { body } = await get(`/api/chargerFirmware/installation/${installationId}`);
  expect((body as unknown[])[1]).toEqual({ ChargerId: newcomer });
  expect(await row(newcomer)).toMatchObject({
    OperatingMode: 0,
    IsOnline: false,
    SignedMeterValueKwh: null,
    HasSessions: false,
  });
  expect(await get(`/api/chargers/${newcomer}/state`)).toEqual({ status: 200, body: [] });
  expect(await command(newcomer, 102)).toMatchObject({ body: { Code: 520 } });
  emulator.world.setOnline(newcomer);
  expect(await row(newcomer)).toMatchObject({ OperatingMode: 1, IsOnline: true });
});

test('firmware of an unknown installation is 404, of a malformed id 400', async () => {
  const { get } = await controlStage();
  expect((await get('/api/chargerFirmware/installation/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  expect((await get('/api/chargerFirmware/installation/x')).status).toBe(400);
});

test('the hierarchy is the tree of circuits with their currents and their chargers, deprecated names too', async () => {
  const { get, emulator } = await controlStage({ fleet: 'demo' });
  const birch = emulator.world.chargers().find(({ name }) => name === 'Birch');
  const { body } = await get(`/api/installation/${birch?.installationId}/hierarchy`);
  expect(body).toMatchObject({
    Id: birch?.installationId,
    Name: 'Greenquay Housing Co-operative',
    InstallationName: 'Greenquay Housing Co-operative',
    NetworkType: 4,
    Circuits: [
      { Name: 'North deck', MaxCurrent: 40, IsActive: true, Active: true, InstallationId: birch?.installationId },
      { Name: 'South deck', MaxCurrent: 40 },
    ],
  });
  const [north] = (body as { Circuits: { Chargers: unknown[] }[] }).Circuits;
  expect(north?.Chargers[0]).toEqual({
    Id: birch?.id,
    DeviceId: birch?.serial,
    MID: birch?.serial,
    Name: 'Birch',
    SerialNo: 'Birch',
    Active: true,
    DeviceType: 4,
  });
});
