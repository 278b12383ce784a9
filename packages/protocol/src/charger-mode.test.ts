import { describe, expect, test } from 'vitest';
import { type ChargerMode, chargerMode } from './charger-mode.ts';

function modeOf(values: Record<number, string | null>, authorisationRequired?: boolean): ChargerMode {
  return chargerMode((id) => values[id], authorisationRequired === undefined ? {} : { authorisationRequired });
}

describe('chargerMode', () => {
  test.each<[Record<number, string | null>, ChargerMode]>([
    [{}, 'unknown'],
    [{ 710: '0' }, 'unknown'],
    [{ 710: '4' }, 'unknown'],
    [{ 710: 'charging' }, 'unknown'],
    [{ 710: null }, 'unknown'],
    [{ 710: '1', 718: '1' }, 'disconnected'],
    [{ 710: '2' }, 'requesting'],
    [{ 710: '6' }, 'requesting'],
    [{ 710: '3', 718: '1' }, 'charging'],
    [{ 710: '3.000' }, 'charging'],
    [{ 710: '5', 718: '1' }, 'paused'],
    [{ 710: '5', 718: 'true' }, 'paused'],
    [{ 710: '5', 718: '0' }, 'finished'],
    [{ 710: '5' }, 'finished'],
    [{ 710: '2', 120: '1' }, 'waiting-for-authorisation'],
    [{ 710: '2', 120: '1', 721: '5e550000-0000-4000-8000-000000000042', 722: '' }, 'waiting-for-authorisation'],
    [{ 710: '2', 120: '1', 722: 'nfc-00000001' }, 'requesting'],
    [{ 710: '2', 120: '0', 722: null }, 'requesting'],
    [{ 710: '3', 120: '1' }, 'charging'],
  ])('%j is %s', (values, mode) => {
    expect(modeOf(values)).toBe(mode);
  });

  test('takes the row’s word for the need of authorisation where the charger sends none', () => {
    expect(modeOf({ 710: '2' }, true)).toBe('waiting-for-authorisation');
    expect(modeOf({ 710: '2' }, false)).toBe('requesting');
  });
});
