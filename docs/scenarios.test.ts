// What docs/scenarios.md says is so: its program runs, its file plays, and its table knows every step.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parseScenario, startEmulator } from '@fairlead/emulator';
import { expect, test } from 'vitest';
import { manualClock } from '../test/manual-clock.ts';
import { withTimelines } from './scenario-timelines.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const page = readFileSync(join(here, 'scenarios.md'), 'utf8');
const refusal = (steps: readonly object[]): string => {
  try {
    return parseScenario(JSON.stringify({ name: 'x', lasts: '1h', steps })).name;
  } catch (error) {
    return (error as Error).message;
  }
};

test('the file that the page shows plays whole in the demo, every step of it', async () => {
  const dinner = parseScenario(readFileSync(join(here, 'examples/scenarios/dinner-time.json'), 'utf8'));
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, scenario: dinner });
  await clock.advanceBy(3_600_000);
  expect(emulator.scenario.now()).toMatchObject({ state: 'over', step: 6, steps: 6 });
  expect(JSON.stringify(emulator.scenario.now())).not.toMatch(/"refused":"/);
  await emulator.stop();
});

test('the program of the page runs as it stands, and tells the steps of its ten minutes', async () => {
  const [, program = ''] = /```ts\n([\s\S]+?)```/.exec(page) ?? [];
  const cache = join(here, '..', 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'scenarios-page-'));
  try {
    const clock = pathToFileURL(join(here, '..', 'test', 'manual-clock.ts')).href;
    const head = `import { startEmulator } from '@fairlead/emulator';\nimport { manualClock } from '${clock}';\nconst clock = manualClock();\n`;
    await writeFile(join(folder, 'page.mjs'), `${head}${program}console.log(emulator.scenario.now().state);\n`);
    const { stdout } = await run(process.execPath, [join(folder, 'page.mjs')], { timeout: 30_000 });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^300000 detach-readers/),
      expect.stringMatching(/^600000 cut-bus for 15m/),
      '600000 cut-bus is over',
      '600000 bus-outage is ended; what it turned is turned back',
      'ended',
      '',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the table has a row for every kind of step, and says rightly which may last', () => {
  const [, known = ''] = /Give one of (.+)\.$/.exec(refusal([{ at: '00:00:00', do: '?' }])) ?? [];
  // Below the head of the table.
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]*)\|/gm)].slice(1);
  const table = rows.map(([, kind, takes = '']) => ({ kind, lasts: takes.includes('*for*') }));
  expect(table.map(({ kind }) => kind).toSorted()).toEqual(known.split(', ').toSorted());
  const needed = { kind: 'reset', to: {}, of: 'group', by: '1m', every: '1s', charger: 1 };
  const fields: Readonly<Record<string, readonly (keyof typeof needed)[]>> = {
    fault: ['kind'],
    switch: ['to'],
    'remove-subscription': ['of'],
    'skew-clocks': ['by'],
    neighbour: ['every'],
    offline: ['charger'],
    plug: ['charger'],
    unplug: ['charger'],
  };
  for (const { kind = '', lasts } of table) {
    const more = Object.fromEntries((fields[kind] ?? []).map((name) => [name, needed[name]]));
    const said = refusal([{ at: '00:00:00', do: kind, ...more, for: '1m' }]);
    expect(said, kind).toMatch(lasts ? /^x$/ : /has "for", which it does not take/);
  }
});

test('timelines stand between their marks, a row for each step, and nothing else is touched', () => {
  const written = withTimelines('before\n<!-- timelines -->\nold\n<!-- /timelines -->\nafter');
  expect(written).toMatch(/^before\n<!-- timelines -->\n\n### calm-day\n/);
  expect(written).toContain('| 00:10:00 | `cut-bus` | 15m | The bus takes nobody; messages wait. |');
  expect(written).toMatch(/<!-- \/timelines -->\nafter$/);
  expect(written).not.toContain('old\n');
});
