import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { heldCurrent } from '../commands/held-current.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { readInstallation } from './read-installation.ts';

const id = '1a57a110-0000-4000-8000-000000000001';
const body = { Id: id, Name: 'House', CurrentUserRoles: 2, AvailableCurrent: 16, MaxCurrent: 40, Pin: 'hush' };

function stage() {
  const clock = manualClock();
  const quiet = (): void => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const receivedAtMs = clock.nowMs();
  const read = (told: unknown) =>
    readInstallation({ mirror, call: async () => ({ status: 200, body: told, receivedAtMs }) }, id);
  return { mirror, read, receivedAtMs };
}

test('a detail stands beside the row of the list, which stays as short as the list made it', async () => {
  const { mirror, read, receivedAtMs } = stage();
  const row = { Id: id, Name: 'Old', CurrentUserRoles: 2 };
  const record = { id, name: 'Old', messagingEnabled: true, roles: 2, readAtMs: receivedAtMs - 9, row };
  await mirror.apply({ chargers: [], observations: [], installations: [record] });
  await read(body);
  const held = mirror.installation(id);
  expect(held?.row).toEqual({ ...row, Name: 'House' });
  const { Pin: _, ...plain } = body;
  expect(held?.answers?.detail).toEqual({ readAtMs: receivedAtMs, body: plain });
  expect(held && heldCurrent(held)).toMatchObject({ phasesA: [16, 16, 16], maxCurrentA: 40, knownAtMs: receivedAtMs });
});

test('of an installation that no list has shown yet the detail is the row as well', async () => {
  const { mirror, read } = stage();
  await read(body);
  expect(mirror.installation(id)?.row).toMatchObject({ AvailableCurrent: 16 });
  expect(mirror.installation(id)?.answers?.detail?.body).toMatchObject({ AvailableCurrent: 16 });
});

test.each([
  ['no installation', []],
  ['another one', { ...body, Id: '1a57a110-0000-4000-8000-000000000002' }],
])('an answer that is %s is unreadable, once one is held', async (_, told) => {
  const { mirror, read } = stage();
  await read(body);
  const before = mirror.installation(id);
  await expect(read(told)).rejects.toMatchObject({ code: 'unreadable-answer' });
  expect(mirror.installation(id)).toEqual(before);
});
