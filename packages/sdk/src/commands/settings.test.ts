import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChargerSettings, checkedChargerSettings } from './charger-settings.ts';
import { checkedInstallationSettings, type InstallationSettings } from './installation-settings.ts';
import { checkedCurrent, currentBody, currentsInBody, type PhaseCurrents } from './phase-currents.ts';

describe('settings of a charger', () => {
  test.each<[ChargerSettings, object]>([
    [{ maxChargeCurrentA: 16 }, { maxChargeCurrent: 16 }],
    [{ maxChargePhases: 3 }, { maxChargePhases: 3 }],
    [{ minChargeCurrentA: 6 }, { minChargeCurrent: 6 }],
    [{ offlineChargeCurrentA: 'automatic' }, { offlineChargeCurrent: -1 }],
    [{ offlineChargeCurrentA: 0 }, { offlineChargeCurrent: 0 }],
    [{ offlineChargePhases: 'automatic' }, { offlineChargePhase: 0 }],
    [{ offlineChargePhases: 'L2' }, { offlineChargePhase: 2 }],
    [{ offlineChargePhases: 'L3' }, { offlineChargePhase: 4 }],
    [{ offlineChargePhases: 'all' }, { offlineChargePhase: 7 }],
    [{ meterValueIntervalS: 0 }, { meterValueInterval: 0 }],
    [
      { maxChargeCurrentA: 10.5, meterValueIntervalS: 1800 },
      { maxChargeCurrent: 10.5, meterValueInterval: 1800 },
    ],
  ])('%j leave as %j', (settings, body) => {
    expect(checkedChargerSettings(settings)).toEqual({ kind: 'body', body });
  });

  test.each([
    [{ maxChargePhases: 2 }, 'maxChargePhases must be 1 or 3'],
    [{ maxChargeCurrentA: 32.1 }, 'maxChargeCurrentA must be 0 to 32 A'],
    [{ minChargeCurrentA: Number.POSITIVE_INFINITY }, 'minChargeCurrentA must be 0 to 32 A'],
    [{ offlineChargeCurrentA: -1 }, "offlineChargeCurrentA must be 'automatic', or 0 to 32 A"],
    [{ meterValueIntervalS: 0.5 }, 'meterValueIntervalS must be whole seconds'],
    [{ maxChargePhases: 1, meterValueIntervalS: -1 }, 'meterValueIntervalS must be whole seconds'],
  ])('%j are refused with the name and what is allowed', (settings, words) => {
    expect(checkedChargerSettings(settings as ChargerSettings)).toMatchObject({
      kind: 'refused',
      refused: { outcome: 'refused', sentAtMs: null, why: 'bad-value', reason: expect.stringContaining(words) },
    });
  });
});

describe('settings of an installation', () => {
  test.each<[InstallationSettings, object]>([
    [{ maxCurrentA: 63 }, { maxCurrent: 63 }],
    [{ minPowerOfflineMode: false }, { minPowerOfflineMode: false }],
    [{ threeToOnePhaseSwitchCurrentA: 32 }, { threeToOnePhaseSwitchCurrent: 32 }],
  ])('%j leave as %j', (settings, body) => {
    expect(checkedInstallationSettings(settings)).toEqual({ kind: 'body', body });
  });

  test.each([
    [{ threeToOnePhaseSwitchCurrentA: 33 }, 'threeToOnePhaseSwitchCurrentA must be 0 to 32 A'],
    [{ maxCurrentA: Number.POSITIVE_INFINITY }, 'maxCurrentA must be a number of A, 0 or more'],
    [{ maxCurrentA: -1, minPowerOfflineMode: true }, 'maxCurrentA must be a number of A, 0 or more'],
  ])('%j are refused', (settings, words) => {
    expect(checkedInstallationSettings(settings as InstallationSettings)).toMatchObject({
      refused: { reason: expect.stringContaining(words) },
    });
  });
});

describe('an available current', () => {
  const bounds = { maxCurrentA: 32, needsEqualPhases: false };

  test('below 6 A is taken, with a word on what it does', () => {
    expect(checkedCurrent({ amps: 4 }, bounds)).toMatchObject({
      phasesA: [4, 4, 4],
      notes: [expect.stringContaining('Below 6 A')],
    });
    expect(checkedCurrent({ amps: 0 }, bounds)).toMatchObject({ phasesA: [0, 0, 0], notes: [] });
  });

  test('is checked against nothing but zero where the main limit is not known', () => {
    expect(checkedCurrent({ amps: 400 }, { ...bounds, maxCurrentA: null })).toMatchObject({ kind: 'current' });
    expect(checkedCurrent({ amps: -1 }, { ...bounds, maxCurrentA: null })).toMatchObject({
      refused: { reason: 'Not sent: the available current must be 0 A or more.' },
    });
  });

  const currentA = fc.double({ min: 0, max: 32, noNaN: true });
  const phases = fc.tuple(currentA, currentA, currentA);

  test('with a Go 2 never exceeds on any phase what was wished for it, and is equal on all', () => {
    fc.assert(
      fc.property(phases, ([phase1, phase2, phase3]) => {
        const checked = checkedCurrent({ phase1, phase2, phase3 }, { maxCurrentA: 32, needsEqualPhases: true });
        if (checked.kind === 'refused') throw new Error(checked.refused.reason);
        expect(new Set(checked.phasesA).size).toBe(1);
        expect(checked.phasesA[0]).toBe(Math.min(phase1, phase2, phase3));
      }),
    );
  });

  test('is read from its own body, which sets all phases or one value for all', () => {
    fc.assert(
      fc.property(phases, (wished) => {
        const body = currentBody(wished as PhaseCurrents);
        expect(currentsInBody(body)).toEqual(wished);
        expect([1, 3]).toContain(Object.keys(body).length);
      }),
    );
    expect(currentsInBody({ AvailableCurrent: 10 })).toEqual([10, 10, 10]);
    expect(currentsInBody({ availableCurrentPhase1: 10 })).toBeNull();
    expect(currentsInBody({ maxCurrent: 10 })).toBeNull();
    expect(currentsInBody(null)).toBeNull();
  });
});
