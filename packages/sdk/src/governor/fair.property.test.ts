// Nobody starves: whatever lanes and apps wait, and however much one of them asks for, each call leaves within the stated
// number of slots (mostSlots in lane-queue.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { type Lane, lanes } from '../account.ts';
import { mostSlots } from './lane-queue.ts';
import { type OpenedGovernor, openGovernor } from './open-governor.ts';

const userAgent = 'fairlead-test/1.0 (+https://example.org)';
const weights: Readonly<Record<string, number>> = { heavy: 3 };
const weightOf = (app: string | null): number => weights[app ?? ''] ?? 1;

interface Wanted {
  readonly app: string;
  readonly lane: Lane;
  readonly afterMs: number;
}

interface Left extends Wanted {
  /** Calls that had left when it entered, and when it left. */
  readonly enteredAt: number;
  readonly leftAt: number;
  /** Calls of its app that waited in its lane when it entered, itself included. */
  readonly place: number;
}

const wanted = fc.record({
  app: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'heavy'),
  lane: fc.constantFrom(...lanes),
  afterMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3_000) }),
});
/** One app that asks for hundreds of calls at once, in one lane. */
const flood = fc.record({ lane: fc.constantFrom(...lanes), calls: fc.integer({ min: 0, max: 400 }) });

async function order(program: readonly Wanted[]): Promise<readonly Left[]> {
  const clock = manualClock();
  const governor: OpenedGovernor = openGovernor({ userAgent, clock, weightOf });
  const left: Left[] = [];
  const waiting = new Map<string, number>();
  for (const [n, { app, lane, afterMs }] of program.entries()) {
    if (afterMs > 0) await clock.advanceBy(afterMs);
    const key = `${app} ${lane}`;
    const place = (waiting.get(key) ?? 0) + 1;
    waiting.set(key, place);
    const enteredAt = left.length;
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    void governor.submit({ endpoint: 'session-priority', params: { id }, app, lane }, async () => {
      waiting.set(key, (waiting.get(key) ?? 1) - 1);
      left.push({ app, lane, afterMs, enteredAt, leftAt: left.length, place });
      return { status: 200 };
    });
  }
  await clock.advanceBy(program.length * 102 + 2_000);
  await governor.close();
  return left;
}

describe('under saturation', () => {
  it('no lane and no app waits longer than its bound, also when one app floods', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wanted, { minLength: 40, maxLength: 150 }), flood, async (program, { lane, calls }) => {
        const loud = Array.from({ length: calls }, (): Wanted => ({ app: 'loud', lane, afterMs: 0 }));
        const whole = [...loud, ...program];
        const left = await order(whole);
        expect(left).toHaveLength(whole.length);
        for (const one of left) {
          const apps = [...new Set(whole.filter((other) => other.lane === one.lane).map(({ app }) => app))];
          const round = apps.reduce((sum, app) => sum + weightOf(app), 0);
          const most = mostSlots(one.lane, { place: one.place, weight: weightOf(one.app), weights: round });
          expect(one.leftAt - one.enteredAt).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('who asks for a read that a loud app waits for deep in its line has it within his own bound', async () => {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock });
    let left = 0;
    const read = (n: number, app: string, send: () => void) => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      return governor.submit({ endpoint: 'charger-state', params: { id }, app, lane: 'background' }, async () => {
        left++;
        send();
        return { status: 200 };
      });
    };
    const nth = new Map<number, number>();
    for (let n = 0; n < 400; n++) void read(n, 'loud', () => nth.set(n, left));
    for (const n of [5, 390]) void read(n, 'quiet', () => expect.fail('It was asked for twice.'));
    await clock.advanceBy(45_000);
    // The first that it joined keeps the sooner turn of the loud app's.
    expect(nth.get(5)).toBeLessThanOrEqual(12);
    expect(nth.get(390)).toBeLessThanOrEqual(mostSlots('background', { place: 1, weight: 1, weights: 2 }));
    expect(nth.size).toBe(400);
    await governor.close();
  });

  it('a read that an app of much weight waits for is left there where another who asks for it would have it later', async () => {
    const clock = manualClock();
    const heavy = 20;
    const governor = openGovernor({ userAgent, clock, weightOf: (app) => (app === 'heavy' ? heavy : 1) });
    let left = 0;
    const slotOf = new Map<string, number>();
    const read = (n: number, app: string): void => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      void governor.submit({ endpoint: 'charger-state', params: { id }, app, lane: 'background' }, async () => {
        slotOf.set(id, ++left);
        return { status: 200 };
      });
    };
    for (let n = 0; n < 100; n++) read(10_000 + n, 'before');
    for (let n = 1; n <= heavy; n++) read(n, 'heavy');
    for (let n = 0; n < 9; n++) read(20_000 + n, 'quiet');
    const others = 30;
    for (let app = 0; app < others; app++) for (let n = 0; n < 20; n++) read(30_000 + app * 100 + n, `app${app}`);
    read(heavy, 'quiet'); // its tenth, and the last of the one round of the other
    await clock.advanceBy(120_000);
    // What the burst let go before anything else was there is no slot of theirs.
    const most = mostSlots('background', { place: heavy, weight: heavy, weights: heavy + 2 + others }) / 26;
    expect(slotOf.get('00000000-0000-4000-8000-000000000020')).toBeLessThanOrEqual(most + 10);
    await governor.close();
  });

  it('a command leaves at the next slot, or at the one after where a lower lane was due', async () => {
    const full = lanes.flatMap((lane) =>
      Array.from({ length: lane === 'command' ? 0 : 100 }, (): Wanted => ({ app: 'a', lane, afterMs: 0 })),
    );
    let waitedOne = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_500), { minLength: 10, maxLength: 15 }), async (pausesMs) => {
        const commands = pausesMs.map((ms): Wanted => ({ app: 'person', lane: 'command', afterMs: 203 + ms }));
        const left = await order([...full, ...commands]);
        for (const { lane, place, enteredAt, leftAt } of left) {
          if (lane !== 'command' || place > 1) continue;
          expect(leftAt - enteredAt).toBeLessThanOrEqual(1);
          waitedOne += leftAt - enteredAt;
        }
      }),
      { numRuns: 20 },
    );
    expect(waitedOne).toBeGreaterThan(0);
  });

  it('one app of twenty gets its turn in each round, though another has filled its share of the room', async () => {
    const loud = Array.from({ length: 1_000 }, (): Wanted => ({ app: 'loud', lane: 'sync', afterMs: 0 }));
    const quiet = Array.from({ length: 19 }, (_, n): Wanted => ({ app: `quiet ${n}`, lane: 'sync', afterMs: 0 }));
    const left = await order([...loud, ...quiet]);
    const last = Math.max(...left.filter(({ app }) => app !== 'loud').map(({ leftAt }) => leftAt));
    expect(last).toBeLessThan(20);
  });
});

describe('cancelled work', () => {
  it('gives its slot to the next in line, and pays nothing', async () => {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock, margin: { ratePerSecond: 1, burst: 1 } });
    const startMs = clock.nowMs();
    const left: (readonly [string, number])[] = [];
    const cancel = new AbortController();
    const submit = (id: string, signal?: AbortSignal) =>
      governor.submit({ endpoint: 'session-priority', params: { id }, ...(signal ? { signal } : {}) }, async () => {
        left.push([id, clock.nowMs() - startMs]);
        return { status: 200 };
      });
    const cancelled = submit('first', cancel.signal);
    void submit('second');
    void submit('third');
    await clock.advanceBy(999);
    cancel.abort();
    expect(await cancelled).toEqual({ kind: 'cancelled', sentAtMs: null });
    expect(governor.status()).toMatchObject({ queued: 2, availableRequests: 0.999 });
    await clock.advanceBy(1_001);
    expect(left).toEqual([
      ['second', 1_000],
      ['third', 2_000],
    ]);
    await governor.close();
  });
});

describe('a full queue', () => {
  it('answers at once with the reason: all of it is taken, or the share of one app', async () => {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock, mostQueued: 3, mostQueuedPerApp: 2 });
    let calls = 0;
    const submit = (app: string) =>
      governor.submit({ endpoint: 'session-priority', params: { id: `s${calls++}` }, app }, async () => ({
        status: 200,
      }));
    const waiting = [submit('a'), submit('a')];
    expect(await submit('a')).toEqual({ kind: 'not-sent', reason: 'queue-full', queued: 2, of: 'app' });
    waiting.push(submit('b'));
    expect(await submit('c')).toEqual({ kind: 'not-sent', reason: 'queue-full', queued: 3, of: 'account' });
    await clock.advanceBy(1_000);
    expect(await Promise.all(waiting)).toMatchObject([
      { kind: 'exchanged' },
      { kind: 'exchanged' },
      { kind: 'exchanged' },
    ]);
    await governor.close();
  });
});

describe('callers who join a read that another asked for', () => {
  const state = { endpoint: 'charger-state', params: { id: 'c1' } } as const;

  it('count in the queue of their own app until they are answered or leave', async () => {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock, mostQueued: 100, mostQueuedPerApp: 10 });
    let sends = 0;
    const read = (app: string, signal?: AbortSignal) =>
      governor.submit({ ...state, app, ...(signal ? { signal } : {}) }, async () => {
        sends++;
        await new Promise<void>((resolve) => clock.setTimer(resolve, 5_000));
        return { status: 200 };
      });
    const leaving = new AbortController();
    const waiting = Array.from({ length: 10 }, (_, n) => read('a', n === 3 ? leaving.signal : undefined));
    expect(await read('a')).toEqual({ kind: 'not-sent', reason: 'queue-full', queued: 10, of: 'app' });
    waiting.push(read('b'));
    leaving.abort();
    waiting.push(read('a'));
    expect(await read('a')).toMatchObject({ reason: 'queue-full', of: 'app' });
    await clock.advanceBy(1_000);
    // It is on its way: what it asked for first waits in no queue any more, who joined does.
    waiting.push(read('a'));
    expect(await read('a')).toMatchObject({ reason: 'queue-full', queued: 10, of: 'app' });
    await clock.advanceBy(10_000);
    const kinds = (await Promise.all(waiting)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'exchanged')).toHaveLength(12);
    expect(kinds[3]).toBe('cancelled');
    expect(sends).toBe(1);
    void read('a');
    for (let n = 0; n < 9; n++) void read('a');
    expect(await read('a')).toMatchObject({ reason: 'queue-full', queued: 10 });
    await governor.close();
  });

  it('let a command join where the room is full', async () => {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock, mostQueued: 2, mostQueuedPerApp: 2 });
    const read = (app: string, lane: Lane) => governor.submit({ ...state, app, lane }, async () => ({ status: 200 }));
    const waiting = [read('a', 'sync'), read('b', 'sync'), read('person', 'command')];
    expect(await read('c', 'sync')).toMatchObject({ reason: 'queue-full', of: 'account' });
    await clock.advanceBy(1_000);
    expect(await Promise.all(waiting)).toMatchObject(Array(3).fill({ kind: 'exchanged' }));
    await governor.close();
  });
});

describe('a room that loud apps keep full', () => {
  const loudApp = fc.record({ lane: fc.constantFrom(...lanes), calls: fc.integer({ min: 1, max: 120 }) });
  const mostQueued = 200;

  it('has a place for each app with nothing waiting and for each command, whoever floods (7 apps in a room of 200)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(loudApp, { minLength: 1, maxLength: 5 }), async (apps) => {
        const { refused, left, leftLoud } = await flooded(apps);
        expect(refused.filter(({ waiting }) => waiting === 0)).toEqual([]);
        expect(Math.min(left.quiet, left.person)).toBeGreaterThan(0);
        expect(leftLoud).toBeGreaterThan(100);
      }),
      { numRuns: 8 },
    );
  });

  it('that 8 to 15 of them fill to the last place has one for each app within a few rounds of their turns', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(loudApp, { minLength: 8, maxLength: 15 }), async (apps) => {
        const { refused } = await flooded(apps.map(({ calls }) => ({ calls, lane: 'background' })));
        // Seven of 15 hold more than one call, and give back as many places in a round of 15 slots; nine apps want one each. Of
        // 9.9 slots a second two are the quiet one's and the command's: two rounds are 3.8 s. All ask once a second, so twice.
        expect(refused.filter(({ secondsIn, waiting }) => secondsIn > 8 && waiting === 0)).toEqual([]);
        expect(refused.filter(({ app }) => app === 'person')).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  /** Loud apps that come again as their calls end; beside them one read and one command a second, for 20 s. */
  async function flooded(apps: readonly { readonly lane: Lane; readonly calls: number }[]) {
    const clock = manualClock();
    const governor = openGovernor({ userAgent, clock, mostQueued, mostQueuedPerApp: 100 });
    let calls = 0;
    let leftLoud = 0;
    const submit = (app: string, lane: Lane) =>
      governor.submit({ endpoint: 'session-priority', params: { id: `s${calls++}` }, app, lane }, async () => ({
        status: 200,
      }));
    const flood = (app: string, lane: Lane): void => {
      void submit(app, lane).then((ending) => {
        if (ending.kind === 'exchanged') leftLoud++;
        if (ending.kind === 'exchanged') flood(app, lane);
        else if (ending.kind === 'not-sent' && ending.reason === 'queue-full')
          clock.setTimer(() => flood(app, lane), 1_000);
      });
    };
    for (const [n, { lane, calls }] of apps.entries()) for (let k = 0; k < calls; k++) flood(`loud ${n}`, lane);
    const refused: { readonly app: string; readonly secondsIn: number; readonly waiting: number }[] = [];
    const waits = { quiet: 0, person: 0 };
    const left = { quiet: 0, person: 0 };
    for (let secondsIn = 0; secondsIn < 20; secondsIn++) {
      for (const [app, lane] of [
        ['quiet', 'interactive'],
        ['person', 'command'],
      ] as const) {
        const waiting = waits[app]++;
        void submit(app, lane).then((ending) => {
          waits[app]--;
          if (ending.kind === 'exchanged') left[app]++;
          else refused.push({ app, secondsIn, waiting });
        });
      }
      await clock.advanceBy(1_000);
    }
    await clock.advanceBy(10_000);
    const seen = { refused: [...refused], left, leftLoud };
    const closing = governor.close();
    await clock.advanceBy(12_000);
    await closing;
    return seen;
  }
});
