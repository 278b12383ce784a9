import { expect, test } from 'vitest';
import { PolicyError } from '../policy-error.ts';
import { openLadder } from './ladder.ts';
import { type LadderNumbers, ladderRules } from './ladder-rules.ts';

test('every number is said to be ours, and why it is so', () => {
  for (const { source, why } of Object.values(ladderRules)) {
    expect(source).toBe('courtesy');
    expect(why).toMatch(/^\w.{20,}[^.]$/);
  }
});

test('a ladder opens with our numbers, and with others put over them', () => {
  expect(openLadder().rules).toMatchObject({ minorPoints: 1, longestSuspensionMs: 7 * 86_400_000 });
  expect(openLadder({ warningPoints: 20 }).rules).toMatchObject({ warningPoints: 20, suspensionPoints: 50 });
});

const made = (rules: object) => rules as Partial<LadderNumbers>;
test.each<[Partial<LadderNumbers>, string]>([
  [{ halfLifeMs: 0 }, 'Failed to open a ladder: halfLifeMs is 0. Give a number above 0.'],
  [{ heedMs: Number.NaN }, 'heedMs is NaN'],
  [{ heedMs: Number.POSITIVE_INFINITY }, 'heedMs is Infinity'],
  [made({ mercy: 1 }), 'Failed to open a ladder: mercy is none of its numbers. Use the names of ladderRules.'],
  [{ minorPoints: 10 }, 'minorPoints is 10 and majorPoints 10. Make the first less than the second.'],
  [{ majorPoints: 100 }, 'majorPoints is 100 and criticalPoints 100'],
  [{ warningFadesPoints: 10 }, 'warningFadesPoints is 10 and warningPoints 10'],
  [{ warningPoints: 50 }, 'warningPoints is 50 and suspensionPoints 50'],
  [{ servedPoints: 50 }, 'servedPoints is 50 and suspensionPoints 50'],
  [{ suspensionGrowth: 0.9 }, 'suspensions grow 0.9 times and 3 of them terminate. Let them grow at least once'],
  [{ terminatingSuspensions: 101 }, 'suspensions grow 2 times and 101 of them terminate'],
])('numbers that make no ladder are refused: %o', (rules, sentence) => {
  expect(() => openLadder(rules)).toThrow(PolicyError);
  expect(() => openLadder(rules)).toThrow(expect.objectContaining({ code: 'bad-rules' }));
  expect(() => openLadder(rules)).toThrow(sentence);
});

test('numbers at the edge make a ladder', () => {
  expect(openLadder({ suspensionGrowth: 1, terminatingSuspensions: 100 }).rules).toMatchObject({ suspensionGrowth: 1 });
});

test('a name that is none of the numbers is told by its first 40 characters, whatever it is', () => {
  const told = (name: string) => () => openLadder({ [name]: 1 });
  expect(told('m'.repeat(41))).toThrow(`Failed to open a ladder: ${'m'.repeat(40)} is none of its numbers.`);
  expect(told('toString')).toThrow('Failed to open a ladder: toString is none of its numbers.');
});
