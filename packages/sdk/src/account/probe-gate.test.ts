import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { SdkError } from '../sdk-error.ts';
import { ProbeGate } from './probe-gate.ts';

const outage = new SdkError('unreachable', 'Failed to reach the cloud: reset.');
const open = new AbortController().signal;

function waiting(gate: ProbeGate, count: number) {
  const passed: number[] = [];
  for (let n = 0; n < count; n++) void gate.pass(open).then(() => passed.push(n));
  return passed;
}

it('is open until something fails', async () => {
  const gate = new ProbeGate(manualClock(), () => 1);
  await expect(gate.pass(open)).resolves.toBeUndefined();
});

it('lets one probe through at a time, ever further apart, and everybody once the cloud answers', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 1);
  gate.failed(outage);
  gate.failed(outage);
  const passed = waiting(gate, 5);
  await clock.advanceBy(4_999);
  expect(passed).toEqual([]);
  await clock.advanceBy(1);
  expect(passed).toEqual([0]);
  gate.failed(outage);
  await clock.advanceBy(9_999);
  expect(passed).toEqual([0]);
  await clock.advanceBy(1);
  expect(passed).toEqual([0, 1]);
  gate.succeeded();
  await clock.advanceBy(0);
  expect(passed).toEqual([0, 1, 2, 3, 4]);
  expect(clock.pending()).toBe(0);
});

it('probes again when a probe says nothing, and never waits longer than a minute between two', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 1);
  for (let n = 0; n < 12; n++) {
    gate.failed(outage);
    const passed = waiting(gate, 1);
    await clock.advanceBy(60_000);
    expect(passed).toEqual([0]);
  }
  const passed = waiting(gate, 1);
  await clock.advanceBy(30_000);
  expect(passed).toEqual([0]);
});

it('one answer among many failures halves the growth of its pauses only; a minute without a failure ends it', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 1);
  const pauseAfterFailure = async (): Promise<number> => {
    gate.failed(outage);
    const sinceMs = clock.monotonicMs();
    const passed = waiting(gate, 1);
    while (passed.length === 0) await clock.advanceBy(1_000);
    return clock.monotonicMs() - sinceMs;
  };
  for (const pauseMs of [5_000, 10_000, 20_000, 40_000, 60_000]) expect(await pauseAfterFailure()).toBe(pauseMs);
  gate.succeeded();
  expect(await pauseAfterFailure()).toBe(20_000);
  gate.succeeded();
  await clock.advanceBy(60_000);
  expect(await pauseAfterFailure()).toBe(5_000);
});

it('waits for a login as long as the login says, and gives up when the caller cannot wait so long', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 0);
  const retryAtMs = clock.nowMs() + 300_000;
  gate.failed(new SdkError('login-refused', 'Failed to log in: refused.', { retryAtMs }));
  await expect(gate.pass(open, 60_000)).rejects.toMatchObject({ code: 'unreachable', retryAtMs });
  const passed = waiting(gate, 1);
  await clock.advanceBy(299_999);
  expect(passed).toEqual([]);
  await clock.advanceBy(1);
  expect(passed).toEqual([0]);
});

it('lets go of whoever is cancelled, and an answer that says no opens it too', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 1);
  gate.failed(outage);
  const cancel = new AbortController();
  const cancelled = gate.pass(cancel.signal).catch((error: SdkError) => error.code);
  const passed = waiting(gate, 2);
  cancel.abort();
  expect(await cancelled).toBe('cancelled');
  await clock.advanceBy(5_000);
  gate.failed(new SdkError('cloud-refused', 'Failed to get an answer: 403.', { status: 403 }));
  await clock.advanceBy(0);
  expect(passed).toEqual([0, 1]);
});

it('a clock that is set back by three hours keeps the gate shut no longer, and errors still tell the time by it', async () => {
  const clock = manualClock();
  const gate = new ProbeGate(clock, () => 0);
  gate.failed(outage);
  let passed = false;
  void gate.pass(new AbortController().signal).then(() => {
    passed = true;
  });
  clock.jumpWall(-3 * 3_600_000);
  const refusal = await gate.pass(new AbortController().signal, 1_000).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'unreachable', retryAtMs: clock.nowMs() + 2_500 });
  await clock.advanceBy(2_500);
  expect(passed).toBe(true);
});
