// The numbers of the enforcement ladder. The policy names the steps (§8) and not one number: all of these are ours.
// Invariant: data only; whoever wants other numbers hands them to `openLadder`.
import { cut } from '../border/cut.ts';
import { inWords, PolicyError } from '../policy-error.ts';

export interface LadderRule {
  readonly value: number;
  readonly unit: 'points' | 'ms' | 'times';
  readonly source: 'courtesy';
  readonly why: string;
}

export const ladderRules = {
  minorPoints: {
    value: 1,
    unit: 'points',
    source: 'courtesy',
    why: 'a slip alone brings nothing, eleven within three hours bring a warning',
  },
  majorPoints: {
    value: 10,
    unit: 'points',
    source: 'courtesy',
    why: 'one major finding is worth a warning',
  },
  criticalPoints: {
    value: 100,
    unit: 'points',
    source: 'courtesy',
    why: 'a critical finding suspends at once, and one more after that terminates: §4 announces immediate action',
  },
  halfLifeMs: {
    value: 86_400_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'a day without findings halves what was before it',
  },
  episodeGapMs: {
    value: 3_600_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'breaches of one clause less than this apart are one mistake, not many',
  },
  episodeHourMs: {
    value: 3_600_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'a mistake that lasts counts again each time that this has passed in full',
  },
  warningPoints: {
    value: 10,
    unit: 'points',
    source: 'courtesy',
    why: 'one major finding, or eleven minor ones within three hours: what fades meanwhile is less than one of them',
  },
  warningFadesPoints: {
    value: 5,
    unit: 'points',
    source: 'courtesy',
    why: 'half of what brought the warning: an account at the threshold does not fall in and out of it by the hour',
  },
  suspensionPoints: {
    value: 50,
    unit: 'points',
    source: 'courtesy',
    why: 'six major findings within six hours, or one critical: what fades meanwhile is less than one of them',
  },
  heedMs: {
    value: 3_600_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'the time in which a warning can be read and heeded before going on weighs more',
  },
  firstSuspensionMs: {
    value: 3_600_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'long enough to be noticed, short enough for a home',
  },
  suspensionGrowth: {
    value: 2,
    unit: 'times',
    source: 'courtesy',
    why: 'each suspension is this many times as long as the one before it',
  },
  longestSuspensionMs: {
    value: 604_800_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'what a week does not change, an operator has to look at',
  },
  servedPoints: {
    value: 10,
    unit: 'points',
    source: 'courtesy',
    why: 'a suspension pays for what led to it: the account comes back as warned, not a slip away from the next one',
  },
  terminatingSuspensions: {
    value: 3,
    unit: 'times',
    source: 'courtesy',
    why: 'two suspensions were not heeded',
  },
  suspensionsWithinMs: {
    value: 2_592_000_000,
    unit: 'ms',
    source: 'courtesy',
    why: 'suspensions further apart than this are not one story',
  },
  namedPoints: {
    value: 0.5,
    unit: 'points',
    source: 'courtesy',
    why: 'a step names every clause of which this is left: a minor finding is named for a day',
  },
} as const satisfies Readonly<Record<string, LadderRule>>;

/** The numbers alone, by name; the unit is in the name where it is time. */
export type LadderNumbers = Readonly<Record<keyof typeof ladderRules, number>>;

/** Our numbers with those given put over them. Throws `bad-rules` where they make no ladder. */
export function settleRules(given: Partial<LadderNumbers>): LadderNumbers {
  const ours = Object.fromEntries(Object.entries(ladderRules).map(([name, { value }]) => [name, value]));
  const rules = { ...ours, ...given } as LadderNumbers;
  for (const [name, value] of Object.entries(rules)) {
    if (!Object.hasOwn(ladderRules, name))
      throw badRules(`${cut(name, 40)} is none of its numbers`, 'Use the names of ladderRules.');
    if (!(Number.isFinite(value) && value > 0))
      throw badRules(`${name} is ${inWords(value)}`, 'Give a number above 0.');
  }
  for (const [less, more] of rising) {
    if (rules[less] >= rules[more])
      throw badRules(`${less} is ${rules[less]} and ${more} ${rules[more]}`, 'Make the first less than the second.');
  }
  if (rules.suspensionGrowth < 1 || rules.terminatingSuspensions > mostSuspensions)
    throw badRules(
      `suspensions grow ${rules.suspensionGrowth} times and ${rules.terminatingSuspensions} of them terminate`,
      `Let them grow at least once and terminate after at most ${mostSuspensions}.`,
    );
  return rules;
}

const rising: readonly (readonly [keyof LadderNumbers, keyof LadderNumbers])[] = [
  ['minorPoints', 'majorPoints'],
  ['majorPoints', 'criticalPoints'],
  ['warningFadesPoints', 'warningPoints'],
  ['warningPoints', 'suspensionPoints'],
  ['servedPoints', 'suspensionPoints'],
];
/** Start times kept of each subject: 100 × 8 bytes. */
const mostSuspensions = 100;

function badRules(what: string, doThis: string): PolicyError {
  return new PolicyError('bad-rules', `Failed to open a ladder: ${what}. ${doThis}`);
}
