import { expect, test } from 'vitest';
import { controlStage } from './testing/control-stage.ts';

test('warnings are given by name, by id or serial of the charger, and an empty list clears them', async () => {
  const { emulator, chargerIds, row } = await controlStage({
    fleet: { chargers: 2, charging: 0, models: ['Go', 'Pro'] },
  });
  const [go, pro] = emulator.world.chargers();
  emulator.world.warn(go?.serial ?? '', ['HUMIDITY', 'MID_STORAGE_ERROR_GO_GO2']);
  expect(await row(chargerIds[0] ?? '')).toMatchObject({ Warnings: String(1n + (1n << 56n)) });
  emulator.world.warn(go?.id ?? '', []);
  expect(await row(chargerIds[0] ?? '')).toMatchObject({ Warnings: '0' });
  expect(() => emulator.world.warn(pro?.id ?? '', ['MID_STORAGE_ERROR_GO_GO2'])).toThrow(
    expect.objectContaining({ code: 'unknown-warning' }),
  );
});

test('a card is required under native authentication alone; the others name themselves in the rows', async () => {
  const { emulator, installationId, installation, row, chargerIds } = await controlStage();
  for (const [type, by] of (['native', 'webhooks', 'ocpp', 'ocpp-native'] as const).entries()) {
    emulator.world.setAuthentication(installationId, by, { cardRequired: true });
    const required = by === 'native';
    expect(await installation()).toMatchObject({ AuthenticationType: type, IsRequiredAuthentication: required });
    expect(await row(chargerIds[0] ?? '')).toMatchObject({
      AuthenticationType: type,
      IsAuthorizationRequired: required,
    });
  }
});

test('what does not exist is refused in one sentence', async () => {
  const { emulator } = await controlStage();
  expect(() => emulator.world.setMode('nowhere', 'manual')).toThrow(
    expect.objectContaining({ code: 'unknown-installation' }),
  );
  expect(() => emulator.world.setOffline('nobody')).toThrow(expect.objectContaining({ code: 'unknown-charger' }));
  const id = emulator.world.chargers()[0]?.id ?? '';
  expect(() => emulator.world.plug(id, { batteryKwh: -1 })).toThrow(
    expect.objectContaining({ code: 'impossible-car' }),
  );
  expect(() => emulator.world.plug(id, { sleepsAfterStops: 0 })).toThrow(/at least 1 stop/);
});
