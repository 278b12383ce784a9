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
  expect(() => emulator.world.plug(id, { sleepsAfterStops: Number.POSITIVE_INFINITY })).toThrow(/at least 1 stop/);
});

test('what the types forbid is refused in one sentence too, and changes nothing', async () => {
  const { emulator, installationId, chargerIds } = await controlStage({ fleet: { chargers: 1, charging: 0 } });
  const world = emulator.world as unknown as Record<string, (...told: unknown[]) => void>;
  const [id] = chargerIds;
  for (const phases of [0, 2, 4, Number.NaN, '3', null])
    expect(() => world['plug']?.(id, { phases })).toThrow(/of .* phases: no such car\. Give 1 or 3\./);
  expect(() => world['setMode']?.(installationId, 'nope')).toThrow(
    'Failed to set the mode of an installation: there is no "nope" of that kind. Give one of manual, schedule, automatic.',
  );
  expect(() => world['setMode']?.(installationId, 'toString')).toThrow(/there is no "toString" of that kind/);
  expect(() => world['setAuthentication']?.(installationId, 'nope')).toThrow(/Give one of native, webhooks, ocpp,/);
  expect(() => world['releaseFirmware']?.('Nope', '2.5.0.1')).toThrow(/Give one of Go, Go 2, Pro, Home\./);
  expect(emulator.world.chargers()[0]?.mode).toBe(1);
});
