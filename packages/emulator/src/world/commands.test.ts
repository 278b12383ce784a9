import { describe, expect, it, test } from 'vitest';
import { type Commandable, judgeCommand } from './commands.ts';

const notPaused = 'Charging is not Paused nor Scheduled; Resume command cannot be sent';
const scheduledText = 'Resume command cannot be sent during scheduled power management';

const every: readonly Required<Commandable>[] = [1, 2, 3, 5].flatMap((mode) =>
  [false, true].flatMap((finalStop) => [false, true].map((scheduled) => ({ mode, finalStop, scheduled }))),
);

describe('the judgement of commands (zaptec-api.md §5.4), for every 710 × 718 × 763', () => {
  it.each(every)('506 in mode $mode with 718 = $finalStop, schedule $scheduled', (charger) => {
    const refused = charger.mode === 1 || (charger.mode === 5 && charger.finalStop);
    expect(judgeCommand(506, charger)).toEqual(refused ? { kind: 'refused', details: null } : { kind: 'accepted' });
  });

  // Written out by hand: mode, 718, 763 → taken?
  it.each([
    [1, false, false, false],
    [1, false, true, false],
    [1, true, false, false],
    [1, true, true, false],
    [2, false, false, false],
    [2, false, true, true],
    [2, true, false, false],
    [2, true, true, true],
    [3, false, false, false],
    [3, false, true, false],
    [3, true, false, false],
    [3, true, true, false],
    [5, false, false, false],
    [5, false, true, true],
    [5, true, false, true],
    [5, true, true, true],
  ])('507 in mode %d with 718 = %s, schedule %s: taken %s', (mode, finalStop, scheduled, taken) => {
    expect(judgeCommand(507, { mode, finalStop, scheduled })).toEqual(
      taken ? { kind: 'accepted' } : { kind: 'refused', details: notPaused },
    );
  });

  test('resume-while-scheduled=refused: a schedule refuses every resume, in words that name it', () => {
    for (const charger of every.filter(({ scheduled }) => scheduled))
      expect(judgeCommand(507, charger, 'refused')).toEqual({ kind: 'refused', details: scheduledText });
    expect(judgeCommand(507, { mode: 5, finalStop: true }, 'refused')).toEqual({ kind: 'accepted' });
  });
});
