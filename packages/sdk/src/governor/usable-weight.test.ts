import { expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { openGovernor } from './open-governor.ts';

const userAgent = 'fairlead-test/1.0 (+https://example.org)';

/** Three hundred calls of each of two apps in one lane, one of them with a wrong weight, and what left in 10 s. */
async function leftIn10s(weightOf: (app: string | null) => unknown) {
  const clock = manualClock();
  const warnings: string[] = [];
  const nothing = (): void => {};
  const log = {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (_: object, told: string) => void warnings.push(told),
  };
  const governor = openGovernor({ userAgent, clock, log, weightOf: weightOf as (app: string | null) => number });
  const left: (string | null)[] = [];
  let calls = 0;
  const submit = (app: string, lane: 'sync' | 'background') =>
    governor.submit({ endpoint: 'session-priority', params: { id: `s${calls++}` }, app, lane }, async () => {
      left.push(app);
      return { status: 200 };
    });
  const endings: Promise<unknown>[] = [];
  for (let n = 0; n < 300; n++) for (const app of ['odd', 'even']) endings.push(submit(app, 'sync'));
  endings.push(submit('below', 'background'));
  await clock.advanceBy(10_000);
  const queued = governor.status().queued;
  await governor.close();
  const ended = (await Promise.allSettled(endings)).map(({ status }) => status);
  const of = (name: string): number => left.filter((app) => app === name).length;
  return { odd: of('odd'), even: of('even'), below: of('below'), queued, warnings, ended: [...new Set(ended)] };
}

let asked = 0;
it.each([
  ['tells none', () => undefined],
  ['tells NaN', () => Number.NaN],
  ['tells a text', () => '3'],
  ['tells 0', () => 0],
  ['tells a part', () => 2.5],
  ['tells more than 100, for ever', () => Number.POSITIVE_INFINITY],
  ['promises one', async () => 3],
  ['promises and breaks it', () => Promise.reject(new Error('weightless'))],
  [
    'throws once',
    () => {
      if (asked++ === 0) throw new Error('weightless');
      return 1;
    },
  ],
  [
    'throws always',
    () => {
      throw new Error('weightless');
    },
  ],
])('a weight that %s counts as 1: nobody starves, nothing is lost, and the log is told once', async (_, weight) => {
  const seen = await leftIn10s((app) => (app === 'odd' ? weight() : 1));
  expect(Math.abs(seen.odd - seen.even)).toBeLessThanOrEqual(1);
  expect(seen).toMatchObject({ below: 1, ended: ['fulfilled'], queued: 601 - seen.odd - seen.even - seen.below });
  expect(seen.warnings).toEqual([expect.stringContaining('counts as 1')]);
});

it('a weight from 1 to 100 counts as it is told, and nothing is said of it', async () => {
  const { odd, even, warnings } = await leftIn10s((app) => (app === 'odd' ? 3 : 1));
  expect(odd / even).toBeGreaterThan(2.8);
  expect(warnings).toEqual([]);
});
