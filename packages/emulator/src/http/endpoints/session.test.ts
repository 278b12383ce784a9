// One session by its id, and what is asked for it, through the in-process door.
import { describe, expect, test } from 'vitest';
import { type HistoryStage, historyStage, type Row } from '../../testing/history-stage.ts';

const unknownId = '0a0a0a0a-0000-4000-8000-000000000000';

function sessionOf({ named }: HistoryStage, name: string): string {
  return named(name).observations.get(721)?.value ?? '';
}

function prioritized(body: unknown): RequestInit {
  return { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
}

describe('a session by its id', () => {
  test('open: no end, the energy of 553, no record', async () => {
    const stage = await historyStage();
    const id = sessionOf(stage, 'Birch');
    const { status, body } = await stage.call(`/api/session/${id.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      sessionId: id,
      sessionStart: expect.stringMatching(/^2026-11-20T13:46:00(\.\d{1,3})?Z$/),
      sessionEnd: null,
      energy: Number(stage.named('Birch').observations.get(553)?.value),
      signedSession: null,
    });
  });

  test('ended: its end, its energy and its record, as history and 723 have them', async () => {
    const stage = await historyStage();
    const id = sessionOf(stage, 'Rowan');
    stage.emulator.world.unplug(stage.named('Rowan').id);
    await stage.clock.advanceBy(5_000);
    const told = JSON.parse(stage.named('Rowan').observations.get(723)?.value ?? '') as Row;
    const { body } = await stage.call(`/api/session/${id}`);
    expect(body).toMatchObject({ sessionId: id, energy: told['Energy'], signedSession: told['SignedSession'] });
    const { Data } = (await stage.call(`/api/chargehistory?ChargerId=${stage.named('Rowan').id}&PageSize=1`)).body as {
      Data: Row[];
    };
    expect((body as Row)['sessionEnd']).toBe(`${Data[0]?.['EndDateTime']}Z`);
  });

  test('session-casing PascalCase: SessionId instead of sessionId', async () => {
    const stage = await historyStage();
    stage.emulator.switches.set({ 'session-casing': 'PascalCase' });
    const { body } = await stage.call(`/api/session/${sessionOf(stage, 'Birch')}`);
    expect(Object.keys(body as Row)).toEqual(['SessionId', 'SessionStart', 'SessionEnd', 'Energy', 'SignedSession']);
  });

  test('is 404 for an unknown id, 400 for none, and 403 for a User whose it is not', async () => {
    const stage = await historyStage();
    expect(await stage.call(`/api/session/${unknownId}`)).toEqual({ status: 404, body: '' });
    expect((await stage.call('/api/session/none')).status).toBe(400);
    const user = await historyStage({}, 'user');
    expect(await user.call(`/api/session/${sessionOf(user, 'Birch')}`)).toEqual({ status: 403, body: '' });
    user.emulator.world.plug(user.named('Right bay').id);
    await user.clock.advanceBy(10_000);
    expect((await user.call(`/api/session/${sessionOf(user, 'Right bay')}`)).status).toBe(200);
  });
});

describe('the priority of a session', () => {
  test('is taken with an empty body, in any casing, and stands in the row of the charger until the session ends', async () => {
    const stage = await historyStage();
    const { id } = stage.named('Birch');
    const path = `/api/session/${sessionOf(stage, 'Birch')}/priority`;
    const row = async () => (await stage.call(`/api/chargers/${id}`)).body as Row;
    expect(await stage.call(path, prioritized({ PrioritizedPhases: 1, PrioritizedCurrent: 16.5 }))).toEqual({
      status: 200,
      body: '',
    });
    expect(await row()).toMatchObject({ PropertyPrioritizedPhases: 1, PropertyPrioritizedCurrent: 16.5 });
    expect((await stage.call(path, prioritized({ prioritizedCurrent: 6 }))).status).toBe(200);
    expect(await row()).toMatchObject({ PropertyPrioritizedPhases: null, PropertyPrioritizedCurrent: 6 });
    stage.emulator.world.unplug(id);
    expect(await row()).toMatchObject({ PropertyPrioritizedPhases: null, PropertyPrioritizedCurrent: null });
  });

  test.each([
    'x',
    [],
    { PrioritizedPhases: 2 },
    { PrioritizedPhases: '1' },
    { PrioritizedCurrent: -1 },
    { PrioritizedCurrent: 33 },
    { PrioritizedCurrent: 'all' },
  ])('%j is refused with 400', async (body) => {
    const stage = await historyStage();
    expect((await stage.call(`/api/session/${sessionOf(stage, 'Birch')}/priority`, prioritized(body))).status).toBe(
      400,
    );
  });

  test('is 404 for a session that is unknown or has ended, 403 for a User', async () => {
    const stage = await historyStage();
    const id = sessionOf(stage, 'Birch');
    expect((await stage.call(`/api/session/${unknownId}/priority`, prioritized({}))).status).toBe(404);
    stage.emulator.world.unplug(stage.named('Birch').id);
    expect((await stage.call(`/api/session/${id}/priority`, prioritized({}))).status).toBe(404);
    expect((await stage.call('/api/session/1/priority', prioritized({}))).status).toBe(400);
    const user = await historyStage({}, 'user');
    expect((await user.call(`/api/session/${sessionOf(user, 'Birch')}/priority`, prioritized({}))).status).toBe(403);
  });

  test('survives a snapshot', async () => {
    const stage = await historyStage();
    await stage.call(`/api/session/${sessionOf(stage, 'Birch')}/priority`, prioritized({ PrioritizedPhases: 3 }));
    const again = await historyStage({ snapshot: JSON.parse(JSON.stringify(stage.emulator.snapshot())) });
    const { body } = await again.call(`/api/chargers/${again.named('Birch').id}`);
    expect(body).toMatchObject({ PropertyPrioritizedPhases: 3, PropertyPrioritizedCurrent: null });
  });
});
