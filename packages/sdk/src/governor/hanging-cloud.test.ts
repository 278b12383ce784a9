import type { Fact } from '@fairlead/policy';
import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Lane } from '../account.ts';
import { openGovernor } from './open-governor.ts';

const userAgent = 'fairlead-test/1.0 (+https://example.org)';

function opened() {
  const clock = manualClock();
  const governor = openGovernor({ userAgent, clock });
  const left: { readonly lane: Lane; readonly atMs: number }[] = [];
  let calls = 0;
  /** A call that is answered after 15 s. */
  const hang = (lane: Lane) =>
    governor.submit({ endpoint: 'session-priority', params: { id: `s${calls++}` }, lane }, async () => {
      left.push({ lane, atMs: clock.nowMs() });
      await new Promise<void>((resolve) => clock.setTimer(resolve, 15_000));
      return { status: 200 };
    });
  const inLane = (lane: Lane): number => left.filter((call) => call.lane === lane).length;
  return { clock, governor, left, hang, inLane };
}

it.each(['interactive', 'sync', 'background'] as const)(
  'a command leaves at once though every %s call that may be on its way hangs',
  async (lane) => {
    const { clock, left, hang, inLane } = opened();
    for (let n = 0; n < 200; n++) void hang(lane);
    await clock.advanceBy(6_000);
    expect(inLane(lane)).toBe(28);
    const askedAtMs = clock.nowMs();
    for (let n = 0; n < 5; n++) void hang('command');
    await clock.advanceBy(1);
    expect(left.slice(28)).toEqual(Array.from({ length: 4 }, () => ({ lane: 'command', atMs: askedAtMs })));
    await clock.advanceBy(8_000);
    expect(left).toHaveLength(32);
  },
);

it('commands may have every place, and keep none from a lane that is due', async () => {
  const { clock, left, hang, inLane } = opened();
  for (let n = 0; n < 400; n++) void hang('command');
  await clock.advanceBy(14_000);
  expect(inLane('command')).toBe(32);
  void hang('background');
  // All come back within 3.3 s from 15 s on, and as many leave: the 21st slot is its own, and at 9.9/s is 2.1 s away.
  await clock.advanceBy(3_500);
  expect(left.slice(32).findIndex((call) => call.lane === 'background')).toBe(20);
});

it('closing ends after its 10 s and one more, also where a sender ignores its signal, and says so', async () => {
  const clock = manualClock();
  const errors: string[] = [];
  const facts: Fact[] = [];
  const nothing = (): void => {};
  const error = (_: object, told: string): void => void errors.push(told);
  const log = { debug: nothing, info: nothing, warn: nothing, error };
  const governor = openGovernor({ userAgent, clock, log, journal: (fact) => void facts.push(fact) });
  let answer: (told: { readonly status: number }) => void = nothing;
  const deaf = governor.submit({ endpoint: 'session-priority', params: { id: 's1' } }, async () => {
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const polite = governor.submit({ endpoint: 'session-priority', params: { id: 's2' } }, (signal) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  await clock.advanceBy(1_000);
  const closing = governor.close().then(() => 'closed');
  const closedAgain = governor.close().then(() => 'closed');
  await clock.advanceBy(10_000);
  const cut = { kind: 'exchanged', exchange: { kind: 'failed', reached: 'maybe', code: 'cancelled' } };
  expect(await polite).toMatchObject(cut);
  expect(errors).toEqual([]);
  await clock.advanceBy(1_000);
  expect(await Promise.all([closing, closedAgain])).toEqual(['closed', 'closed']);
  expect(await deaf).toMatchObject(cut);
  expect(errors).toEqual([expect.stringContaining('1 call')]);
  expect(facts).toHaveLength(2);
  answer({ status: 200 });
  await clock.advanceBy(1_000);
  expect(facts).toHaveLength(2);
  expect(clock.pending()).toBe(0);
});
