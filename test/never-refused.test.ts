// "Never refused", proved on the emulated cloud: whatever is asked of the SDK, by however many callers, in whatever weather
// and over restarts, the cloud's own limiter refuses nothing and its judge finds nothing, and neither does the judge of what
// the SDK itself wrote down.
import { startEmulator } from '@fairlead/emulator';
import { type CallFact, type ClauseId, type Fact, type JudgeOptions, judge } from '@fairlead/policy';
import type { CallRequest } from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BusyAccount, busyAccount, callsIn } from './busy-account.ts';
import { type Act, lastingMs, programs, programsOfDays } from './busy-programs.ts';
import { manualClock } from './manual-clock.ts';
import { perform, type Stage } from './perform-act.ts';

const minuteMs = 60_000;
/** To the cloud, and back again. */
const mostWayMs = 250;
const marginPerSecond = 9.9;
/** A fifth of a second each, more on a busy machine. */
const programsPlayed = 50;
/** Two to four days each. */
const daysProgramsPlayed = 5;

async function withStage(seed: number, play: (stage: Stage) => Promise<void>): Promise<void> {
  const clock = manualClock();
  const emulator = await startEmulator({
    doors: 'in-process',
    clock,
    fleet: { chargers: 6, charging: 2, installations: 2 },
    // So that a refusal by the limiter of logins is not taken for a planned 503.
    switches: { 'token-limiter': '429' },
  });
  const busy = busyAccount({ clock, emulator, random: uniform(seed), mostWayMs });
  try {
    await busy.start();
    // By then it is known what is connected and what charges; before, nobody could keep what depends on it.
    await clock.advanceBy(10_000);
    await play({ clock, emulator, busy });
  } finally {
    await busy.close();
    await emulator.stop();
  }
}

/** A small generator of its own, so that every way's length follows from the seed of the program. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Known by the answer alone, and an answer may be lost on its way when the cloud has done its part: what was served (lists,
 * details, windows of history, and that the replacement of an old door works), what is missing (404, 528) and what was granted
 * (a token). Who never had the answer may ask again; to the cloud, which alone has both calls, that is a second one too early.
 */
const needTheAnswer: readonly ClauseId[] = [
  'list-cadence',
  'detail-cadence',
  'command-precondition',
  'no-scraping',
  'no-intrusion',
  'token-reuse',
  'deprecated-endpoint',
];

/**
 * Floors of minutes and more, where a run begins without knowing when the one before it asked: its journal is lost, or was
 * dated by a clock that leapt in between, so that nobody knows how old it is. That cannot be told from a first start, which
 * has to read everything once. A leap without a restart is no excuse: what nobody has seen pass has not passed.
 */
const goByMemory: readonly ClauseId[] = [...needTheAnswer, 'no-aggressive-polling', 'state-cache', 'current-cadence'];

function leaps(program: readonly Act[]): boolean {
  return program.some((step) => step.kind === 'jump' && step.ms > 0);
}

function excusedIn(program: readonly Act[], remembers: boolean): readonly ClauseId[] {
  const restarts = program.some(({ kind }) => kind === 'restart');
  if (restarts && (!remembers || leaps(program))) return goByMemory;
  return program.some(losesAnswers) ? needTheAnswer : [];
}

/** Runs that know nothing of each other are judged alone; of runs that remember, by clocks that disagree, nothing can be told. */
function historiesOf({ runs }: BusyAccount, program: readonly Act[], remembers: boolean): readonly (readonly Fact[])[] {
  if (!remembers) return runs;
  const jumped = program.some(({ kind }) => kind === 'jump');
  return jumped && runs.length > 1 ? [] : [runs.flat()];
}

/** Whether the cloud may have carried a call out whose answer never came. Then it counts a read that nobody has. */
function losesAnswers(step: Act): boolean {
  if (step.kind === 'restart') return !step.orderly;
  if (step.kind !== 'fault') return false;
  const { fault } = step;
  switch (fault.kind) {
    case 'reset':
    case 'hang':
      return fault.when === 'after';
    case 'slow':
      return fault.delayMs > 500;
    case 'truncated':
      return true;
    case 'status':
    case 'wrong-content-type':
      return false;
  }
}

/**
 * Whether a car still charges is told by answers and the bus: where either gets lost the cloud knows before anybody can, and
 * asks for 600 s where whoever last heard of a car that charges keeps 60 s. The client's own facts are judged by what it knew.
 */
function asTold(calls: readonly CallFact[], program: readonly Act[]): readonly CallFact[] {
  const isLost = program.some((step) => step.kind === 'no-bus' || step.kind === 'dark' || losesAnswers(step));
  return isLost ? calls.map((call) => ({ ...call, charging: 'unknown' })) : calls;
}

/** How much later than the way takes an answer may come: the cloud's own record does not show it. */
function slowestMs(program: readonly Act[]): number {
  return Math.max(
    0,
    ...program.map((step) => (step.kind === 'fault' && step.fault.kind === 'slow' ? step.fault.delayMs : 0)),
  );
}

function broken(
  facts: readonly Fact[],
  excused: readonly ClauseId[] = [],
  options: JudgeOptions = {},
): readonly string[] {
  return judge(facts, options).verdicts.flatMap((told) =>
    told.verdict === 'broken' && !excused.includes(told.clause) ? [`${told.clause}: ${told.first.what}`] : [],
  );
}

interface Seen {
  calls: number;
  runs: number;
  readonly endings: Map<string, number>;
}

/** Plays a program, and expects that the cloud refused nothing and that neither judge finds anything. */
function neverRefused(seen: Seen) {
  return (program: readonly Act[], seed: number, remembers: boolean): Promise<void> =>
    withStage(seed, async (stage) => {
      const { clock, emulator, busy } = stage;
      for (const act of program) await perform(stage, act, remembers);
      await clock.advanceBy(10 * minuteMs);
      const calls = emulator.calls();
      expect(calls.filter(({ status }) => status === 429)).toEqual([]);
      const roundTripMs = 2 * mostWayMs + slowestMs(program);
      const byTheCloud = broken(
        [...asTold(calls, program), ...emulator.streamEvents()],
        excusedIn(program, remembers),
        {
          roundTripMs,
        },
      );
      expect(byTheCloud).toEqual([]);
      // Of the client's own journal, which is dated by the clock that leapt: what the clock alone let pass nobody could fill
      // with reads. The cloud's dates, by which it is judged above, did not leap.
      const unfilled: readonly ClauseId[] = leaps(program) ? ['fresh-data'] : [];
      for (const history of historiesOf(busy, program, remembers)) expect(broken(history, unfilled)).toEqual([]);
      seen.calls += calls.length;
      seen.runs += busy.runs.length;
      for (const [code, n] of busy.endings) seen.endings.set(code, (seen.endings.get(code) ?? 0) + n);
    });
}

test('alone on the account nothing is refused and nothing is found, whatever is asked, in any weather', async () => {
  const seen: Seen = { calls: 0, runs: 0, endings: new Map() };
  await fc.assert(
    fc.asyncProperty(programs, fc.nat(), fc.boolean(), neverRefused(seen)),
    // To shrink hours of a busy program takes longer than to read it.
    { numRuns: programsPlayed, endOnFailure: true },
  );
  // The programs ask for enough to meet the limits, and take every way out.
  expect(seen.calls).toBeGreaterThan(50 * programsPlayed);
  expect(seen.runs).toBeGreaterThan(1.3 * programsPlayed);
  expect([...seen.endings.keys()]).toEqual(expect.arrayContaining(['ok', 'cancelled', 'too-early', 'cloud-refused']));
});

/** Of each reason to excuse floors of minutes and more one program: the cloud counts a second call, and each run's own facts show none. */
const needed: readonly (readonly [string, readonly Act[], boolean, ClauseId])[] = [
  [
    'a restart that finds nothing',
    [
      { kind: 'pass', ms: 5 * minuteMs },
      { kind: 'restart', orderly: true },
    ],
    false,
    'token-reuse',
  ],
  [
    'a restart behind a clock that was set forward',
    [
      { kind: 'pass', ms: 5 * minuteMs },
      { kind: 'jump', ms: 5 * 60 * minuteMs },
      { kind: 'restart', orderly: true },
    ],
    true,
    'detail-cadence',
  ],
];

test.each(needed)('an excuse is needed: %s', async (_, program, remembers, clause) => {
  await withStage(1, async ({ clock, emulator, busy }) => {
    for (const act of program) await perform({ clock, emulator, busy }, act, remembers);
    await clock.advanceBy(10 * minuteMs);
    const options = { roundTripMs: 2 * mostWayMs };
    const found = broken([...asTold(emulator.calls(), program), ...emulator.streamEvents()], [], options);
    expect(found.map((told) => told.split(':')[0])).toContain(clause);
    expect(excusedIn(program, remembers)).toContain(clause);
    for (const run of busy.runs) expect(broken(run)).toEqual([]);
  });
});

test('nor over days, with a few callers now and then', async () => {
  const seen: Seen = { calls: 0, runs: 0, endings: new Map() };
  let longestMs = 0;
  await fc.assert(
    fc.asyncProperty(programsOfDays, fc.nat(), fc.boolean(), async (program, seed, remembers) => {
      longestMs = Math.max(longestMs, lastingMs(program));
      await neverRefused(seen)(program, seed, remembers);
    }),
    { numRuns: daysProgramsPlayed, endOnFailure: true },
  );
  expect(longestMs).toBeGreaterThan(2 * 24 * 60 * minuteMs);
  expect(seen.calls).toBeGreaterThan(100 * daysProgramsPlayed);
}, 120_000);

test('saturated by fifty callers it moves at 98 % of the margin, and no call is refused', async () => {
  const measuredMs = 10 * minuteMs;
  await withStage(7, async ({ clock, emulator, busy }) => {
    saturate(
      busy,
      emulator.world.chargers().map(({ id }) => id),
    );
    await clock.advanceBy(minuteMs);
    const fromMs = clock.nowMs();
    await clock.advanceBy(measuredMs);
    const calls = emulator.calls().filter(({ sentAtMs }) => sentAtMs >= fromMs);
    expect(calls.length).toBeGreaterThanOrEqual(0.98 * marginPerSecond * (measuredMs / 1000));
    expect(calls.length).toBeLessThanOrEqual(marginPerSecond * (measuredMs / 1000) + 2);
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
    expect(broken(emulator.calls(), [], { roundTripMs: 2 * mostWayMs })).toEqual([]);
  });
});

/** Fifty callers that never rest until told to. Writes of a charger's settings have no floor of their own. */
function saturate(busy: BusyAccount, chargerIds: readonly string[]): () => void {
  let resting = false;
  const request = (n: number): CallRequest => ({
    ...{ endpoint: 'charger-update', params: { id: chargerIds[n % chargerIds.length] ?? '' }, cause: 'command' },
    ...{ body: { maxChargeCurrent: 10 + (n % 6) }, lane: 'background', app: `app ${n % 5}` },
  });
  for (let caller = 0; caller < 50; caller++) {
    void (async () => {
      for (let n = caller; !resting && (await busy.call(request(n))) !== 'closed'; n += 50);
    })();
  }
  return () => {
    resting = true;
  };
}

test('with a neighbour it is refused at most once per Retry-After, halves its rate, says so, and recovers by 0.5/s a minute', async () => {
  let halvings = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 70, max: 350 }), async (seed, everyMs) => {
      await withStage(seed, async ({ clock, emulator, busy }) => {
        const rates: number[] = [];
        let suspected = false;
        busy.account.subscribe((event) => {
          if (event.kind !== 'governor') return;
          suspected ||= event.status.neighbourSuspected;
          rates.push(event.status.ratePerSecond);
        });
        const rest = saturate(
          busy,
          emulator.world.chargers().map(({ id }) => id),
        );
        await clock.advanceBy(5_000);
        emulator.scenario.start({
          ...{ name: 'neighbour', lasts: '3m' },
          steps: [{ at: '00:00:01', do: 'neighbour', every: `${everyMs}ms`, for: '2m' }],
        });
        await clock.advanceBy(3 * minuteMs);
        expect(suspected).toBe(true);

        const calls = callsIn(busy.runs.flat());
        const refusals = calls.filter(({ status }) => status === 429);
        for (const { answeredAtMs, retryAfterMs } of refusals) {
          const readAtMs = answeredAtMs ?? 0;
          const early = calls.filter(
            ({ sentAtMs }) => sentAtMs > readAtMs && sentAtMs < readAtMs + (retryAfterMs ?? 0),
          );
          expect(early).toEqual([]);
        }
        // What left before the first refusal could be read is one refusal with it; then a second lies between two.
        const [first] = refusals.map(({ answeredAtMs }) => answeredAtMs ?? 0).sort((one, other) => one - other);
        const later = refusals.filter(({ sentAtMs }) => sentAtMs >= (first ?? 0));
        for (const [place, { answeredAtMs }] of later.entries()) {
          const before = later[place - 1];
          if (before) expect((answeredAtMs ?? 0) - (before.answeredAtMs ?? 0)).toBeGreaterThanOrEqual(1_000);
        }
        for (const [place, rate] of rates.entries()) {
          const before = rates[place - 1] ?? marginPerSecond;
          if (rate >= before) continue;
          expect(rate).toBeCloseTo(Math.max(0.5, before / 2), 6);
          halvings++;
        }
        expect(broken(busy.runs.flat())).toEqual([]);

        rest();
        const recovering = [busy.account.governorStatus().ratePerSecond];
        for (let minute = 0; minute < 20; minute++) {
          await clock.advanceBy(minuteMs);
          recovering.push(busy.account.governorStatus().ratePerSecond);
        }
        for (const [place, rate] of recovering.slice(1).entries()) {
          expect(rate).toBeCloseTo(Math.min(marginPerSecond, (recovering[place] ?? 0) + 0.5), 6);
        }
        expect(busy.account.governorStatus()).toMatchObject({
          neighbourSuspected: false,
          ratePerSecond: marginPerSecond,
        });
      });
    }),
    { numRuns: 6 },
  );
  expect(halvings).toBeGreaterThan(10);
});
