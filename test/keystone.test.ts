// The emulator's half of the keystone: whoever obeys `decide` is never refused by the cloud, and is judged kept by what
// the cloud itself wrote down; in its duties too, when it does what is due before its deadline. The same programs without
// `decide` are refused.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type ClauseId, type Fact, forecast, judge } from '@fairlead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { happenedAtMs, inOrder } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { beginProgram, type ProgramWish, plainWish } from './polite-program.ts';

const minuteMs = 60_000;
/** Up to 250 ms each way. */
const upMs = fc.integer({ min: 1, max: 250 });
const downMs = fc.nat(250);
const chargers = 4;
/** Half a second each. */
const runs = 25;

const wish: fc.Arbitrary<ProgramWish> = fc.record({
  /** Most in the first minutes, some in the next hours. */
  afterMs: fc.oneof(fc.nat(5000), fc.nat(10 * minuteMs), fc.nat(150 * minuteMs)),
  endpoint: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('charger', 'installation', 'charger-state' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'token',
        'installations',
        'chargers',
        'charger-command',
        'installation-update' as const,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('charger-update', 'installation-hierarchy', 'group-stream-details' as const),
    },
  ) as fc.Arbitrary<ProgramWish['endpoint']>,
  about: fc.nat(chargers),
  command: fc.constantFrom(506, 507, 102, 10_001, 103),
  fields: fc.constantFrom({ availableCurrent: 16 }, { availableCurrentPhase1: 6 }, { maxCurrent: 20 }, {}),
  query: fc.constant(''),
  cause: fc.constantFrom('routine', 'user', 'start' as const) as fc.Arbitrary<ProgramWish['cause']>,
  held: fc.boolean(),
  upMs,
  downMs,
});

/** Forty reads within a tenth of a second, which no bucket holds, somewhere in the first minutes. */
const storm = fc
  .record({ atMs: fc.integer({ min: 20_000, max: 5 * minuteMs }), upMs, downMs })
  .map(({ atMs, ...way }) =>
    Array.from(
      { length: 40 },
      (_, n): ProgramWish => ({ ...plainWish, ...way, afterMs: atMs + 2 * n, about: n % chargers, cause: 'user' }),
    ),
  );

/** State followed by reading, every minute to every half hour. */
const loop = fc
  .record({ everyMs: fc.integer({ min: minuteMs, max: 30 * minuteMs }), about: fc.nat(chargers - 1), upMs, downMs })
  .map(({ everyMs, ...given }) =>
    Array.from(
      { length: Math.min(20, Math.floor((150 * minuteMs) / everyMs)) },
      (_, n): ProgramWish => ({ ...plainWish, ...given, afterMs: n * everyMs, cause: 'routine' }),
    ),
  );

const programs = fc
  .tuple(fc.array(wish, { minLength: 1, maxLength: 80, size: 'max' }), storm, fc.array(loop, { maxLength: 2 }))
  .map(([wishes, bursts, loops]) => [...wishes, ...bursts, ...loops.flat()]);

interface Outcome {
  readonly emulator: Emulator;
  /** What the program keeps of its streams, and what it attests; its calls are the cloud's to tell. */
  readonly told: readonly Fact[];
}

async function run(
  wishes: readonly ProgramWish[],
  { manners, lateness01 = 0 }: { readonly manners: 'polite' | 'heedless'; readonly lateness01?: number },
  forMs: number,
  look: (outcome: Outcome) => void,
): Promise<void> {
  const clock: ManualClock = manualClock();
  const fleet = { chargers, charging: 2, installations: 2 };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet });
  try {
    const facts = beginProgram(wishes, { clock, emulator, manners, lateness01 });
    await clock.advanceBy(forMs);
    look({ emulator, told: facts.filter(({ kind }) => kind !== 'call') });
  } finally {
    await emulator.stop();
  }
}

test('who asks `decide` before each call and does what is due meets no refusal, is judged kept by the cloud, and takes no step of the ladder', async () => {
  let calls = 0;
  const duties = { streams: 0, reconciled: 0 };
  const lateness01 = fc.double({ min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(programs, lateness01, (wishes, late) =>
      run(wishes, { manners: 'polite', lateness01: late }, 180 * minuteMs, ({ emulator, told }) => {
        const seen = emulator.calls();
        calls += seen.length;
        expect(seen.filter(({ status }) => status === 429)).toEqual([]);
        expect(seen.filter((call) => call.class === 'token' && call.status !== 200)).toEqual([]);
        const history = inOrder([...seen, ...told]);
        const { report, steps } = forecast(history, { roundTripMs: 500 });
        expect(report.verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
        expect(steps).toEqual([]);
        const verdictOn = (id: ClauseId) => report.verdicts.find(({ clause }) => clause === id)?.verdict;
        // Due within a day; who puts it off beyond the three hours of a program has not shown it yet.
        const attested = told.some(({ kind }) => kind === 'attestation');
        expect(verdictOn('monitored')).toBe(attested ? 'kept' : 'cannot-tell');
        const lost = told.find((fact) => fact.kind === 'stream' && fact.event === 'lost');
        if (lost === undefined) return;
        duties.streams += 1;
        duties.reconciled += seen.filter((call) => call.class === 'state' && call.sentAtMs > happenedAtMs(lost)).length;
        for (const duty of ['push-first', 'fresh-data'] as const) expect(verdictOn(duty), duty).toBe('kept');
      }),
    ),
    { numRuns: runs, interruptAfterTimeLimit: 90_000 },
  );
  expect(calls).toBeGreaterThan(runs * 20);
  // Most follow state for long enough to owe a stream, lose it, and read again what they hold.
  expect(duties.streams).toBeGreaterThan(runs / 2);
  expect(duties.reconciled).toBeGreaterThan(runs);
});

test('the same programs without `decide` meet refusals, and break the rate', async () => {
  await fc.assert(
    fc.asyncProperty(programs, (wishes) =>
      run([{ ...plainWish, endpoint: 'token' }, ...wishes], { manners: 'heedless' }, 10 * minuteMs, ({ emulator }) => {
        expect(emulator.callCounts().byStatus.get(429) ?? 0).toBeGreaterThan(0);
        const broken = judge(emulator.calls(), { roundTripMs: 500 }).verdicts.filter(
          ({ verdict }) => verdict === 'broken',
        );
        expect(broken.map(({ clause }) => clause)).toContain('rate-limit');
      }),
    ),
    { numRuns: 5, interruptAfterTimeLimit: 60_000 },
  );
});
