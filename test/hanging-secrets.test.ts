// A keeper of secrets that never answers when it is to keep one: what is waited for, how long, and what is said.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type AccountOptions, connect, memorySecrets, type SecretName, type Zaptec } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let emulator: Emulator;
let zaptec: Zaptec;
let lines: string[];
const warn = (_: object, line: string): void => void lines.push(line);
beforeEach(() => {
  clock = manualClock();
  lines = [];
});
afterEach(async () => {
  await clock.during(zaptec.close());
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
  await emulator.stop();
});

/** While `hangs()` a save of what it names never ends. */
function secretsThat(hangs: (name: SecretName) => boolean) {
  const kept = memorySecrets();
  const save: typeof kept.save = (name, value) => (hangs(name) ? new Promise(() => {}) : kept.save(name, value));
  return { load: kept.load, save };
}

async function begin(more: Partial<AccountOptions>): Promise<void> {
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const log = { debug() {}, info() {}, warn, error: warn };
  zaptec = await connect({ ...clientOptions(emulator, clock), log, ...more });
}

test('an access token that its keeper does not take within 10 s is used all the same, and one line says so', async () => {
  await begin({ secrets: secretsThat(() => true) });
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3)?.id ?? '';
  const listed = Array.fromAsync(zaptec.chargers.list());
  await clock.advanceBy(20_000);
  expect(zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
  expect(await listed).toHaveLength(2);
  expect(await clock.during(zaptec.chargers.pause(charging), 60_000)).toMatchObject({ outcome: 'confirmed' });
  expect(lines.filter((line) => line.startsWith('Failed to keep a secret'))).toEqual([
    expect.stringMatching(/no answer within 10 s\. A restart will not know it\.$/),
  ]);
});

test('a token that the cloud refused is replaced, though its keeper lets go of nothing', async () => {
  let hangs = false;
  await begin({ secrets: secretsThat(() => hangs) });
  await clock.advanceBy(20_000);
  hangs = true;
  emulator.faults.revokeTokens();
  const constants = zaptec.constants();
  await clock.advanceBy(120_000);
  expect((await constants).value).toBeDefined();
  expect(zaptec.account.loginState()).toEqual({ state: 'ok', trouble: null });
});
