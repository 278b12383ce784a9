import { expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

test('meter-key-form: the same key as base64, hex or PEM in observation 981', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 2, charging: 0, models: ['Go', 'Pro'] } });
  const written = () =>
    cloud.emulator.world.chargers().map(({ observations }) => observations.get(981)?.value)[1] ?? '';
  const der = Buffer.from(written(), 'base64');
  expect(der.length).toBeGreaterThan(90);
  cloud.emulator.switches.set({ 'meter-key-form': 'hex' });
  expect(written()).toBe(der.toString('hex'));
  cloud.emulator.switches.set({ 'meter-key-form': 'pem' });
  expect(written()).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect(Buffer.from(written().replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')).toEqual(der);
});
