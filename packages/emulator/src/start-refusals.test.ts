// What a start refuses of options whose types nobody checked: a sentence at once, and nothing listens.
import { expect, test } from 'vitest';
import type { EmulatorOptions } from './contract.ts';
import { startEmulator } from './start-emulator.ts';

test.each<[Readonly<Record<string, unknown>>, string, string]>([
  [{ doors: 'window' }, 'unknown-word', 'Failed to open the doors: there is no "window" of that kind.'],
  [{ ladder: 'off' }, 'unknown-word', 'Give one of forecast, enforce.'],
  [{ seed: Number.NaN }, 'impossible-world', 'its seed is "NaN". Give a whole number.'],
  [{ seed: 1.5 }, 'impossible-world', 'Give a whole number.'],
  [{ tempo: Number.NaN }, 'impossible-world', 'tempo is NaN.'],
  [
    { fleet: { chargers: 1, networkType: 5 } },
    'impossible-world',
    'networkType is 5. Give a whole number from 1 to 4.',
  ],
  [{ fleet: { chargers: 1, models: ['Nope'] } }, 'unknown-word', 'Give one of Go, Go 2, Pro, Home.'],
  [{ httpport: 3 }, 'unknown-word', 'Failed to start the emulator: it has no option "httpport". Write httpPort.'],
  [{ amqTlsPort: 0 }, 'unknown-word', 'it has no option "amqTlsPort". Write amqpTlsPort.'],
  [
    { port: 3 },
    'unknown-word',
    'it has no option "port". Give one of allowDemoPasswords, amqpPort, amqpTlsPort, clock,',
  ],
  [{ fleet: { charger: 3 } }, 'unknown-word', 'fleet has no option "charger". Write chargers.'],
  [{ fleet: { chargers: 3, sharging: 1 } }, 'unknown-word', 'fleet has no option "sharging". Write charging.'],
  [{ doors: 'sockets', control: { port: 0, keys: 'x' } }, 'unknown-word', 'control has no option "keys". Write key.'],
  [{ doors: 'sockets', httpPort: 65_536 }, 'cannot-listen', 'httpPort is "65536". Give a whole number from 0 (any'],
  [{ doors: 'sockets', amqpPort: 'bus.sock' }, 'cannot-listen', 'amqpPort is "bus.sock". Give a whole number from 0'],
  [{ doors: 'sockets', amqpTlsPort: 1.5 }, 'cannot-listen', 'amqpTlsPort is "1.5". Give a whole number from 0'],
  [{ fleet: {} }, 'impossible-world', 'chargers is undefined.'],
])('%j', async (options, code, sentence) => {
  const started = startEmulator({ doors: 'in-process', ...options } as EmulatorOptions);
  await expect(started).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
});
