// The six lines that a program begins with, as they stand: read, find, command, follow, limit. They and the hour after them keep every clause.
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type AccountOptions, connect as connectTo, fromEnvironment } from '@fairlead/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const minuteMs = 60_000;
/** The first charger of this world, which charges, is `ZAP049387`, as in the lines. */
const seed = 1_251_348;

let clock: ManualClock;
let emulator: Emulator;
beforeEach(async () => {
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, seed, fleet: { chargers: 4, charging: 2 } });
  const { username, password } = emulator.accounts.owner;
  vi.stubEnv('ZAPTEC_USERNAME', username);
  vi.stubEnv('ZAPTEC_PASSWORD', password);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator.stop();
});

/** What a machine gives a program by itself: its network, its time. */
const connect = (options: Pick<AccountOptions, 'credentials' | 'userAgent'>) =>
  connectTo({ ...clientOptions(emulator, clock), ...options });

test('the six lines do what they say and keep every clause, and the current says when it applies', async () => {
  const listed: string[] = [];
  const kinds: string[] = [];
  const program = async () => {
    const zaptec = await connect({ credentials: fromEnvironment(), userAgent: 'my-app/1.0 (+https://example.org)' });
    for await (const charger of zaptec.chargers.list()) listed.push(charger.serial);
    const charger = await zaptec.chargers.find('ZAP049387');
    if (!charger?.installationId) throw new Error('the cloud has it');
    const paused = await zaptec.chargers.pause(charger.id);
    for await (const change of zaptec.changes()) if (kinds.push(change.kind) === 20) break;
    const id = charger.installationId;
    const current = await zaptec.installations.setAvailableCurrent(id, { amps: 16 });
    return { zaptec, id, paused, current };
  };
  const { zaptec, id, paused, current } = await clock.during(program(), 10 * minuteMs);

  expect(listed).toHaveLength(4);
  expect(listed).toContain('ZAP049387');
  expect(paused).toMatchObject({ outcome: 'confirmed' });
  expect(kinds).toContain('value');
  expect(current).toMatchObject({ state: 'scheduled', phasesA: [16, 16, 16], late: false });
  expect(await clock.during(current.done)).toMatchObject({ outcome: 'applied', phasesA: [16, 16, 16] });

  // Of two more wishes the later one is written alone, when 15 minutes have passed since the last.
  const [replaced, late] = await clock.during(
    Promise.all([12, 10].map((amps) => zaptec.installations.setAvailableCurrent(id, { amps }))),
  );
  const done = await current.done;
  const slotMs = 15 * minuteMs;
  const sentAtMs = done.outcome === 'applied' ? done.sentAtMs : 0;
  expect(late).toMatchObject({ state: 'scheduled', late: true });
  expect(late?.appliesAtMs).toBeGreaterThanOrEqual(sentAtMs + slotMs);
  expect(await replaced?.done).toMatchObject({ outcome: 'replaced', phasesA: [10, 10, 10] });
  await clock.advanceBy(60 * minuteMs);
  expect(await late?.done).toMatchObject({ outcome: 'applied', phasesA: [10, 10, 10] });
  await clock.during(zaptec.close());

  const calls = emulator.calls();
  const sent = calls.filter((call) => call.class === 'command' || call.class === 'update');
  expect(sent.map(({ class: kind, status }) => [kind, status])).toEqual([
    ['command', 200],
    ['update', 200],
    ['update', 200],
  ]);
  expect((sent[2]?.sentAtMs ?? 0) - (sent[1]?.sentAtMs ?? 0)).toBeGreaterThanOrEqual(slotMs);
  // From the list that was read: nothing had to be looked up.
  expect(calls.filter(({ path, page }) => path === '/api/chargers' && page === 0)).toHaveLength(1);
  expect(calls.filter(({ class: kind }) => kind === 'token')).toHaveLength(1);
  expect(calls.filter(({ status }) => status === 429)).toEqual([]);
  expect(brokenClauses(seenBy(emulator))).toEqual([]);
});
