import { expect, test } from 'vitest';
import { describeLadder } from './describe-ladder.ts';
import { ladderRules } from './ladder-rules.ts';

test('the page says each step with its numbers', () => {
  const page = describeLadder();
  expect(page).toContain(
    'breaches less than 1 h apart. It is worth 1 point when minor, 10 points when major, 100 points',
  );
  expect(page).toContain('Half of the points are gone after each 24 h.');
  expect(page).toContain('once more each time that it has lasted another 1 h;');
  expect(page).toContain('In spite of a warning that named them 1 h ago, breaches weigh more of: `documented-only`.');
  expect(page).toContain('| formal warning | 10 points |');
  expect(page).toContain('| by itself, when 5 points are left |');
  expect(page).toContain('| suspension | 50 points, or a major episode that goes on for 1 h after a warning |');
  expect(page).toContain('after 1 h the first time, 2 times as long each time, at most 7 days;');
  expect(page).toContain(
    '| termination | suspension number 3 within 30 days, or a critical finding after a suspension was pronounced, also while it runs |',
  );
});

test('the page says that all numbers are ours, and names those that no step of the policy hints at', () => {
  const page = describeLadder();
  expect(page).toContain('not one of their numbers; all of these are ours (*courtesy*), also when a warning fades');
  for (const name of ['warningFadesPoints', 'servedPoints', 'namedPoints']) expect(page).toContain(`(\`${name}\`)`);
});

test('the page says every number and why it is so, in rows of a table', () => {
  const lines = describeLadder().split('\n');
  for (const [name, { why }] of Object.entries(ladderRules))
    expect(lines.filter((line) => line.startsWith(`| \`${name}\` | `) && line.endsWith(` | ${why} |`))).toHaveLength(1);
  expect(describeLadder().endsWith(' |')).toBe(true);
});
