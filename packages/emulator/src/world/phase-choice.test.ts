import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { choosePhases, isReturn, type PhaseQuestion } from './phase-choice.ts';

const usual: PhaseQuestion = {
  model: 'Go 2',
  carPhases: 3,
  singlePhase: 2,
  networkType: 4,
  maxPhases: 3,
  usedId: 0,
  availableA: [16, 16, 16],
  thresholdA: 8,
  returns: 0,
  mostReturns: 5,
  limitChanged: false,
};

const ask = (more: Partial<PhaseQuestion>) => choosePhases({ ...usual, ...more });

describe('the phases of a new session', () => {
  test.each([
    ['three in a three-phase TN network', {}, 4],
    ['three in a three-phase IT network', { networkType: 2 }, 9],
    ['one in a one-phase TN network', { networkType: 3 }, 2],
    ['one in a one-phase IT network', { networkType: 1 }, 6],
    ['one for a one-phase car', { carPhases: 1 }, 2],
    ['one where the charger is set to one', { maxPhases: 1, model: 'Pro' }, 2],
    ['one on a Go 2 with less than its switch current', { availableA: [16, 7, 16] }, 2],
    ['three on a Go with as little', { model: 'Go', availableA: [16, 7, 16] }, 4],
    ['three at a switch current of 0, however little there is', { thresholdA: 0, availableA: [6, 6, 6] }, 4],
    ['one at a switch current of 32, however much there is', { thresholdA: 32, availableA: [63, 63, 63] }, 2],
  ] as const)('%s', (_, more, id) => {
    expect(ask(more)).toBe(id);
  });
});

describe('phases during a session', () => {
  test('a Go 2 goes down to one phase below its switch current and returns above it when the phases are equal', () => {
    expect(ask({ usedId: 4, availableA: [7, 7, 7] })).toBe(2);
    expect(ask({ usedId: 2, availableA: [8, 8, 8] })).toBe(4);
    expect(isReturn(2, 4)).toBe(true);
    expect(isReturn(4, 2)).toBe(false);
  });

  test('unequal phases hold a Go 2 on one phase, and leave it on three', () => {
    expect(ask({ usedId: 2, availableA: [16, 16, 15] })).toBe(2);
    expect(ask({ usedId: 4, availableA: [16, 16, 15] })).toBe(4);
  });

  test('a Go 2 returns PropertySessionMaxStopCount times and no more', () => {
    expect(ask({ usedId: 2, returns: 4 })).toBe(4);
    expect(ask({ usedId: 2, returns: 5 })).toBe(2);
  });

  test('a Pro follows its setting only when a limit changes too', () => {
    expect(ask({ model: 'Pro', usedId: 4, maxPhases: 1 })).toBe(4);
    expect(ask({ model: 'Pro', usedId: 4, maxPhases: 1, limitChanged: true })).toBe(2);
    expect(ask({ model: 'Home', usedId: 2, limitChanged: true })).toBe(4);
  });

  it('never changes on a Go, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.record({
          usedId: fc.constantFrom(1, 2, 3, 4),
          availableA: fc.tuple(
            fc.integer({ max: 63, min: 0 }),
            fc.integer({ max: 63, min: 0 }),
            fc.integer({ max: 63, min: 0 }),
          ),
          thresholdA: fc.integer({ min: 0, max: 32 }),
          maxPhases: fc.constantFrom(1, 3),
          limitChanged: fc.boolean(),
        }),
        (more) => {
          expect(ask({ model: 'Go', ...more })).toBe(more.usedId);
        },
      ),
    );
  });
});
