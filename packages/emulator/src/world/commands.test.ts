import { describe, expect, it } from 'vitest';
import { judgeCommand } from './commands.ts';

const notPaused = 'Charging is not Paused nor Scheduled; Resume command cannot be sent';

describe('the judgement of commands (zaptec-api.md §5.4)', () => {
  it.each([
    { mode: 2, finalStop: false },
    { mode: 3, finalStop: false },
    { mode: 3, finalStop: true },
    { mode: 5, finalStop: false },
  ])('takes a pause in mode $mode with 718 = $finalStop', (charger) => {
    expect(judgeCommand(506, charger)).toEqual({ kind: 'accepted' });
  });

  it.each([
    { mode: 1, finalStop: false },
    { mode: 5, finalStop: true },
  ])('refuses a pause in mode $mode with 718 = $finalStop', (charger) => {
    expect(judgeCommand(506, charger)).toEqual({ kind: 'refused', details: null });
  });

  it('takes a resume only when paused', () => {
    expect(judgeCommand(507, { mode: 5, finalStop: true })).toEqual({ kind: 'accepted' });
  });

  it.each([
    { mode: 1, finalStop: false },
    { mode: 2, finalStop: false },
    { mode: 3, finalStop: false },
    { mode: 3, finalStop: true },
    { mode: 5, finalStop: false },
  ])('refuses a resume in mode $mode with 718 = $finalStop and says why', (charger) => {
    expect(judgeCommand(507, charger)).toEqual({ kind: 'refused', details: notPaused });
  });
});
