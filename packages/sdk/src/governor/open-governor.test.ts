import type { CallFact } from '@fairlead/policy';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { memoryJournal } from '../journal/memory-journal.ts';
import { SdkError } from '../sdk-error.ts';
import { json } from '../testing/rehearsed-cloud.ts';
import { type OpenedGovernor, type OpenGovernorOptions, openGovernor } from './open-governor.ts';

const userAgent = 'depot-charging/1.4 (+https://depot.example/contact)';

function opened(options: Partial<OpenGovernorOptions> = {}) {
  const clock = manualClock();
  const facts: CallFact[] = [];
  const journal: OpenGovernorOptions['journal'] = (fact) => void (fact.kind === 'call' && facts.push(fact));
  return { clock, facts, governor: openGovernor({ userAgent, clock, random: () => 0, journal, ...options }) };
}

describe('a governor alone', () => {
  it('does what its example says: the call leaves when a request is there, and its answer comes back', async () => {
    const { clock, facts, governor } = opened();
    const fetch = async (address: string, _options: { signal: AbortSignal }) => json({ Observations: address });
    const asking = governor.submit({ endpoint: 'constants', lane: 'interactive' }, async (signal) => {
      const answer = await fetch('https://api.zaptec.com/api/constants', { signal });
      return { status: answer.status, body: await answer.json() };
    });
    await clock.advanceBy(101);
    expect(facts).toEqual([]);
    await clock.advanceBy(1);
    const body = { Observations: 'https://api.zaptec.com/api/constants' };
    expect(await asking).toMatchObject({ kind: 'exchanged', exchange: { status: 200, body } });
    expect(facts).toMatchObject([{ class: 'constants', path: '/api/constants', status: 200, accountId: 'main' }]);
  });

  it('repeats a read that failed and no write that may have arrived, each try paid for (respect-refusal)', async () => {
    const { clock, facts, governor } = opened();
    let reads = 0;
    const reading = governor.submit({ endpoint: 'charger', params: { id: 'c1' } }, async () => {
      if (++reads < 3) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return { status: 200 };
    });
    const writing = governor.submit({ endpoint: 'charger-update', params: { id: 'c1' } }, () =>
      Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
    );
    await clock.advanceBy(10_000);
    expect(await reading).toMatchObject({ kind: 'exchanged', exchange: { status: 200 } });
    expect(await writing).toMatchObject({ exchange: { kind: 'failed', reached: 'maybe', code: 'ECONNRESET' } });
    expect(facts.map(({ class: kind, attempt, status }) => [kind, attempt, status])).toEqual([
      ['detail', 1, null],
      ['update', 1, null],
      ['detail', 2, null],
      ['detail', 3, 200],
    ]);
  });

  it('stops for as long as a 429 asks, makes room for whoever else is there, and says so', async () => {
    const { clock, governor } = opened();
    let refused = false;
    const leftAtMs: number[] = [];
    const submit = (id: string) =>
      governor.submit({ endpoint: 'session-priority', params: { id } }, async () => {
        leftAtMs.push(clock.nowMs());
        if (refused) return { status: 200 };
        refused = true;
        return { status: 429, retryAfterMs: 3_000, shape: 'empty' };
      });
    const startMs = clock.nowMs();
    const ending = submit('s1');
    await clock.advanceBy(200);
    void submit('s2');
    expect(governor.status()).toMatchObject({
      neighbourSuspected: true,
      ratePerSecond: 4.95,
      pausedUntilMs: startMs + 3_102,
    });
    await clock.advanceBy(10_000);
    expect(await ending).toMatchObject({ exchange: { status: 200 } });
    expect(
      leftAtMs
        .map((atMs) => atMs - startMs)
        .slice(1)
        .every((ms) => ms >= 3_102),
    ).toBe(true);
    expect(leftAtMs).toHaveLength(3);
  });

  it('has one call on its way at a time while a neighbour is suspected, and more again afterwards (respect-refusal)', async () => {
    const { clock, governor } = opened();
    let flying = 0;
    const most = { alone: 0, beside: 0, afterwards: 0 };
    let phase: keyof typeof most = 'alone';
    const submit = (id: string, status: number, tookMs: number) =>
      governor.submit({ endpoint: 'session-priority', params: { id } }, async () => {
        flying++;
        most[phase] = Math.max(most[phase], flying);
        await new Promise<void>((resolve) => clock.setTimer(resolve, tookMs));
        flying--;
        const told = status;
        status = 200;
        return { status: told };
      });
    for (let n = 0; n < 5; n++) void submit(`a${n}`, 200, 2_000);
    await clock.advanceBy(5_000);
    void submit('refused', 429, 1);
    await clock.advanceBy(200);
    phase = 'beside';
    // At half of the rate 14 would leave while one is on its way.
    for (let n = 0; n < 20; n++) void submit(`b${n}`, 200, 3_000);
    await clock.advanceBy(30_000);
    expect(governor.status()).toMatchObject({ neighbourSuspected: true, ratePerSecond: 4.95 });
    await clock.advanceBy(15 * 60_000);
    phase = 'afterwards';
    for (let n = 0; n < 5; n++) void submit(`c${n}`, 200, 2_000);
    await clock.advanceBy(5_000);
    expect(most).toEqual({ alone: 5, beside: 1, afterwards: 5 });
  });

  it('goes by the floors of what an earlier run wrote down (detail-cadence)', async () => {
    const first = opened();
    void first.governor.submit({ endpoint: 'charger', params: { id: 'c1' } }, async () => ({ status: 200 }));
    await first.clock.advanceBy(1_000);
    const { clock, governor } = opened({ clock: first.clock, history: first.facts });
    const again = governor.submit({ endpoint: 'charger', params: { id: 'c1' } }, async () => ({ status: 200 }));
    await first.clock.advanceBy(1_000);
    expect(clock.pending()).toBe(0);
    expect(await again).toMatchObject({ kind: 'not-sent', reason: 'too-early', clause: 'detail-cadence' });
  });

  it('goes on with a pause, a halved rate and a call under way of a run that was killed', async () => {
    const clock = manualClock();
    const journal = memoryJournal();
    const first = opened({ clock, journal });
    const submit = (governor: OpenedGovernor, id: string, status: number) =>
      governor.submit({ endpoint: 'session-priority', params: { id } }, async () => ({ status, retryAfterMs: 30_000 }));
    void submit(first.governor, 's1', 429);
    await clock.advanceBy(200);
    const pausedUntilMs = first.governor.status().pausedUntilMs;
    const [refused] = journal.history() as readonly CallFact[];
    if (refused === undefined) throw new Error('nothing was written down');
    const of = { class: 'detail', method: 'GET', path: '/api/chargers/{id}', resource: 'c1' } as const;
    journal.write({ ...refused, ...of, id: '9', status: null, answeredAtMs: null });
    const { governor } = opened({ clock, journal });
    expect(governor.status()).toMatchObject({ neighbourSuspected: true, ratePerSecond: 4.95, pausedUntilMs });
    const leftAtMs: number[] = [];
    void governor.submit({ endpoint: 'session-priority', params: { id: 's2' } }, async () => {
      leftAtMs.push(clock.nowMs());
      return { status: 200 };
    });
    const reading = governor.submit({ endpoint: 'charger', params: { id: 'c1' } }, async () => ({ status: 200 }));
    await clock.advanceBy(40_000);
    expect(leftAtMs).toEqual([pausedUntilMs]);
    expect(await reading).toMatchObject({ kind: 'not-sent', reason: 'too-early', clause: 'detail-cadence' });
  });

  it('keeps nothing slow for long that a clock ahead of the time wrote down', async () => {
    const clock = manualClock();
    const journal = memoryJournal();
    const first = opened({ clock, journal });
    void first.governor.submit({ endpoint: 'constants' }, async () => ({ status: 429, retryAfterMs: 1_000 }));
    await clock.advanceBy(200);
    clock.jumpWall(-30 * 86_400_000);
    const { governor } = opened({ clock, journal });
    expect(governor.status().neighbourSuspected).toBe(true);
    await clock.advanceBy(15 * 60_000);
    expect(governor.status()).toMatchObject({ neighbourSuspected: false, ratePerSecond: 9.9 });
  });

  it.each([
    ['a margin that is looser than the default', { margin: { ratePerSecond: 20, burst: 12 } }],
    ['a user agent that names nobody', { userAgent: 'axios/1.0' }],
    ['plain http beyond loopback', { baseUrl: 'http://api.zaptec.com' }],
  ])('refuses %s with a sentence', (_, options) => {
    expect(() => opened(options)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });

  it('refuses what no document names', async () => {
    const { governor } = opened();
    const asking = governor.submit({ endpoint: 'charger', params: { id: '..' } }, async () => ({ status: 200 }));
    expect(await asking.catch((error: unknown) => error instanceof SdkError && error.code)).toBe('invalid-option');
  });
});
