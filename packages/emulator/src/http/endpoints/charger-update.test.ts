import { describe, expect, test } from 'vitest';
import { controlStage } from '../../testing/control-stage.ts';

async function staged(options: Parameters<typeof controlStage>[0] = {}) {
  const stage = await controlStage(options);
  const id = stage.chargerIds[0] ?? '';
  const update = (body: unknown) => stage.post(`/api/chargers/${id}/update`, body);
  return { ...stage, id, update, values: (...states: number[]) => states.map((state) => stage.value(id, state)) };
}

const taken = { status: 200, body: '' };

describe('an update of a charger', () => {
  test('is seen in its settings and in its row, with names in any case', async () => {
    const { update, values, row, id } = await staged();
    const body = {
      MaxChargeCurrent: 16,
      minChargeCurrent: 8,
      maxChargePhases: 1,
      offlineChargeCurrent: 10.5,
      offlineChargePhase: 2,
      METERVALUEINTERVAL: 1800,
    };
    expect(await update(body)).toEqual(taken);
    expect(values(510, 511, 520, 522, 523, 555)).toEqual(['16.000', '8.000', '1', '2', '10.500', '1800']);
    expect(await row(id)).toMatchObject({ PropertyOfflineCurrentOverride: 10.5, PropertyOfflinePhaseOverride: 2 });
  });

  test('null and absent leave a setting as it is, −1 makes the offline current automatic again', async () => {
    const { update, values } = await staged();
    await update({ offlineChargeCurrent: 16 });
    expect(await update({ offlineChargeCurrent: null, maxChargeCurrent: null })).toEqual(taken);
    expect(values(510, 523)).toEqual(['32.000', '16.000']);
    expect(await update({ offlineChargeCurrent: -1, offlineChargePhase: 0 })).toEqual(taken);
    expect(values(522, 523)).toEqual(['4', '10.000']);
  });

  test('below the minimum nothing is allocated; above it the car gets no more than the charger may give', async () => {
    const { update, values, clock, emulator, id } = await staged();
    emulator.world.plug(id, { takesKwh: 60, maxCurrentA: 16 });
    await clock.advanceBy(20_000);
    await update({ maxChargeCurrent: 8 });
    expect(values(708)).toEqual(['8.000']);
    await update({ maxChargeCurrent: 5 });
    expect(values(708, 710)).toEqual(['0.000', '2']);
    await update({ maxChargeCurrent: 10, minChargeCurrent: 12 });
    expect(values(708)).toEqual(['0.000']);
    await update({ minChargeCurrent: 6 });
    expect(values(708)).toEqual(['10.000']);
  });

  test('a meter interval changes when 554 comes, and 0 turns it off', async () => {
    const { update, pushed, clock } = await staged({ fleet: { chargers: 1, charging: 0, models: ['Go'] } });
    await update({ meterValueInterval: 900 });
    await clock.advanceBy(61 * 60_000);
    const before = pushed(554).length;
    expect(before).toBe(4);
    await update({ meterValueInterval: 0 });
    await clock.advanceBy(3 * 60 * 60_000);
    expect(pushed(554).length).toBe(before);
  });

  test('one phase on a Pro takes effect only when the current limit changes too', async () => {
    const { update, values, clock, emulator, id } = await staged({
      fleet: { chargers: 1, charging: 0, models: ['Pro'] },
    });
    emulator.world.plug(id, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(20_000);
    await update({ maxChargePhases: 1 });
    await clock.advanceBy(60_000);
    expect(values(519, 520)).toEqual(['4', '1']);
    await update({ maxChargeCurrent: 31.9 });
    await clock.advanceBy(60_000);
    expect(values(710, 708)).toEqual(['3', '16.000']);
    expect(['1', '2', '3']).toContain(values(519)[0]);
  });

  test('a charger that another system manages answers 403', async () => {
    const { update, emulator, id, values } = await staged();
    emulator.world.manageElsewhere(id, true);
    expect(await update({ maxChargeCurrent: 10 })).toEqual({ status: 403, body: '' });
    expect(values(510)).toEqual(['32.000']);
  });

  test.each([
    ['a current above 32 A', { maxChargeCurrent: 33 }],
    ['two phases', { maxChargePhases: 2 }],
    ['an offline current below −1', { offlineChargeCurrent: -2 }],
    ['an offline current between −1 and 0', { offlineChargeCurrent: -0.5 }],
    ['phase bits that are none', { offlineChargePhase: 3 }],
    ['a negative interval', { meterValueInterval: -1 }],
    ['half a second', { meterValueInterval: 0.5 }],
    ['no object', 'false'],
  ])('%s is 400 and changes nothing', async (_, body) => {
    const { update, emulator } = await staged();
    const before = [...(emulator.world.chargers()[0]?.observations ?? [])];
    expect(await update(body)).toMatchObject({ status: 400, body: { errorCode: 529 } });
    expect([...(emulator.world.chargers()[0]?.observations ?? [])]).toEqual(before);
  });

  test('an unknown charger is 404, a malformed id 400', async () => {
    const { post } = await staged();
    expect((await post('/api/chargers/00000000-0000-4000-8000-000000000000/update', {})).status).toBe(404);
    expect((await post('/api/chargers/nonsense/update', {})).status).toBe(400);
  });
});

describe('switches', () => {
  test('owner-charger-update=200: an owner may', async () => {
    expect((await (await staged()).update({ maxChargeCurrent: 10 })).status).toBe(200);
  });

  test('owner-charger-update=403: an owner may not', async () => {
    const { update, values } = await staged({ switches: { 'owner-charger-update': '403' } });
    expect(await update({ maxChargeCurrent: 10 })).toEqual({ status: 403, body: '' });
    expect(values(510)).toEqual(['32.000']);
  });

  test('push-of-settings=off: 510 and 511 are in the state and not on the bus', async () => {
    const { update, pushed, values } = await staged();
    await update({ maxChargeCurrent: 10, minChargeCurrent: 7 });
    expect(values(510, 511)).toEqual(['10.000', '7.000']);
    expect([pushed(510), pushed(511)]).toEqual([[], []]);
  });

  test('push-of-settings=on: they arrive on the bus', async () => {
    const { update, pushed, clock } = await staged({ switches: { 'push-of-settings': 'on' } });
    await update({ maxChargeCurrent: 10, minChargeCurrent: 7 });
    await clock.advanceBy(1_000);
    expect([pushed(510), pushed(511)]).toEqual([['10.000'], ['7.000']]);
  });
});
