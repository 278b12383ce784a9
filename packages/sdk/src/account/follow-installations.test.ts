import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Answer, CallRequest } from '../account.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { AnswerKind, InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { followInstallations, kindsOf } from './follow-installations.ts';

const hourMs = 3_600_000;
const idOf = (n: number): string => `1a57a110-0000-4000-8000-${String(n).padStart(12, '0')}`;
const owner = 2;
const user = 1;

interface Plan {
  readonly installations?: number;
  readonly roles?: number;
  readonly kinds?: readonly AnswerKind[];
  readonly jitter?: number;
  readonly answers?: InstallationRecord['answers'];
  readonly cloud?: (request: CallRequest, nowMs: number) => unknown;
}

/** What was asked in `hours`, each as hours since the start. */
async function asked(hours: number, plan: Plan = {}) {
  const clock = manualClock(0);
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const { installations = 1, roles = owner, kinds = kindsOf(), jitter = 0, answers } = plan;
  await mirror.apply({
    ...{ chargers: [], observations: [] },
    installations: Array.from({ length: installations }, (_, n) => ({
      ...{ id: idOf(n), name: 'Quay', messagingEnabled: true, roles, readAtMs: 0, row: { Id: idOf(n) } },
      ...(answers && { answers }),
    })),
  });
  const calls: { readonly endpoint: string; readonly atHours: number }[] = [];
  const ended = new AbortController();
  let [flying, mostFlying] = [0, 0];
  const followed = followInstallations({
    ...{ mirror, clock, log, kinds, random: () => jitter, signal: ended.signal },
    async call(request): Promise<Answer> {
      calls.push({ endpoint: request.endpoint, atHours: clock.nowMs() / hourMs });
      // A loop that never lets go would hang the test as it would hang the program.
      if (calls.length > 2_000) ended.abort();
      mostFlying = Math.max(mostFlying, ++flying);
      await new Promise<void>((resolve) => void clock.setTimer(resolve, 100));
      flying--;
      const body = plan.cloud?.(request, clock.nowMs());
      return { status: 200, body: body ?? bodyOf(request), receivedAtMs: clock.nowMs() };
    },
  });
  followed.replan();
  // Every list plans anew; what is planned already is not planned twice.
  for (let hour = 0; hour < hours; hour += 6) {
    await clock.advanceBy(Math.min(6, hours - hour) * hourMs);
    followed.replan();
  }
  ended.abort();
  followed.close();
  return { calls, mirror, mostFlying, of: (endpoint: string) => calls.filter((call) => call.endpoint === endpoint) };
}

function bodyOf({ endpoint, params = {} }: CallRequest): unknown {
  if (endpoint === 'firmware') return [];
  return { Id: params['id'], Name: 'Quay', CurrentUserRoles: owner, AvailableCurrent: 16 };
}

const fails = (code: SdkError['code'], facts: { status?: number; retryAtMs?: number } = {}): never => {
  throw new SdkError(code, 'Failed for a test.', facts);
};

test.each([0, 0.999])(
  'a day costs 24 details, 1 hierarchy, 1 firmware for each installation (jitter %d)',
  async (jitter) => {
    const { of, mirror } = await asked(23.99, { installations: 3, jitter });
    expect([of('installation'), of('installation-hierarchy'), of('firmware')].map(({ length }) => length)).toEqual([
      72, 3, 3,
    ]);
    const { answers } = mirror.installation(idOf(2)) ?? {};
    expect(answers?.detail?.body).toMatchObject({ AvailableCurrent: 16 });
    expect(answers?.detail?.readAtMs).toBeGreaterThan(22.8 * hourMs);
  },
);

test('what an option leaves out is not read', async () => {
  const { calls } = await asked(24, { kinds: kindsOf({ detail: true, hierarchy: false, firmware: false }) });
  expect(new Set(calls.map(({ endpoint }) => endpoint))).toEqual(new Set(['installation']));
  expect((await asked(24, { kinds: kindsOf({ detail: false, hierarchy: false, firmware: false }) })).calls).toEqual([]);
});

test('a plain user may ask for none of it, and does not', async () => {
  expect((await asked(24, { roles: user })).calls).toEqual([]);
});

test('at most four are asked at once, however many there are', async () => {
  const { calls, mostFlying } = await asked(0.9, { installations: 50 });
  expect(calls).toHaveLength(150);
  expect(mostFlying).toBe(4);
});

test('what an earlier run read an hour ago or less is not asked again before its time', async () => {
  const read = { readAtMs: -0.5 * hourMs, body: {} };
  const { calls } = await asked(5, { answers: { detail: read, hierarchy: read, firmware: read } });
  expect(calls.map(({ endpoint }) => endpoint)).toEqual(Array(5).fill('installation'));
  expect(calls[0]?.atHours).toBeCloseTo(0.5, 2);
});

test.each([403, 404])('a %i is final for a day', async (status) => {
  const { of } = await asked(49, { cloud: () => fails(status === 403 ? 'forbidden' : 'cloud-refused', { status }) });
  expect(of('installation').map(({ atHours }) => Math.round(atHours))).toEqual([0, 24, 48]);
});

test('a read that the policy holds back goes when the policy opens it', async () => {
  let held = true;
  const cloud = (_: CallRequest, nowMs: number) => {
    if (!held) return undefined;
    held = false;
    return fails('too-early', { retryAtMs: nowMs + 0.25 * hourMs });
  };
  const { calls } = await asked(0.9, { kinds: ['detail'], cloud });
  expect(calls.map(({ atHours }) => atHours.toFixed(2))).toEqual(['0.00', '0.25']);
});

test.each(['queue-full', 'unreadable-answer'] as const)(
  'a read that ends with %s is tried again in ten minutes',
  async (code) => {
    const { calls } = await asked(1, { kinds: ['detail'], cloud: () => fails(code) });
    expect(calls).toHaveLength(6);
  },
);

test('an answer of a wrong shape is not kept, and not asked for again before its time', async () => {
  const { calls, mirror } = await asked(0.9, { cloud: () => 'gibberish' });
  expect(calls).toHaveLength(3);
  expect(mirror.installation(idOf(0))?.answers).toBeUndefined();
});
