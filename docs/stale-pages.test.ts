import { describePolicy } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { stalePages } from './stale-pages.ts';

const page = describePolicy();
const holding = (text: string) => stalePages(new Map([['docs/policy.md', text]]));

test('a page that the code no longer writes is refused with its line and the command that writes it', () => {
  expect(holding(page.replace('# The policy, clause by clause', '# The rules'))).toEqual([
    'docs/policy.md:1 is stale: it says "# The rules" where the code says "# The policy, clause by clause". ' +
      'Write it anew with `npm run docs`; change the code, not the page.',
  ]);
});

test('a number that was changed by hand, a line too many, a line too few and a missing page are refused', () => {
  expect(page).toContain('15 s');
  const changed = page.split('\n').findIndex((line) => line.includes('15 s'));
  expect(holding(page.replace('15 s', '20 s'))).toEqual([expect.stringContaining(`docs/policy.md:${changed + 1} `)]);
  expect(holding(`${page}more\n`)).toEqual([expect.stringContaining('says "more"')]);
  expect(holding(page.split('\n').slice(0, 3).join('\n'))).toEqual([expect.stringContaining('docs/policy.md:4 ')]);
  expect(stalePages(new Map())).toEqual(['docs/policy.md is not there. Write it with `npm run docs`.']);
});

test('the page as it is written is free', () => {
  expect(holding(page)).toEqual([]);
});
