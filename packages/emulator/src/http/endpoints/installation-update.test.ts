import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../contract.ts';
import { type ControlStage, controlStage } from '../../testing/control-stage.ts';

const minuteMs = 60_000;

async function staged(options: EmulatorOptions = {}, account: 'owner' | 'service' = 'owner') {
  const stage = await controlStage(options, account);
  const path = `/api/installation/${stage.installationId}/update`;
  return { ...stage, path, update: (body: unknown) => stage.post(path, body), id: stage.chargerIds[0] ?? '' };
}

/** Fleet sites have 32 A. */
const currents = (stage: ControlStage) =>
  stage
    .installation()
    .then((row) => [
      row['AvailableCurrent'],
      row['AvailableCurrentPhase1'],
      row['AvailableCurrentPhase2'],
      row['AvailableCurrentPhase3'],
    ]);

const taken = { status: 200, body: '' };

describe('the available current', () => {
  test('goes to all phases at once, is told by the installation, and moves 708 within seconds', async () => {
    const stage = await staged();
    stage.emulator.world.plug(stage.id, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
    await stage.clock.advanceBy(20_000);
    expect(await stage.update({ availableCurrent: 10.3 })).toEqual(taken);
    expect(stage.value(stage.id, 708)).toBe('10.300');
    expect(await currents(stage)).toEqual([10.3, 10.3, 10.3, 10.3]);
    expect((await stage.installation())['AvailableCurrentChanged']).toMatch(/^2026-11-20T15:0/);
  });

  test('a phase that is left out goes back to its default, and AvailableCurrent is null when phases differ', async () => {
    const stage = await staged();
    await stage.update({ availableCurrent: 10 });
    expect(await stage.update({ AVAILABLECURRENTPHASE2: 8, availableCurrentPhase3: null })).toEqual(taken);
    expect(await currents(stage)).toEqual([null, 32, 8, 32]);
  });

  test('below 6 A nobody gets any: 708 is 0 and 710 goes from 3 to 2; the car wakes when current returns', async () => {
    const stage = await staged();
    stage.emulator.world.plug(stage.id, { takesKwh: 60 });
    await stage.clock.advanceBy(20_000);
    await stage.update({ availableCurrent: 5.9 });
    expect([710, 708, 519].map((state) => stage.value(stage.id, state))).toEqual(['2', '0.000', '0']);
    await stage.clock.advanceBy(minuteMs);
    await stage.update({ availableCurrent: 6 });
    await stage.clock.advanceBy(10_000);
    expect([710, 708].map((state) => stage.value(stage.id, state))).toEqual(['3', '6.000']);
  });

  test('a car that sleeps over it goes to 5 and does not wake until it is plugged anew', async () => {
    const stage = await staged();
    stage.emulator.world.plug(stage.id, { takesKwh: 60, sleepsAfterStops: 1 });
    await stage.clock.advanceBy(20_000);
    await stage.update({ availableCurrent: 0 });
    await stage.update({ availableCurrent: 16 });
    await stage.clock.advanceBy(10 * minuteMs);
    expect([710, 718, 708].map((state) => stage.value(stage.id, state))).toEqual(['5', '0', '0.000']);
    stage.emulator.world.unplug(stage.id);
    stage.emulator.world.plug(stage.id);
    await stage.clock.advanceBy(20_000);
    expect(stage.value(stage.id, 710)).toBe('3');
  });

  test('0 before a car comes keeps it from starting: 710 stays 2', async () => {
    const stage = await staged();
    await stage.update({ availableCurrent: 0 });
    stage.emulator.world.plug(stage.id);
    await stage.clock.advanceBy(60 * minuteMs);
    expect(stage.value(stage.id, 710)).toBe('2');
  });

  test('is never pushed: installation-level values are not in the stream', async () => {
    const stage = await staged();
    await stage.update({ availableCurrent: 10, threeToOnePhaseSwitchCurrent: 12 });
    for (const state of [510, 511, 763]) expect(stage.pushed(state)).toEqual([]);
  });
});

describe('the other fields', () => {
  test('minPowerOfflineMode and threeToOnePhaseSwitchCurrent are told as the installation tells them', async () => {
    const stage = await staged();
    expect(await stage.update({ minPowerOfflineMode: true, ThreeToOnePhaseSwitchCurrent: 32 })).toEqual(taken);
    expect(await stage.installation()).toMatchObject({
      PropertyIsMinimumPowerOfflineMode: true,
      ThreeToOnePhaseSwitchCurrent: 32,
    });
  });

  test('maxCurrent needs Service: an owner meets 403 and changes nothing', async () => {
    const stage = await staged();
    expect(await stage.update({ maxCurrent: 20, availableCurrent: 10 })).toEqual({ status: 403, body: '' });
    expect((await stage.installation())['MaxCurrent']).toBe(32);
    expect((await currents(stage))[0]).toBe(32);
  });

  test('Service may set maxCurrent, and what is available follows it down, not up', async () => {
    const stage = await staged({}, 'service');
    expect(await stage.update({ maxCurrent: 20 })).toEqual(taken);
    expect([(await stage.installation())['MaxCurrent'], ...(await currents(stage))]).toEqual([20, 20, 20, 20, 20]);
    expect(await stage.update({ availableCurrent: 21 })).toMatchObject({ status: 400 });
    expect(await stage.update({ maxCurrent: 40, availableCurrent: 36 })).toEqual(taken);
    expect((await currents(stage))[0]).toBe(36);
  });

  test('an update of nothing is taken', async () => {
    expect(await (await staged()).update({})).toEqual(taken);
  });
});

describe('what is malformed is 400 and changes nothing', () => {
  test.each([
    ['no body', undefined],
    ['no JSON', '{'],
    ['no UTF-8 of JSON', '\u0000'],
    ['a list', []],
    ['a number', 16],
    ['null', 'null'],
    ['a text for a number', { availableCurrent: '16' }],
    ['a negative current', { availableCurrent: -1 }],
    ['more than MaxCurrent', { availableCurrentPhase1: 32.1 }],
    ['a huge number', { availableCurrent: 1e308 }],
    ['a list for a number', { availableCurrent: [16] }],
    ['both forms at once', { availableCurrent: 16, availableCurrentPhase1: 16 }],
    ['a switch current above 32', { threeToOnePhaseSwitchCurrent: 33 }],
    ['a number for a flag', { minPowerOfflineMode: 1 }],
  ])('%s', async (_, body) => {
    const stage = await staged();
    const before = await stage.installation();
    expect(await stage.update(body)).toMatchObject({ status: 400, body: { errorCode: 529 } });
    expect(await stage.installation()).toEqual(before);
  });

  test('a malformed id is 400, an unknown one 404', async () => {
    const { post } = await staged();
    expect((await post('/api/installation/nonsense/update', {})).status).toBe(400);
    expect((await post('/api/installation/00000000-0000-4000-8000-000000000000/update', {})).status).toBe(404);
  });
});

describe('when somebody else owns the current', () => {
  test('a Sense: 500 with Code 527 and the words of the cloud; the available current follows the house', async () => {
    const stage = await staged();
    stage.emulator.world.setMode(stage.installationId, 'automatic');
    expect(await stage.update({ availableCurrent: 10 })).toEqual({
      status: 500,
      body: { Code: 527, Details: 'Cannot update installation when using APM', StackTrace: null },
    });
    const row = await stage.installation();
    expect(row).toMatchObject({ AvailableCurrentMode: 2, EnergySensor: { Type: 1, Model: 'Sense' } });
    const first = await currents(stage);
    await stage.clock.advanceBy(minuteMs);
    expect(await currents(stage)).not.toEqual(first);
    stage.emulator.world.setMode(stage.installationId, 'manual');
    expect(await stage.update({ availableCurrent: 10 })).toEqual(taken);
    expect((await stage.installation())['EnergySensor']).toBeNull();
  });

  test('a schedule: 500 in the same shape, with "scheduled power management" in its words', async () => {
    const stage = await staged();
    stage.emulator.world.setMode(stage.installationId, 'schedule');
    const answer = await stage.update({ availableCurrent: 10 });
    expect(answer).toMatchObject({ status: 500, body: { Code: 527, StackTrace: null } });
    expect(answer.body).toMatchObject({ Details: expect.stringContaining('scheduled power management') });
    expect(await stage.installation()).toMatchObject({ AvailableCurrentMode: 1 });
  });

  test('OCPP native: the charger takes its own, whatever is written', async () => {
    const stage = await staged();
    stage.emulator.world.setAuthentication(stage.installationId, 'ocpp-native');
    stage.emulator.world.plug(stage.id, { takesKwh: 60, maxCurrentA: 16 });
    await stage.clock.advanceBy(20_000);
    await stage.update({ availableCurrent: 0 });
    expect([710, 708].map((state) => stage.value(stage.id, state))).toEqual(['3', '16.000']);
    expect(await stage.installation()).toMatchObject({ AuthenticationType: 3, IsRequiredAuthentication: false });
  });
});

describe('switches', () => {
  const written = async (switches: NonNullable<EmulatorOptions['switches']>) => {
    const stage = await staged({ switches });
    stage.emulator.world.plug(stage.id, { takesKwh: 60 });
    await stage.clock.advanceBy(20_000);
    await stage.update({ availableCurrent: 12 });
    return stage;
  };

  const cadence = ({ emulator }: Awaited<ReturnType<typeof staged>>) =>
    emulator.operator.report().verdicts.find(({ clause }) => clause === 'current-cadence');

  test('fast-current-writes=recorded: a second write within 15 minutes is taken, the car charges on, and current-cadence is found broken', async () => {
    const stage = await written({});
    // One write shows no spacing, and whether it changed anything only its writer knows.
    expect(cadence(stage)).toMatchObject({ verdict: 'cannot-tell' });
    // A report is kept for 10 s.
    await stage.clock.advanceBy(11_000);
    expect(await stage.update({ availableCurrent: 14 })).toEqual(taken);
    expect([710, 804].map((state) => stage.value(stage.id, state))).toEqual(['3', '0']);
    expect(cadence(stage)).toMatchObject({ verdict: 'broken', count: 1 });
  });

  test('fast-current-writes=car-stops: the car stops for good and MAX_SESSION_RESTART is among the warnings', async () => {
    const stage = await written({ 'fast-current-writes': 'car-stops' });
    expect(await stage.update({ availableCurrent: 14 })).toEqual(taken);
    await stage.clock.advanceBy(30 * minuteMs);
    expect([710, 718, 804].map((state) => stage.value(stage.id, state))).toEqual(['5', '0', '16']);
    expect(await stage.row(stage.id)).toMatchObject({ Warnings: '16' });
    expect(stage.pushed(804)).toEqual(['16']);
    stage.emulator.world.unplug(stage.id);
    expect(stage.value(stage.id, 804)).toBe('0');
  });

  test('fast-current-writes=car-stops: after 15 minutes a write stops nobody', async () => {
    const stage = await written({ 'fast-current-writes': 'car-stops' });
    await stage.clock.advanceBy(15 * minuteMs);
    await stage.update({ availableCurrent: 14 });
    expect(stage.value(stage.id, 710)).toBe('3');
  });

  test('current-reset-after-disconnect=off: what was written stays when the car leaves', async () => {
    const stage = await written({});
    stage.emulator.world.unplug(stage.id);
    expect(await currents(stage)).toEqual([12, 12, 12, 12]);
  });

  test('current-reset-after-disconnect=on: the default is back once the last car has left', async () => {
    const stage = await written({ 'current-reset-after-disconnect': 'on' });
    stage.emulator.world.unplug(stage.id);
    expect(await currents(stage)).toEqual([32, 32, 32, 32]);
  });
});
