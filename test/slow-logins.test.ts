// A source of logins that takes its time: what is waited for, how long, and what becomes of an answer that comes late.
import { startEmulator } from '@fairlead/emulator';
import { type CredentialProvider, connect, fromCommand } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { manualClock } from './manual-clock.ts';

interface Course {
  readonly asked: number;
  /** When logins left, s since the start. */
  readonly logins: readonly number[];
  /** When `ready` resolved or why it did not, s since the start. */
  readonly ready: string;
  readonly chargers: number;
}

/** A day's first ten minutes with a source that answers, or fails, at this instant of the start. */
async function course(atMs: number, source: Partial<CredentialProvider> = {}): Promise<Course> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2 } });
  const startMs = clock.nowMs();
  const since = (): number => (clock.nowMs() - startMs) / 1_000;
  const options = clientOptions(emulator, clock);
  let asked = 0;
  const read = async (): Promise<typeof emulator.accounts.owner> => {
    asked += 1;
    await new Promise<void>((resolve) => void clock.setTimer(resolve, atMs));
    return emulator.accounts.owner;
  };
  const zaptec = await connect({ ...options, credentials: { read, ...source } });
  let ready = 'never';
  zaptec.account.ready().then(
    () => {
      ready = `at ${since()} s`;
    },
    ({ code }) => {
      ready = `${code} at ${since()} s`;
    },
  );
  await clock.advanceBy(600_000);
  const logins = emulator.calls().filter((call) => call.class === 'token');
  const seen = { logins: logins.map(({ sentAtMs }) => (sentAtMs - startMs) / 1_000), ready };
  const chargers = zaptec.account.mirror.chargers().length;
  await clock.during(zaptec.close());
  await emulator.stop();
  return { asked, ...seen, chargers };
}

test('after close nothing is waited for: no line comes later, no timer runs on, and what was typed late is nobody’s', async () => {
  for (const source of [{}, { asksSomebody: true }]) {
    const clock = manualClock();
    const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1 } });
    const lines: string[] = [];
    const note = (_: object, line: string): void => void lines.push(line);
    const log = { debug: note, info: note, warn: note, error: note };
    let answer = (_: typeof emulator.accounts.owner): void => {};
    const told: { closed?: AbortSignal | undefined } = {};
    const read = (closed?: AbortSignal): Promise<typeof emulator.accounts.owner> => {
      told.closed = closed;
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const zaptec = await connect({ ...clientOptions(emulator, clock), log, credentials: { read, ...source } });
    await clock.advanceBy(500);
    expect(told.closed?.aborted).toBe(false);
    await clock.during(zaptec.close());
    expect(told.closed?.aborted).toBe(true);
    const [lineCount, timers] = [lines.length, clock.pending()];
    answer(emulator.accounts.owner);
    await clock.advanceBy(120_000);
    expect(lines.slice(lineCount)).toEqual([]);
    expect(timers).toBe(clock.pending());
    expect(emulator.calls()).toEqual([]);
    await emulator.stop();
  }
});

test.each([10, 34])('an answer after %i s is waited for', async (atS) => {
  const { ready, ...seen } = await course(atS * 1_000);
  expect(seen).toEqual({ asked: 1, logins: [atS], chargers: 2 });
  expect(Number(/^at (.+) s$/.exec(ready)?.[1])).toBeLessThan(atS + 2);
});

test.each([36, 40, 60, 94, 150])('an answer after %i s comes late, and a login goes as it comes', async (atS) => {
  const { logins, ...seen } = await course(atS * 1_000);
  expect(seen).toEqual({ asked: 1, ready: 'credentials-unreadable at 35 s', chargers: 2 });
  expect(logins).toHaveLength(1);
  expect(logins[0]).toBeGreaterThanOrEqual(atS);
  expect(logins[0]).toBeLessThan(atS + 0.1);
});

test('a source that says how long it may take is waited for so long', async () => {
  const { ready, ...seen } = await course(110_000, { mayTakeMs: 125_000 });
  expect(seen).toEqual({ asked: 1, logins: [110], chargers: 2 });
  expect(ready).toMatch(/^at 11[01]/);
  const late = await course(130_000, { mayTakeMs: 125_000 });
  expect(late.ready).toBe('credentials-unreadable at 125 s');
  expect(late.logins[0]).toBeLessThan(130.1);
});

test('a program is given the time that it may take, and a little to say so itself', () => {
  const login = ['pass', 'show', 'zaptec'] as const;
  expect(fromCommand(login).mayTakeMs).toBe(35_000);
  expect(fromCommand(login, { timeLimitMs: 120_000 }).mayTakeMs).toBe(125_000);
  expect(fromCommand(login, { timeLimitMs: 2 ** 31 - 1 }).mayTakeMs).toBe(2 ** 31 - 1);
});
