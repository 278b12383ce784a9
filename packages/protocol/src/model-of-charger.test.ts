import { expect, test } from 'vitest';
import { deviceTypes } from './enumerations.ts';
import { mayBeGo2, modelOfCharger } from './model-of-charger.ts';

const capabilities = (variant: string) => JSON.stringify({ DeviceType: 'Go', ProductVariant: variant });
const reading = (gateway: string) => `OCMF|${JSON.stringify({ FV: '1.0', GI: gateway })}|{"SD":"30"}`;

test.each([
  ['the prefix', { serial: 'GPN000001' }, 'Go 2'],
  ['the prefix before what 100 says', { serial: 'ZPR000001', capabilities: capabilities('Go') }, 'Pro'],
  ['100, which alone knows it', { serial: 'XYZ000001', capabilities: capabilities('Go2') }, 'Go 2'],
  ['100 of a serial that looks like a Go', { serial: 'ZAP000001', capabilities: capabilities('Go2') }, 'Go 2'],
  ['100 in another casing', { serial: 'XYZ000001', capabilities: '{"productvariant":"go 2"}' }, 'Go 2'],
  ['a signed reading, which alone knows it', { serial: 'XYZ000001', signedReading: reading('Zaptec Go2') }, 'Go 2'],
  ['a signed reading of a Pro', { serial: 'XYZ000001', signedReading: reading('ZAPTEC PRO') }, 'Pro'],
  [
    '100 before a signed reading',
    { serial: 'XYZ000001', capabilities: capabilities('Go'), signedReading: reading('ZAPTEC PRO') },
    'Go',
  ],
  ['nothing', { serial: 'XYZ000001', capabilities: null, signedReading: null }, 'unknown'],
  ['nothing that can be read', { serial: 'XYZ000001', capabilities: '{"Prod', signedReading: 'OCMF|{|' }, 'unknown'],
  ['nothing that is known', { serial: 'XYZ000001', capabilities: capabilities('Go9'), signedReading: '30' }, 'unknown'],
])('a model is told by %s', (_, told, name) => {
  expect(modelOfCharger(told).name).toBe(name);
});

test('a Go whose model nothing tells may be a Go 2 until 100 has come; what is known to be another is none', () => {
  const unknown = { serial: 'XYZ000001' };
  expect(mayBeGo2(unknown, deviceTypes.Apollo)).toBe(true);
  expect(mayBeGo2(unknown, deviceTypes.Unknown)).toBe(true);
  expect(mayBeGo2(unknown, deviceTypes.Smart)).toBe(false);
  expect(mayBeGo2({ ...unknown, capabilities: capabilities('Go') }, deviceTypes.Apollo)).toBe(false);
  expect(mayBeGo2({ serial: 'ZAP000001' }, deviceTypes.Apollo)).toBe(false);
  expect(mayBeGo2({ serial: 'ZPR000001', capabilities: capabilities('Go2') }, deviceTypes.Smart)).toBe(true);
});
