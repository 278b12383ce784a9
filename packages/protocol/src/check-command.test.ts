import { describe, expect, test } from 'vitest';
import { type CommandRules, type CommandState, checkCommand, commandState } from './check-command.ts';
import { commands } from './commands.ts';

function verdict(id: number, state: Partial<CommandState>, rules: CommandRules = {}): string {
  const all = { mode: null, finalStopActive: null, nextScheduleEvent: null, ...state };
  const check = checkCommand(id, all, rules);
  return check.kind === 'send' ? 'send' : check.code;
}

describe('command-precondition: pause (506)', () => {
  test.each([
    [{ mode: 3 }, 'send'],
    [{ mode: 2 }, 'send'],
    [{ mode: 5, finalStopActive: false }, 'send'],
    [{ mode: 5 }, 'send'],
    [{ mode: 0 }, 'send'],
    [{}, 'send'],
    [{ mode: 1 }, 'no-car'],
    [{ mode: 5, finalStopActive: true }, 'already-paused'],
  ])('%j: %s', (state, expected) => {
    expect(verdict(506, state)).toBe(expected);
  });
});

describe('command-precondition: resume (507)', () => {
  test.each([
    [{ mode: 5, finalStopActive: true }, 'send'],
    [{ mode: 5, finalStopActive: null }, 'send'],
    [{ mode: 2, nextScheduleEvent: '2026-11-21T01:00:00' }, 'send'],
    [{ mode: 5, finalStopActive: false, nextScheduleEvent: 'x' }, 'send'],
    [{ mode: 0 }, 'send'],
    [{}, 'send'],
    [{ mode: 7 }, 'send'],
    [{ mode: 1 }, 'no-car'],
    [{ mode: 1, finalStopActive: true, nextScheduleEvent: 'x' }, 'no-car'],
    [{ mode: 3, nextScheduleEvent: 'x' }, 'not-paused'],
    [{ mode: 2 }, 'not-paused'],
    [{ mode: 2, nextScheduleEvent: '' }, 'not-paused'],
    [{ mode: 5, finalStopActive: false }, 'not-paused'],
  ])('%j: %s', (state, expected) => {
    expect(verdict(507, state)).toBe(expected);
  });

  test('is refused while scheduled where the switch says so, even when paused', () => {
    const scheduled = { mode: 5, finalStopActive: true, nextScheduleEvent: 'x' };
    expect(verdict(507, scheduled)).toBe('send');
    expect(verdict(507, scheduled, { resumeWhileScheduled: 'refused' })).toBe('held-by-schedule');
    expect(verdict(507, { mode: 5, finalStopActive: true }, { resumeWhileScheduled: 'refused' })).toBe('send');
  });
});

describe('the other commands', () => {
  test.each([102, 200, 10001])('%i is not checked against state', (id) => {
    expect([0, 1, 2, 3, 5, null].map((mode) => verdict(id, { mode }))).toEqual(Array(6).fill('send'));
  });

  test('no internal, legacy or unknown command passes', () => {
    expect(commands.filter((row) => row.use === 'public').map((row) => row.id)).toEqual([102, 200, 506, 507, 10001]);
    for (const row of commands.filter((candidate) => candidate.use !== 'public')) {
      expect(verdict(row.id, { mode: 3 })).toBe('not-public');
    }
    expect(verdict(4711, {})).toBe('not-public');
  });

  test('a refusal is a sentence for a person', () => {
    const check = checkCommand(501, { mode: 3, finalStopActive: false, nextScheduleEvent: null });
    expect(check).toMatchObject({
      reason: 'Command 501 (StartCharging) is not public. Use one of 102, 200, 506, 507, 10001.',
    });
  });
});

test('the facts are read from observations, absent ones as not known', () => {
  const values: Record<number, string> = { 710: '5', 718: '1', 763: '2026-11-21T01:00:00' };
  expect(commandState((id) => values[id])).toEqual({
    mode: 5,
    finalStopActive: true,
    nextScheduleEvent: '2026-11-21T01:00:00',
  });
  expect(commandState(() => undefined)).toEqual({ mode: null, finalStopActive: null, nextScheduleEvent: null });
});
