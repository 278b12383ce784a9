// §5: nothing that overloads the cloud. A client that lives with refusals, or bursts by the clock, does.
import type { Clause } from '../clause.ts';

/** The time over which the share of refusals is looked at, in whole seconds. */
export const overloadWindowMs = 300_000;
/** Fewer calls say nothing about a share. */
export const overloadCalls = 100;
/** From this share of refused calls on. */
export const overloadPercent = 1;
/** Bursts that overflow and begin in the same second of a half-minute: so many are no accident. */
export const burstsInStep = 3;
/** Time within which they are counted. */
export const inStepWithinMs = 3_600_000;
/** Clients run by the minute or the half-minute; the same second of the minute is the same one of the half-minute, too. */
export const clockBeatMs = 30_000;

export const noOverload: Clause = {
  id: 'no-overload',
  kind: 'limit',
  title: 'Overload nothing: few refusals, and no bursts by the clock',
  section: ['5'],
  why: 'Refused calls cost the cloud work too, and clients that all burst at the full minute topple it together.',
  source: { kind: 'policy', where: 'Fair Use policy §5, activity that disrupts or overloads', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [
    { name: 'share of refused calls that is too much', value: overloadPercent, unit: '%', source: 'courtesy' },
    {
      name: 'share of refused calls is taken over',
      value: overloadWindowMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'neither',
    },
    {
      name: 'share of refused calls is taken from so many calls on',
      value: overloadCalls,
      unit: 'calls',
      source: 'courtesy',
    },
    { name: 'overflowing bursts in step with the clock', value: burstsInStep, unit: 'calls', source: 'courtesy' },
    { name: 'bursts in step are counted within', value: inStepWithinMs, unit: 'ms', source: 'courtesy' },
    {
      name: 'bursts are in step in the same second of',
      value: clockBeatMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
  ],
  severity: 'major',
  escalates: null,
  implies: [
    {
      clause: 'rate-limit',
      because: 'only refusals that the own calls explain are counted, and only bursts that overflow the bucket',
    },
  ],
  remedy:
    'Spread calls evenly, give each loop an offset of its own, and keep below the limit instead of living with 429.',
  decided:
    'Asks for nothing by itself: whoever waits as rate-limit says is not refused and sends no burst that overflows.',
  judged:
    'The share of calls answered 429 over 5 minutes with at least 100 calls, where 1 % or more is too much; a refusal counts when the calls shown overflow the bucket, and any other one points to another program on the account. And bursts that overflow the bucket and begin in the same second of a half-minute: three within an hour, and at least half of all that overflowed in it. Logins are not counted.',
  examples: {
    keeps: '0    priority s1 x=15\n30   priority s1 x=15\n60   priority s1 x=15',
    breaks: '0    priority s1 x=16\n30   priority s1 x=16\n60   priority s1 x=16',
  },
  ask: () => null,
  due: null,
};
