import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { SdkError } from '../sdk-error.ts';
import { openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';
import { json } from '../testing/rehearsed-cloud.ts';

describe('the governor', () => {
  it('begins with an empty bucket: the first calls are one margin slot apart (rate-limit)', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock, margin: { ratePerSecond: 2, burst: 12 } });
    const startMs = clock.nowMs();
    for (let n = 0; n < 4; n++) void outlet.call({ ...stateOf(`c${n}`), endpoint: 'charger' });
    await clock.advanceBy(3_000);
    const data = cloud.arrivals.filter(({ path }) => path !== '/oauth/token').map(({ atMs }) => atMs - startMs);
    expect(data).toEqual([1_100, 1_100, 1_500, 2_000]);
  });

  it('shares one flight among identical reads and lifts it to the hastiest lane', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const others = Array.from({ length: 100 }, (_, n) => outlet.call(stateOf(`other-${n}`)));
    const slow = outlet.call(stateOf('shared'));
    const hasty = outlet.call(stateOf('shared', { lane: 'interactive', app: 'app' }));
    await clock.advanceBy(1_500);
    expect(await Promise.all([slow, hasty])).toHaveLength(2);
    expect(cloud.arrivals.filter(({ path }) => path.includes('shared'))).toHaveLength(1);
    expect(cloud.arrivals.findIndex(({ path }) => path.includes('shared'))).toBe(1);
    await clock.advanceBy(20_000);
    await Promise.all(others);
  });

  it('gives the slot of a cancelled waiter back and keeps a flight that somebody else waits for', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const first = new AbortController();
    const alone = outlet.call(stateOf('a', { signal: first.signal })).catch((error: SdkError) => error.code);
    const second = new AbortController();
    const left = outlet.call(stateOf('b', { signal: second.signal })).catch((error: SdkError) => error.code);
    const stayed = outlet.call(stateOf('b'));
    first.abort();
    second.abort();
    expect(await Promise.all([alone, left])).toEqual(['cancelled', 'cancelled']);
    expect(outlet.governor.status().queued).toBeLessThanOrEqual(2);
    await clock.advanceBy(3_000);
    expect((await stayed).status).toBe(200);
    expect(cloud.arrivals.map(({ path }) => path)).toEqual(['/oauth/token', '/api/chargers/b/state']);
  });

  it.each([
    ['a command', { endpoint: 'charger-command', params: { id: 'c1', commandId: '102' }, cause: 'command' }],
    ['a read', { endpoint: 'charger', params: { id: 'c1' }, cause: 'routine' }],
  ] as const)('leaves %s that is on its way alone when its caller stops waiting', async (_, request) => {
    const clock = manualClock();
    const arrived: string[] = [];
    const cut: string[] = [];
    const { outlet, facts } = openTestOutlet({
      clock,
      fetch: (input, init) => {
        const { pathname } = new URL(new Request(input, init).url);
        if (pathname === '/oauth/token')
          return Promise.resolve(json({ access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 }));
        return new Promise((resolve, reject) => {
          init?.signal?.addEventListener('abort', () => {
            cut.push(pathname);
            reject(init.signal?.reason);
          });
          clock.setTimer(() => {
            arrived.push(pathname);
            resolve(json([]));
          }, 2_000);
        });
      },
    });
    const caller = new AbortController();
    const ending = outlet.submit({ ...request, lane: 'command', app: null, signal: caller.signal });
    await clock.advanceBy(2_000);
    caller.abort();
    expect(await ending).toMatchObject({ kind: 'cancelled', sentAtMs: expect.any(Number) });
    await clock.advanceBy(3_000);
    expect(cut).toEqual([]);
    expect(arrived).toHaveLength(1);
    // The policy knows that it was answered: the next one keeps its distance.
    expect(facts.at(-1)).toMatchObject({ class: request.endpoint === 'charger' ? 'detail' : 'command', status: 200 });
  });

  it('answers a full queue at once, and one app cannot fill it for the others', async () => {
    const clock = manualClock();
    const { outlet } = openTestOutlet({ clock });
    const codes: Promise<string>[] = [];
    for (let n = 0; n < 5_001; n++) {
      codes.push(outlet.call(stateOf(`c${n}`, { app: 'loud' })).then(String, (error: SdkError) => error.code));
    }
    expect(await codes[5_000]).toBe('queue-full');
    const other = outlet.call(stateOf('x', { app: 'quiet', lane: 'interactive' }));
    await clock.advanceBy(1_300);
    expect((await other).status).toBe(200);
    await outlet.governor.close(0);
    expect(await codes[4_999]).toBe('closed');
  });

  it('answers too-early at once when the policy asks for longer than a minute (list-cadence)', async () => {
    const clock = manualClock();
    const { outlet } = openTestOutlet({ clock });
    const list = { endpoint: 'chargers', query: { PageSize: 100 }, cause: 'routine', lane: 'sync', app: null } as const;
    void outlet.call(list);
    await clock.advanceBy(2_000);
    const error = await outlet.call(list).then(String, (cause: SdkError) => cause);
    expect(error).toMatchObject({ code: 'too-early', clause: 'list-cadence' });
    expect((error as SdkError).retryAtMs).toBeGreaterThan(clock.nowMs() + 3_590_000);
  });

  it('restores the floors of earlier runs from their facts (list-cadence)', async () => {
    const clock = manualClock();
    const list = { endpoint: 'chargers', query: { PageSize: 100 }, cause: 'routine', lane: 'sync', app: null } as const;
    const first = openTestOutlet({ clock });
    void first.outlet.call(list);
    await clock.advanceBy(2_000);
    const second = openTestOutlet({ clock });
    await second.outlet.restore(first.facts);
    const error = second.outlet.call(list).then(String, (cause: SdkError) => cause);
    await clock.advanceBy(3_000);
    expect(await error).toMatchObject({ code: 'too-early', clause: 'list-cadence' });
  });

  it('repeats a read after 503 with rising pauses, paying for each try, and gives up after five', async () => {
    const clock = manualClock();
    const { outlet, cloud, facts } = openTestOutlet({ clock, answer: () => new Response('<html>', { status: 503 }) });
    const error = outlet.call(stateOf('a')).then(String, (cause: SdkError) => cause);
    await clock.advanceBy(60_000);
    expect(await error).toMatchObject({ code: 'unreachable', status: 503 });
    const data = cloud.arrivals.filter(({ path }) => path !== '/oauth/token');
    const pausesMs = data.slice(1).map(({ atMs }, n) => atMs - (data[n]?.atMs ?? 0));
    expect(pausesMs).toEqual([750, 1_500, 3_000, 6_000]);
    const tries = facts.filter((fact) => fact.class === 'state');
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(tries.map(({ retryOf }) => retryOf)).toEqual([null, ...Array(4).fill(tries[0]?.id)]);
  });

  it('ends what waits when it is closed, and lets what is on its way arrive', async () => {
    const clock = manualClock();
    const { outlet } = openTestOutlet({ clock, wayMs: () => 300, answer: () => json([]) });
    const flying = outlet.call(stateOf('a'));
    await clock.advanceBy(1_800);
    const waiting = outlet.call(stateOf('a')).then(String, (cause: SdkError) => cause.code);
    const more = outlet.call(stateOf('b')).then(String, (cause: SdkError) => cause.code);
    const closed = outlet.governor.close(10_000);
    await clock.advanceBy(1_000);
    await closed;
    expect((await flying).status).toBe(200);
    expect(await outlet.call(stateOf('c')).then(String, (cause: SdkError) => cause.code)).toBe('closed');
    expect([await waiting, await more]).toHaveLength(2);
  });
});

describe('a wall clock that leaps ahead', () => {
  it('refills nothing: a burst is followed by calls one slot apart (rate-limit)', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    void outlet.call(stateOf('first'));
    await clock.advanceBy(10_000);
    for (let n = 0; n < 30; n++) void outlet.call(stateOf(`c${n}`));
    await clock.advanceBy(50);
    clock.jumpWall(1_800_000);
    const leaptAtMs = clock.nowMs();
    for (let n = 0; n < 30; n++) void outlet.call(stateOf(`d${n}`));
    await clock.advanceBy(10_000);
    expect(cloud.arrivals).toHaveLength(62);
    const inTheNextSecond = cloud.arrivals.filter(({ atMs }) => atMs >= leaptAtMs && atMs < leaptAtMs + 1_000);
    expect(inTheNextSecond.length).toBe(9);
  });

  it('ends no pause that a 429 asked for (respect-refusal)', async () => {
    const clock = manualClock();
    let refused = false;
    const { outlet, cloud } = openTestOutlet({
      clock,
      answer: () => {
        if (refused) return json([]);
        refused = true;
        return new Response(null, { status: 429, headers: { 'retry-after': '5' } });
      },
    });
    void outlet.call(stateOf('a'));
    await clock.advanceBy(1_300);
    clock.jumpWall(1_800_000);
    void outlet.call(stateOf('b'));
    await clock.advanceBy(20_000);
    const [, first = 0, ...rest] = cloud.arrivals.map(({ atMs }) => atMs);
    for (const atMs of rest) expect(atMs - 1_800_000 - first).toBeGreaterThanOrEqual(5_000);
    expect(rest).toHaveLength(2);
  });
});
