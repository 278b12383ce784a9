import { expect, test } from 'vitest';
import { main, told } from '../testing/told-breach.ts';
import { act } from './act.ts';
import { forecast } from './forecast.ts';
import { freezeLadder, openLadder } from './ladder.ts';
import type { OperatorAction } from './operator-action.ts';
import { bareStandingOf, standings, tierOf } from './standing-of.ts';
import { waiversOf } from './waivers.ts';
import { weigh } from './weigh.ts';

const tier: OperatorAction = { kind: 'set-tier', accountId: 'main', tier: null, who: 'me', why: 'a test', atMs: 0 };

test('what is no ladder, or a copy of one as text, is refused', () => {
  for (const none of [null, undefined, 5, {}, JSON.parse(JSON.stringify(openLadder()))]) {
    const uses: Readonly<Record<string, () => unknown>> = {
      'weigh a breach': () => weigh(none, told('push-first', 'major', 0)),
      act: () => act(none, tier),
      'tell a standing': () => bareStandingOf(none, main, 0),
      'tell standings': () => standings(none, 0),
      'tell a tier': () => tierOf(none, 'main'),
      'tell the waivers': () => waiversOf(none),
      'copy a ladder': () => freezeLadder(none),
      'forecast a history': () => forecast([], { ladder: none }),
    };
    for (const [what, use] of Object.entries(uses)) {
      if (what.startsWith('forecast') && none === undefined) continue;
      expect(use, what).toThrow(
        expect.objectContaining({
          code: 'bad-ladder',
          message: `Failed to ${what}: the ladder is none. Give what openLadder or freezeLadder gave.`,
        }),
      );
    }
  }
});

test('a forecast of no options, or with nobody to tell of breaches, is refused', () => {
  for (const none of [null, 5, { onBreach: 'log' }])
    expect(() => forecast([], none as never)).toThrow(
      /^Failed to forecast a history: (the options are none|onBreach is)/,
    );
  expect(() => forecast(null as never)).toThrow('Failed to forecast a history: it is no sequence.');
});
