// A window of history is served once a day, whoever asks how often and however soon; what follows it by cursor is served once too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { connect, SdkError, type Zaptec } from '@fairlead/sdk';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const path = '/api/sessions/archived';
const month = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };

let clock: ManualClock;
let emulator: Emulator;
let keepIn: string;
beforeEach(async () => {
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 40, charging: 1 } });
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-history-'));
  onTestFinished(async () => {
    const broken = brokenClauses(seenBy(emulator));
    await emulator.stop();
    rmSync(keepIn, { recursive: true });
    expect(broken).toEqual([]);
  });
});

async function start(): Promise<Zaptec> {
  const zaptec = await connect({ ...clientOptions(emulator, clock), keepIn });
  await clock.during(zaptec.account.ready());
  return zaptec;
}

const served = () => emulator.calls().filter((call) => call.path === path && call.status === 200).length;
const ofSite = () => ({ ...month, installationId: emulator.world.chargers()[0]?.installationId ?? '' });

/** How many sessions, or the code of the error. */
async function ended(sessions: AsyncIterable<unknown>): Promise<number | string> {
  try {
    return (await Array.fromAsync(sessions)).length;
  } catch (error) {
    if (!(error instanceof SdkError) || error.code !== 'too-early') throw error;
    expect(error.message).toContain('use what you stored of it');
    return `${error.code} ${error.clause}`;
  }
}

/** A whole read, and how many calls it takes. */
async function readOnce(zaptec: Zaptec): Promise<number> {
  expect(await clock.during(ended(zaptec.sessions.archived(ofSite())))).toBeGreaterThan(400);
  const pages = served();
  expect(pages).toBeGreaterThan(2);
  return pages;
}

test('every half-minute it is refused until the day is over, by the archive and by the history alike', async () => {
  const zaptec = await start();
  const pages = await readOnce(zaptec);
  for (let times = 0; times < 40; times++) {
    await clock.advanceBy(30 * secondMs);
    const { archived, history } = zaptec.sessions;
    expect(await clock.during(ended((times % 2 === 0 ? archived : history)(ofSite())))).toBe('too-early no-scraping');
  }
  expect(served()).toBe(pages);
  await clock.advanceBy(24 * hourMs);
  await clock.during(ended(zaptec.sessions.archived(ofSite())));
  expect(served()).toBe(2 * pages);
  await zaptec.close();
});

test('it is refused after a restart within seconds too', async () => {
  const before = await start();
  const pages = await readOnce(before);
  await before.close();
  const after = await start();
  expect(await clock.during(ended(after.sessions.archived(ofSite())))).toBe('too-early no-scraping');
  expect(served()).toBe(pages);
  await after.close();
});

test('of five callers at once one reads it, and the others are told when', async () => {
  const zaptec = await start();
  const all = Array.from({ length: 5 }, () => ended(zaptec.sessions.archived(ofSite())));
  const told = await clock.during(Promise.all(all));
  expect(told.filter((one) => typeof one === 'number')).toHaveLength(1);
  expect(told.filter((one) => one === 'too-early no-scraping')).toHaveLength(4);
  const [id] = emulator.world.chargers().map((charger) => charger.id);
  const another = zaptec.sessions.archived({ ...month, chargerId: id ?? '' });
  expect(await clock.during(ended(another))).toBeGreaterThan(0);
  await zaptec.close();
});

test('a read that failed in the middle goes on at its cursor, an hour later and after a restart, and reads no page twice', async () => {
  const zaptec = await start();
  const ids: string[] = [];
  let kept: string | undefined;
  const goOn = async (from: Zaptec): Promise<void> => {
    for await (const { sessions, cursor } of from.sessions.archivedPages({
      ...ofSite(),
      ...(kept && { cursor: kept }),
    })) {
      ids.push(...sessions.map(({ id }) => id));
      kept = cursor ?? kept;
      if (served() === 1) emulator.faults.plan({ kind: 'status', status: 400 }, { path }, 1);
    }
  };
  await expect(clock.during(goOn(zaptec))).rejects.toMatchObject({ code: 'cloud-refused' });
  expect(ids).toHaveLength(200);
  await clock.advanceBy(hourMs);
  await zaptec.close();
  const after = await start();
  await clock.during(goOn(after));
  const read = served();
  expect(ids.length).toBeGreaterThan(400);
  expect(new Set(ids).size).toBe(ids.length);
  // The last cursor again, and the first page.
  await expect(clock.during(goOn(after))).rejects.toMatchObject({ code: 'too-early', clause: 'no-scraping' });
  expect(await clock.during(ended(after.sessions.archived(ofSite())))).toBe('too-early no-scraping');
  expect(served()).toBe(read);
  await after.close();
});

test('after a 403 it says that the cloud refused it, for want of what, till when, and what helps', async () => {
  const zaptec = await start();
  emulator.faults.plan({ kind: 'status', status: 403 }, { path });
  await expect(clock.during(Array.fromAsync(zaptec.sessions.archived(ofSite())))).rejects.toMatchObject({
    status: 403,
  });
  const refusedAtMs = emulator.calls().find((call) => call.status === 403)?.sentAtMs ?? 0;
  await clock.advanceBy(hourMs);
  const error = await clock
    .during(Array.fromAsync(zaptec.sessions.archived(ofSite())))
    .catch((cause: unknown) => cause);
  if (!(error instanceof SdkError)) throw error;
  expect(error).toMatchObject({ code: 'too-early', clause: 'no-intrusion' });
  expect(error.retryAtMs).toBeGreaterThanOrEqual(refusedAtMs + 24 * hourMs);
  expect(error.message).toMatch(
    /^Failed to read the archived sessions: the cloud refused it for want of a right.*\(no-intrusion, from 2026-11-21T15:.*\)\. Ask the owner for the role/,
  );
  expect(error.message).not.toContain('held');
  await zaptec.close();
});
