import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { CommandDoor } from '../account/command-door.ts';
import type { Account, AccountEvent } from '../account.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import type { Observation } from '../mirror/observed.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { sharedOrders } from './shared-orders.ts';
import type { Verdict } from './verdict-of.ts';

/** An account whose commands wait for the test's hand. */
function open() {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const asked: { start(): void; leave(): void; lose(): void; refuse(): void }[] = [];
  const left = new Map<string, number>();
  const send: CommandDoor['send'] = (id, _command, { signal, onSent }) =>
    new Promise<Verdict>((resolve, reject) => {
      let sentAtMs: number | null = null;
      signal?.addEventListener('abort', () => {
        if (sentAtMs === null) reject(new SdkError('cancelled', 'Failed: taken back.'));
        else
          resolve({
            outcome: 'unknown',
            sentAtMs,
            leftAtMs: sentAtMs,
            reason: 'The caller stopped waiting after it was sent',
          });
      });
      const leave = (): void => {
        sentAtMs = clock.nowMs();
        left.set(id, (left.get(id) ?? 0) + 1);
        onSent?.(sentAtMs);
      };
      asked.push({
        start: leave,
        leave() {
          leave();
          resolve({
            outcome: 'accepted',
            sentAtMs: clock.nowMs(),
            leftAtMs: clock.nowMs(),
            answeredAtMs: clock.nowMs(),
          });
        },
        lose: () =>
          resolve({ outcome: 'unknown', sentAtMs: sentAtMs ?? 0, leftAtMs: sentAtMs ?? 0, reason: 'timeout' }),
        refuse: () =>
          resolve({
            outcome: 'refused',
            sentAtMs: null,
            why: 'no-car',
            reason: 'No car is plugged in.',
            retryAtMs: null,
          }),
      });
    });
  const listeners = new Set<(event: AccountEvent) => void>();
  const subscribe = (listener: (event: AccountEvent) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const account = { mirror, streamStatus: () => [], subscribe } as unknown as Account;
  const commands: CommandDoor = { send, leftTo: (id) => left.get(id) ?? 0, aheadMs: () => 0 };
  const told: string[] = [];
  const errors = { ...log, error: (_: object, message: string) => void told.push(message) };
  const desk = { account, commands, clock, ended: new AbortController().signal };
  /** The charger tells it now. */
  const tell = async (stateId: number, value: string): Promise<void> => {
    const times = { observedAtUs: clock.nowMs() * 1_000, receivedAtMs: clock.nowMs() };
    const observation: Observation = {
      ...{ chargerId: 'c1', stateId, value, ...times },
      ...{ via: 'stream', sequenceNumber: 1, clockSuspect: false },
    };
    await clock.during(mirror.apply({ observations: [observation], chargers: [], installations: [] }), 0);
    for (const listener of [...listeners]) listener({ kind: 'observation', observation, held: undefined });
  };
  return { clock, tell, asked, told, share: sharedOrders(desk, errors) };
}

const pause = { chargerId: 'c1', command: 'pause' } as const;

test('equal orders of one charger are one; other chargers and other commands are not', async () => {
  const { asked, share } = open();
  const [one, other] = [share(pause), share(pause)];
  void share({ ...pause, chargerId: 'c2' });
  void share({ ...pause, command: 'resume' });
  expect(asked).toHaveLength(3);
  asked[0]?.refuse();
  expect(await one).toBe(await other);
  void share(pause);
  expect(asked).toHaveLength(4);
});

test('a pause that another command overtook is joined by nobody: the next one is new, and ends the wait for the first', async () => {
  const { asked, share } = open();
  const first = share(pause);
  asked[0]?.leave();
  void share({ ...pause, command: 'deauthorize' });
  asked[1]?.leave();
  void share(pause);
  void share(pause);
  expect(asked).toHaveLength(3);
  asked[2]?.leave();
  expect(await first).toMatchObject({
    outcome: 'unconfirmed',
    reason: expect.stringContaining('another command left'),
  });
});

test('a new one that never leaves gives its place back to the one that is still waited for', async () => {
  const { asked, share } = open();
  void share(pause);
  asked[0]?.leave();
  void share({ ...pause, command: 'deauthorize' });
  asked[1]?.start();
  const leaves = new AbortController();
  const second = share(pause, { signal: leaves.signal });
  leaves.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  const third = share(pause);
  asked[3]?.refuse();
  expect(await third).toMatchObject({ outcome: 'refused', why: 'no-car' });
  void share(pause);
  expect(asked).toHaveLength(5);
});

test('what no other command undoes is joined all the same', () => {
  const { asked, share } = open();
  void share({ ...pause, command: 'restart' });
  asked[0]?.leave();
  void share(pause);
  asked[1]?.leave();
  void share({ ...pause, command: 'restart' });
  expect(asked).toHaveLength(2);
});

test('one caller who leaves takes nothing from the others', async () => {
  const { clock, asked, share } = open();
  const leaves = new AbortController();
  const left = share(pause, { signal: leaves.signal });
  const stayed = share(pause);
  leaves.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  asked[0]?.leave();
  await clock.advanceBy(61_000);
  expect((await stayed).outcome).toBe('unconfirmed');
  expect(asked).toHaveLength(1);
});

test('the last caller who leaves takes it back before it left; a later order is a new one', async () => {
  const { asked, share } = open();
  const [one, other] = [new AbortController(), new AbortController()];
  const both = [share(pause, { signal: one.signal }), share(pause, { signal: other.signal })];
  one.abort();
  other.abort();
  for (const each of both) await expect(each).rejects.toMatchObject({ code: 'cancelled' });
  void share(pause);
  expect(asked).toHaveLength(2);
  await expect(share(pause, { signal: one.signal })).rejects.toMatchObject({ code: 'cancelled' });
});

test('after it left each caller ends his own wait, with the time of the sending', async () => {
  const { clock, asked, share } = open();
  const leaves = new AbortController();
  const sent: number[] = [];
  const left = share(pause, { signal: leaves.signal, onSent: (atMs) => sent.push(atMs) });
  const stayed = share(pause);
  asked[0]?.leave();
  await clock.advanceBy(1_000);
  const late = share(pause, { onSent: (atMs) => sent.push(atMs) });
  leaves.abort();
  expect(await left).toMatchObject({ outcome: 'unconfirmed', sentAtMs: sent[0] });
  expect(sent).toEqual([sent[0], sent[0]]);
  await clock.advanceBy(61_000);
  expect(await stayed).toBe(await late);
});

test('after it left the last caller who leaves ends his wait alone: who asks the same next joins what is under way', async () => {
  const { clock, asked, share } = open();
  const leaves = new AbortController();
  const left = share(pause, { signal: leaves.signal });
  asked[0]?.start();
  const sentAtMs = clock.nowMs();
  await clock.advanceBy(1_500);
  leaves.abort();
  expect(await left).toMatchObject({ outcome: 'unconfirmed', sentAtMs });
  const next = share(pause);
  await clock.advanceBy(15_000);
  asked[0]?.lose();
  await clock.advanceBy(75_000);
  expect(await next).toMatchObject({ outcome: 'unconfirmed', sentAtMs });
  expect(asked).toHaveLength(1);
});

test.each([
  [
    'throws',
    (): never => {
      throw new Error('boom');
    },
  ],
  [
    'rejects',
    async (): Promise<never> => {
      throw new Error('boom');
    },
  ],
])('a caller that %s when it is told of the sending takes nothing from itself and the others', async (_, onSent) => {
  const { clock, asked, told, share } = open();
  const sent: number[] = [];
  const first = share(pause, { onSent });
  const second = share(pause, { onSent: (atMs) => sent.push(atMs) });
  asked[0]?.leave();
  await clock.advanceBy(1_000);
  const late = share(pause, { onSent });
  await clock.advanceBy(61_000);
  expect([(await first).outcome, (await second).outcome, (await late).outcome]).toEqual(Array(3).fill('unconfirmed'));
  expect(sent).toHaveLength(1);
  expect(asked).toHaveLength(1);
  expect(told).toHaveLength(2);
});

const restart = { chargerId: 'c1', command: 'restart' } as const;

test('each caller waits as long as he says, from the answer on or from when he joined, and 75 s where nobody knows', async () => {
  const { clock, asked, share } = open();
  const told: string[] = [];
  const startMs = clock.nowMs();
  const wait = async (name: string, confirmWithinMs?: number): Promise<void> => {
    const { outcome } = await share(restart, confirmWithinMs === undefined ? {} : { confirmWithinMs });
    told.push(`${name} ${outcome} ${(clock.nowMs() - startMs) / 1_000}`);
  };
  void wait('short', 5_000);
  void wait('default');
  void wait('long', 900_000);
  asked[0]?.start();
  await clock.advanceBy(15_000);
  asked[0]?.lose();
  await clock.advanceBy(45_000);
  void wait('joined', 5_000);
  await clock.advanceBy(140_000);
  void wait('later', 5_000);
  await clock.advanceBy(160_000);
  // The default of a restart is over, and somebody waits on: it is joined all the same.
  void wait('late');
  await clock.advanceBy(1_000_000);
  expect(told).toEqual([
    'short unconfirmed 90',
    'joined unconfirmed 90',
    'later unconfirmed 205',
    'default unconfirmed 315',
    'late unconfirmed 660',
    'long unconfirmed 915',
  ]);
  expect(asked).toHaveLength(1);
  void share(restart);
  expect(asked).toHaveLength(2);
});

test('what all who asked named a time for, and left, is under way no longer than that; who names none waits his own', async () => {
  const { clock, asked, share } = open();
  const leaves = new AbortController();
  const left = share(restart, { confirmWithinMs: 8_000, signal: leaves.signal });
  asked[0]?.leave();
  await clock.advanceBy(1_000);
  leaves.abort();
  await left;
  await clock.advanceBy(8_000);
  const named = share(restart, { confirmWithinMs: 8_000 });
  expect(asked).toHaveLength(2);
  asked[1]?.leave();
  await clock.advanceBy(1_000);
  const startMs = clock.nowMs();
  const unnamed = share(restart).then(() => (clock.nowMs() - startMs) / 1_000);
  await clock.advanceBy(600_000);
  expect((await named).outcome).toBe('accepted');
  expect(await unnamed).toBe(300);
  expect(asked).toHaveLength(2);
});

test.each([30, 60, 70, 119])(
  'who names no time and joins, after %d s, one who waits for 120 s has the whole default from then on',
  async (joinsAfterS) => {
    const { clock, asked, share } = open();
    void share(pause, { confirmWithinMs: 120_000 });
    asked[0]?.leave();
    await clock.advanceBy(joinsAfterS * 1_000);
    const startMs = clock.nowMs();
    const joined = share(pause).then((outcome) => ({ ...outcome, tookMs: clock.nowMs() - startMs }));
    await clock.advanceBy(200_000);
    expect(await joined).toMatchObject({
      ...{ outcome: 'unconfirmed', tookMs: 60_000 },
      reason: expect.stringContaining('seen within 60 s'),
    });
    expect(asked).toHaveLength(1);
  },
);

test('where each who waits named a time the order ends with the last of them', async () => {
  const { clock, asked, share } = open();
  const short = share(restart, { confirmWithinMs: 5_000 });
  asked[0]?.leave();
  const longer = share(restart, { confirmWithinMs: 8_000 });
  await clock.advanceBy(6_000);
  expect(await short).toMatchObject({ outcome: 'accepted', reason: expect.stringContaining('seen within 5 s') });
  await clock.advanceBy(3_000);
  expect(await longer).toMatchObject({ outcome: 'accepted', reason: expect.stringContaining('seen within 8 s') });
  expect(asked).toHaveLength(1);
  void share(restart);
  expect(asked).toHaveLength(2);
});

test('a paused car that goes on asking for current is waited for no longer than 15 s', async () => {
  const { clock, tell, asked, share } = open();
  await tell(710, '2');
  const paused = share(pause);
  let isTold = false;
  void paused.then(() => {
    isTold = true;
  });
  asked[0]?.leave();
  await clock.advanceBy(500);
  await tell(718, '1');
  const shownAtMs = clock.nowMs();
  await clock.advanceBy(14_900);
  expect(isTold).toBe(false);
  await clock.advanceBy(100);
  expect(await paused).toMatchObject({ outcome: 'confirmed', confirmedAtMs: shownAtMs });
});
