import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { watchedClock } from '../watched-clock.ts';
import { memoryKeeper } from './memory-keeper.ts';
import { openMirror } from './open-mirror.ts';
import { isKnownTime } from './timely.ts';

const hourMs = 3_600_000;
const answer = (readAtMs: number) => ({ readAtMs, body: { readAtMs } });
const at = (atMs: number) => ({
  chargers: [
    {
      ...{ id: 'c1', serial: 'ZAP000001', name: 'One', installationId: 'i1', deviceType: 4, active: true, roles: 2 },
      ...{ readAtMs: atMs, row: {} },
    },
  ],
  installations: [
    {
      ...{ id: 'i1', name: 'House', messagingEnabled: true, roles: 2, readAtMs: atMs, row: {} },
      answers: { detail: answer(atMs), firmware: answer(atMs - hourMs) },
    },
  ],
  observations: [
    {
      ...{ chargerId: 'c1', stateId: 710, value: '3', observedAtUs: atMs * 1_000, receivedAtMs: atMs },
      ...({ via: 'poll', sequenceNumber: 0, clockSuspect: false } as const),
    },
  ],
});

test('what was kept with a time still to come was read nobody knows when, with all that was kept beside it', async () => {
  const clock = manualClock();
  const keeper = memoryKeeper();
  await keeper.persist('main', at(clock.nowMs() + hourMs));
  const mirror = openMirror({ keeper, clock });
  await mirror.load();
  const { readAtMs, answers } = mirror.installation('i1') ?? {};
  expect([mirror.charger('c1')?.readAtMs, readAtMs, answers?.detail?.readAtMs].map(Number).map(isKnownTime)).toEqual([
    false,
    false,
    false,
  ]);
  // A clock that is behind says nothing of what was kept before either.
  expect(isKnownTime(Number(answers?.firmware?.readAtMs))).toBe(false);
  expect(answers?.detail?.body).toEqual({ readAtMs: clock.nowMs() + hourMs });
  expect(isKnownTime(Number(mirror.observation('c1', 710)?.receivedAtMs))).toBe(false);
  expect(mirror.observation('c1', 710)?.observedAtUs).toBe((clock.nowMs() + hourMs) * 1_000);
});

test('what is held is as long ago as before when the clock is set back, and what is read then replaces it', async () => {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const mirror = openMirror({ clock });
  const heldMs = (): number => clock.nowMs();
  await mirror.apply(at(heldMs()));
  await machine.advanceBy(hourMs);
  machine.jumpWall(-24 * hourMs);
  const agoMs = heldMs() - hourMs;
  const { readAtMs, answers } = mirror.installation('i1') ?? {};
  expect([mirror.charger('c1')?.readAtMs, readAtMs, answers?.detail?.readAtMs]).toEqual([agoMs, agoMs, agoMs]);
  expect(answers?.firmware?.readAtMs).toBe(agoMs - hourMs);
  expect(mirror.observation('c1', 710)?.receivedAtMs).toBe(agoMs);
  await mirror.apply(at(heldMs()));
  expect(mirror.installation('i1')?.answers?.detail).toEqual(answer(heldMs()));
  expect(mirror.charger('c1')?.readAtMs).toBe(heldMs());
});
