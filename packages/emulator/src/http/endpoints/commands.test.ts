import { describe, expect, test } from 'vitest';
import { type ControlStage, controlStage } from '../../testing/control-stage.ts';

const minuteMs = 60_000;

async function charging(options: Parameters<typeof controlStage>[0] = {}): Promise<ControlStage & { id: string }> {
  const stage = await controlStage(options);
  const id = stage.chargerIds[0] ?? '';
  stage.emulator.world.plug(id, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
  await stage.clock.advanceBy(20_000);
  expect(stage.value(id, 710)).toBe('3');
  return { ...stage, id };
}

const rejected = { status: 500, body: { Code: 528, Details: null, StackTrace: null } };
const taken = { status: 200, body: '' };

describe('10001', () => {
  test('ends the session, clears 721 and 722, stops the current; 710 goes 1 then 2, and a new session begins', async () => {
    const { clock, id, value, command, pushed } = await charging();
    const session = value(id, 721);
    expect(await command(id, 10001)).toEqual(rejected);
    expect([710, 721, 722, 718, 708].map((state) => value(id, state))).toEqual(['1', null, null, '0', '0.000']);
    expect(JSON.parse(value(id, 723) ?? '{}')).toMatchObject({ SessionId: session });
    await clock.advanceBy(20_000);
    expect(pushed(710)).toEqual(['2', '3', '1', '2', '3']);
    expect(value(id, 714)).toBe('20');
    expect(value(id, 721)).not.toBe(session);
  });

  test('deauthorize-answer=200: the same, with an answer that says so', async () => {
    const { id, value, command } = await charging({ switches: { 'deauthorize-answer': '200' } });
    expect(await command(id, 10001)).toEqual(taken);
    expect(value(id, 721)).toBeNull();
  });

  test('is not judged by the state: it is taken without a car, paused, full, and waiting', async () => {
    const stage = await controlStage({ fleet: 'demo', switches: { 'deauthorize-answer': '200' } });
    for (const id of stage.chargerIds) expect(await stage.command(id, 10001)).toEqual(taken);
  });

  test('where a card is required the car then waits in 2 for one', async () => {
    const stage = await controlStage();
    const id = stage.chargerIds[0] ?? '';
    stage.emulator.world.setAuthentication(stage.installationId, 'native', { cardRequired: true });
    stage.emulator.world.plug(id, { takesKwh: 60 });
    await stage.clock.advanceBy(minuteMs);
    expect([710, 721, 722, 120].map((state) => stage.value(id, state))).toEqual(['2', null, null, '1']);
    expect(await stage.row(id)).toMatchObject({ IsAuthorizationRequired: true, AuthenticationType: 0 });
    stage.emulator.world.card(id, 'nfc-CARD0001');
    await stage.clock.advanceBy(20_000);
    expect([710, 722].map((state) => stage.value(id, state))).toEqual(['3', 'nfc-CARD0001']);
    await stage.command(id, 10001);
    await stage.clock.advanceBy(10 * minuteMs);
    expect([710, 721].map((state) => stage.value(id, state))).toEqual(['2', null]);
    expect(() => stage.emulator.world.card(id, 'nfc-CARD0002')).not.toThrow();
    expect(() => stage.emulator.world.card(id, 'nfc-CARD0002')).toThrow(
      expect.objectContaining({ code: 'no-card-wanted' }),
    );
  });
});

test('a car that leaves before anybody showed a card leaves no session behind', async () => {
  const stage = await controlStage();
  const id = stage.chargerIds[0] ?? '';
  stage.emulator.world.setAuthentication(stage.installationId, 'native', { cardRequired: true });
  const before = stage.value(id, 723);
  stage.emulator.world.plug(id);
  await stage.clock.advanceBy(minuteMs);
  stage.emulator.world.unplug(id);
  expect([stage.value(id, 723), stage.value(id, 710)]).toEqual([before, '1']);
});

test('people who come by themselves show the card that they have', async () => {
  const stage = await controlStage({ fleet: { chargers: 5, charging: 0 } });
  stage.emulator.world.setAuthentication(stage.installationId, 'native', { cardRequired: true });
  await stage.clock.advanceBy(24 * 60 * minuteMs);
  expect(stage.pushed(722).filter((token) => token.startsWith('nfc-')).length).toBeGreaterThan(2);
  expect(stage.pushed(710)).toContain('3');
});

describe('506 and 507', () => {
  test('pause-timing=delayed: 718 after half a second, 710 after five', async () => {
    const { clock, id, value, command } = await charging();
    expect(await command(id, 506)).toEqual(taken);
    expect([718, 710].map((state) => value(id, state))).toEqual(['0', '3']);
    await clock.advanceBy(501);
    expect([718, 710].map((state) => value(id, state))).toEqual(['1', '3']);
    await clock.advanceBy(4_500);
    expect([718, 710].map((state) => value(id, state))).toEqual(['1', '5']);
  });

  test('pause-timing=immediate: both at once, and no current', async () => {
    const { id, value, command } = await charging({ switches: { 'pause-timing': 'immediate' } });
    expect(await command(id, 506)).toEqual(taken);
    expect([718, 710, 708].map((state) => value(id, state))).toEqual(['1', '5', '0.000']);
    expect(await command(id, 506)).toEqual(rejected);
  });

  /** A car that a schedule holds by day, at 15:00 UTC. */
  async function scheduled(options: Parameters<typeof controlStage>[0] = {}) {
    const stage = await controlStage(options);
    const id = stage.chargerIds[0] ?? '';
    stage.emulator.world.setMode(stage.installationId, 'schedule');
    stage.emulator.world.plug(id, { takesKwh: 60 });
    await stage.clock.advanceBy(minuteMs);
    expect([710, 708].map((state) => stage.value(id, state))).toEqual(['2', '0.000']);
    expect(stage.value(id, 763)).toBe('2026-11-20T21:00:00Z');
    return { ...stage, id };
  }

  test('resume-while-scheduled=accepted: a resume takes the car out of the hold of the schedule', async () => {
    const { clock, id, value, command } = await scheduled();
    expect(await command(id, 507)).toEqual(taken);
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('3');
  });

  test('resume-while-scheduled=refused: 528 with words that name the schedule, and the car stays held', async () => {
    const { clock, id, value, command } = await scheduled({ switches: { 'resume-while-scheduled': 'refused' } });
    expect(await command(id, 507)).toMatchObject({
      status: 500,
      body: { Code: 528, Details: expect.stringContaining('scheduled power management') },
    });
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('2');
  });

  test('a schedule lets cars charge by itself when its time comes, holds them again, and says when', async () => {
    const { clock, id, value, emulator, installationId } = await scheduled();
    await clock.advanceBy(6 * 60 * minuteMs);
    expect([710, 763].map((state) => value(id, state))).toEqual(['3', '2026-11-21T05:00:00Z']);
    await clock.advanceBy(4 * 60 * minuteMs);
    emulator.world.setMode(installationId, 'manual');
    expect(value(id, 763)).toBeNull();
  });

  test('a pause of a held car is remembered, and a resume frees it', async () => {
    const { clock, id, value, command } = await scheduled();
    expect(await command(id, 506)).toEqual(taken);
    await clock.advanceBy(10_000);
    expect([710, 718].map((state) => value(id, state))).toEqual(['5', '1']);
    expect(await command(id, 507)).toEqual(taken);
    await clock.advanceBy(20_000);
    expect([710, 718].map((state) => value(id, state))).toEqual(['3', '0']);
  });
});

describe('102 and 200', () => {
  test('a restart is answered at once; the charger is offline for a minute or more and then charges on in its session', async () => {
    const { clock, id, value, command, row } = await charging();
    const session = value(id, 721);
    expect(await command(id, 102)).toEqual(taken);
    expect(value(id, -2)).toBe('0');
    await clock.advanceBy(59_000);
    expect(await row(id)).toMatchObject({ IsOnline: false, OperatingMode: 0 });
    await clock.advanceBy(60_000);
    expect([-2, 710, 721].map((state) => value(id, state))).toEqual(['1', '3', session]);
    expect(await row(id)).toMatchObject({ IsOnline: true, OperatingMode: 3 });
  });

  test('an upgrade takes an idle charger offline and brings another 911; one that charges is left alone', async () => {
    const stage = await controlStage({ fleet: { chargers: 1, charging: 0, models: ['Go'] } });
    const id = stage.chargerIds[0] ?? '';
    const before = stage.value(id, 911);
    stage.emulator.world.releaseFirmware('Go', '9.8.7.6');
    stage.emulator.world.plug(id, { takesKwh: 60 });
    await stage.clock.advanceBy(20_000);
    expect(await stage.command(id, 200)).toEqual(taken);
    await stage.clock.advanceBy(5 * minuteMs);
    expect([-2, 911].map((state) => stage.value(id, state))).toEqual(['1', before]);
    stage.emulator.world.unplug(id);
    expect(await stage.command(id, 200)).toEqual(taken);
    expect(stage.value(id, -2)).toBe('0');
    await stage.clock.advanceBy(5 * minuteMs);
    expect([-2, 911, 916].map((state) => stage.value(id, state))).toEqual(['1', '9.8.7.6', '9.8.7.6']);
    expect(stage.pushed(911)).toEqual(['9.8.7.6']);
    await stage.command(id, 200);
    expect(stage.value(id, -2)).toBe('1');
  });
});

describe('other commands', () => {
  test('501 and 502 are taken and do nothing', async () => {
    const { clock, id, value, command, pushed } = await charging();
    expect([await command(id, 501), await command(id, 502)]).toEqual([taken, taken]);
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('3');
    expect(pushed(710)).toEqual(['2', '3']);
  });

  test.each([0, 708, 201, 999_999, Number.NaN])('%d is unknown: 519', async (command) => {
    const stage = await controlStage();
    const answer = await stage.command(stage.chargerIds[0] ?? '', command);
    expect(answer).toEqual({ status: 500, body: { Code: 519, Details: null, StackTrace: null } });
  });

  test('an unknown charger is 404', async () => {
    const stage = await controlStage();
    expect((await stage.command('00000000-0000-4000-8000-000000000000', 506)).status).toBe(404);
  });
});

describe('a command to an offline charger', () => {
  test('offline-command=520: error 520, and nothing is carried out', async () => {
    const { clock, id, value, command, emulator } = await charging();
    emulator.world.setOffline(id);
    expect(await command(id, 506)).toEqual({ status: 500, body: { Code: 520, Details: null, StackTrace: null } });
    emulator.world.setOnline(id);
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('3');
  });

  test('offline-command=accepted: 200, and nothing is carried out either', async () => {
    const { clock, id, value, command, emulator } = await charging({ switches: { 'offline-command': 'accepted' } });
    emulator.world.setOffline(id);
    for (const one of [506, 102, 10001]) expect((await command(id, one)).status).toBe(200);
    emulator.world.setOnline(id);
    await clock.advanceBy(10_000);
    expect(value(id, 710)).toBe('3');
  });
});
