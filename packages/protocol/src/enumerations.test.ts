import { describe, expect, test } from 'vitest';
import { isSerial, modelOfSerial } from './charger-model.ts';
import { bitNames, features, nameOf, operatingModes, userRoles } from './enumerations.ts';
import { isThreePhase, phaseUse } from './phase-id.ts';
import { isUuid, wildcardUuid, zeroUuid } from './uuid.ts';

describe('enumerations', () => {
  test('give a number its name, and an undefined one none', () => {
    expect(nameOf(operatingModes, 3)).toBe('Connected_Charging');
    expect(nameOf(operatingModes, 4)).toBeUndefined();
  });

  test('split a mask into its bits', () => {
    expect(bitNames(userRoles, 3)).toEqual(['User', 'Owner']);
    expect(bitNames(userRoles, 0)).toEqual([]);
    expect(bitNames(features, 32769)).toEqual(['Api_MessageSubscription', 'LoadBalacing']);
  });

  test.each([
    ['ZCS000001', 'Pro', 1],
    ['zpg000001', 'Pro', 1],
    ['ZAP000001', 'Go', 4],
    ['GPN000002', 'Go 2', 4],
    ['APM000001', 'Sense', 3],
    ['XYZ000001', 'unknown', 0],
    ['', 'unknown', 0],
  ])('the serial %j is a %s of device type %i', (serial, name, deviceType) => {
    expect(modelOfSerial(serial)).toEqual({ name, deviceType });
  });

  test('a serial is three letters and six digits, an id is a UUID', () => {
    expect(['ZAP000001', 'ZAP00001', 'ZAP0000011', zeroUuid].filter(isSerial)).toEqual(['ZAP000001']);
    expect([zeroUuid, wildcardUuid, 'ZAP000001', `${zeroUuid}0`, null, 7].filter(isUuid)).toEqual([
      zeroUuid,
      wildcardUuid,
    ]);
  });

  test('phase ids: three phases are 4 and 9, and 7 is not defined', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter(isThreePhase)).toEqual([4, 9]);
    expect(phaseUse(7)).toBeUndefined();
    expect(phaseUse(5)).toEqual({ id: 5, network: 'IT', bits: 4, label: 'phase 3' });
  });
});
