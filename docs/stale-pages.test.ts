import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { switchIds } from '@fairlead/emulator';
import { describePolicy } from '@fairlead/policy';
import { endpoints } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { endpointsPage } from './endpoints.ts';
import { shownExamples, withExamples } from './example-blocks.ts';
import { generatedPages, stalePages } from './stale-pages.ts';
import { whatIsExact } from './what-is-exact.ts';

const page = describePolicy();
const guide = readFileSync(join(import.meta.dirname, 'test-your-integration.md'), 'utf8');
const sdkGuide = readFileSync(join(import.meta.dirname, 'sdk.md'), 'utf8');
const fresh = Object.entries(generatedPages).map(([path, write]) => [path, write(guide)] as const);
const holding = (text: string, path = 'docs/policy.md') => stalePages(new Map([...fresh, [path, text]]));

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
  const missing = Object.keys(generatedPages).map((path) => `${path} is not there. Write it with \`npm run docs\`.`);
  expect(stalePages(new Map())).toEqual(missing);
});

test('the pages as they are written are free', () => {
  expect(holding(page)).toEqual([]);
});

test('every switch has its row, with its alternatives and its source', () => {
  const rows = whatIsExact().split('\n');
  for (const id of switchIds) expect(rows.filter((row) => row.startsWith(`| \`${id}\` |`)).length, id).toBe(1);
  expect(rows).toContainEqual(
    expect.stringMatching(/^\| `token-life-s` \|.*\| `86399 s` \| 1 to 86400 s \|.*\| observed \|/),
  );
});

test('every endpoint has its row by its id, and one that is deprecated says what stands instead', () => {
  const rows = endpointsPage().split('\n');
  for (const { id, method, path, query, deprecated } of endpoints) {
    const [row = '', ...instead] = rows.filter((each) => each.startsWith(`| \`${id}\` |`));
    expect(row).toContain(`| \`${method} ${path}\` |`);
    for (const name of query) expect(row, id).toContain(`\`${name}\``);
    expect(instead).toEqual(deprecated === null ? [] : [expect.stringContaining(`| \`${deprecated.insteadId}\` |`)]);
  }
});

test('a code block that is not its file any more is refused, and words around it are free', () => {
  const changed = guide.replace("const base = process.env.ZAPTEC_URL ?? 'https://api.zaptec.com'", 'const base = 1');
  expect(changed).not.toBe(guide);
  expect(holding(changed, 'docs/test-your-integration.md')).toEqual([
    expect.stringMatching(/^docs\/test-your-integration\.md:\d+ is stale: it says "const base = 1;/),
  ]);
  expect(holding(`Other words.\n${guide}`, 'docs/test-your-integration.md')).toEqual([]);
  expect(withExamples('<!-- examples/a -->\n```sh\nold\n```\nafter', (path) => `${path} $& $1\n`)).toBe(
    '<!-- examples/a -->\n```sh\nexamples/a $& $1\n```\nafter',
  );
});

test('every example is shown', () => {
  const examples = readdirSync(join(import.meta.dirname, 'examples'), { recursive: true, encoding: 'utf8' });
  const programs = examples.filter((path) => /\.(mjs|py|go|sh|yml)$/.test(path)).map((path) => `examples/${path}`);
  expect(programs.length).toBeGreaterThan(5);
  expect([...shownExamples(guide), ...shownExamples(sdkGuide)].toSorted()).toEqual(
    programs.map((path) => path.replaceAll('\\', '/')).toSorted(),
  );
});
