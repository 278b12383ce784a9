// No value is older than is stated of it, whatever happens to cars, settings, links and chargers, while the cloud answers.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { stateIds } from '@fairlead/protocol';
import {
  type Charger,
  connect,
  installationAgeMs,
  statedAges,
  type Told,
  tellingOf,
  upkeeps,
  type Zaptec,
} from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const minuteMs = 60_000;
const chargers = 3;

type Act =
  | { readonly kind: 'plug' | 'unplug' | 'go-offline' | 'come-online'; readonly charger: number }
  | { readonly kind: 'set-limit'; readonly charger: number; readonly amps: number }
  | { readonly kind: 'set-current'; readonly amps: number }
  | { readonly kind: 'cut' | 'restore' | 'detach' | 'rotate' | 'go-dark' | 'come-back' };

const place = fc.integer({ min: 0, max: chargers - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constantFrom('plug' as const, 'unplug', 'go-offline', 'come-online'), charger: place }),
  fc.record({ kind: fc.constant('set-limit' as const), charger: place, amps: fc.integer({ min: 6, max: 32 }) }),
  fc.record({ kind: fc.constant('set-current' as const), amps: fc.integer({ min: 6, max: 25 }) }),
  fc.record({ kind: fc.constantFrom('cut' as const, 'restore', 'detach', 'rotate', 'go-dark', 'come-back') }),
);
/** Up to six hours apart: a program of ten is about 30 hours. */
const program = fc.array(fc.record({ act, restMin: fc.integer({ min: 1, max: 360 }) }), {
  minLength: 6,
  maxLength: 14,
});

interface House {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly zaptec: Zaptec;
}

const connected = ({ clock, emulator }: Omit<House, 'zaptec'>, bus: 'both' | 'none', keepIn?: string) =>
  connect({
    ...clientOptions(emulator, clock),
    ...(bus === 'none' && { userGroupIds: [] }),
    ...(keepIn !== undefined && { keepIn }),
  });

async function open(bus: 'both' | 'none', keepIn?: string): Promise<House> {
  const clock = manualClock();
  const fleet = { chargers, charging: 1 };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet, switches: { bus } });
  const zaptec = await connected({ clock, emulator }, bus, keepIn);
  return { clock, emulator, zaptec };
}

/** Another program, with an account of its own, changes a setting. */
async function update({ emulator, clock }: House, what: string, settings: object): Promise<void> {
  const { username, password } = emulator.accounts.service;
  const form = new URLSearchParams({ grant_type: 'password', username, password });
  const answer = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<Response> => {
    const answered = emulator.fetch(`${emulator.url}${path}`, {
      ...{ method: 'POST', body },
      headers: { 'user-agent': 'other/1.0 (+https://example.org)', ...headers },
    });
    await clock.advanceBy(1_200);
    return answered;
  };
  const token = (await (await answer('/oauth/token', form, {})).json()) as { access_token: string };
  const updated = await answer(`/api/${what}/update`, JSON.stringify(settings), {
    authorization: `Bearer ${token.access_token}`,
    'content-type': 'application/json',
  });
  expect(updated.status).toBe(200);
}

const offline = new Map<string, number>();
/** What the available current was, and since when, newest last. */
const currents: { readonly sinceMs: number; readonly amps: number | null }[] = [];
let isDark = false;
let backAtMs = 0;

const installationIn = ({ emulator }: House): string => emulator.world.chargers()[0]?.installationId ?? '';

/** At most every 15 minutes, as the policy has it. */
async function setCurrent(house: House, amps: number): Promise<void> {
  const nowMs = house.clock.nowMs();
  if (isDark || nowMs - (currents.at(-1)?.sinceMs ?? 0) < 16 * minuteMs) return;
  await update(house, `installation/${installationIn(house)}`, { availableCurrent: amps });
  currents.push({ sinceMs: nowMs, amps });
}

async function perform(house: House, what: Act): Promise<void> {
  const { emulator, clock } = house;
  const { world, faults } = emulator;
  if ('charger' in what) {
    const truth = world.chargers()[what.charger];
    if (!truth) throw new Error('a world with fewer chargers');
    if (what.kind === 'set-limit' && isDark) return;
    if (what.kind === 'set-limit') return update(house, `chargers/${truth.id}`, { maxChargeCurrent: what.amps });
    if (what.kind === 'plug' && !truth.car) world.plug(truth.id, { takesKwh: 60 });
    if (what.kind === 'unplug' && truth.car) world.unplug(truth.id);
    if (what.kind === 'go-offline' && !offline.has(truth.id)) {
      world.setOffline(truth.id);
      offline.set(truth.id, clock.nowMs());
    }
    if (what.kind === 'come-online' && offline.delete(truth.id)) world.setOnline(truth.id);
    return;
  }
  if (what.kind === 'set-current') return setCurrent(house, what.amps);
  if (what.kind === 'go-dark') faults.goDark('cut');
  if (what.kind === 'go-dark') isDark = true;
  if (what.kind === 'come-back' && isDark) {
    await faults.comeBack();
    isDark = false;
    backAtMs = clock.nowMs();
  }
  if (what.kind === 'cut') faults.cutBus();
  if (what.kind === 'restore') faults.restoreBus();
  if (what.kind === 'detach') faults.detachReaders();
  if (what.kind === 'rotate') faults.rotateBusKeys();
}

const derived = (charger: Charger): readonly (readonly [number, Told<unknown>])[] => [
  [stateIds.ChargerOperationMode, charger.mode],
  [stateIds.TotalChargePower, charger.powerW],
  [stateIds.TotalChargePowerSession, charger.energyKwh],
  [stateIds.CurrentPhase1, charger.currentA],
  [stateIds.ChargeCurrentSet, charger.allocatedCurrentA],
  [stateIds.ChargerMaxCurrent, charger.maxCurrentA],
];

/** What can ever be stated of three chargers while the cloud answers: a minute and a bit for a read's turn on top. */
const mostStatedMs = (stateId: number): number =>
  Math.max(...upkeeps.map((upkeep) => statedAges[tellingOf(stateId)][upkeep] ?? 0)) + 61_000;

/**
 * While the cloud does not answer ages grow, and then until a stream has told of the charger or was given up: half an hour, and
 * a read.
 */
const isBounded = (nowMs: number): boolean => !isDark && nowMs - backAtMs > 45 * minuteMs;

/** Every value that is older than it says. */
async function tooOld({ clock, emulator, zaptec }: House): Promise<readonly string[]> {
  const found: string[] = [];
  const nowMs = clock.nowMs();
  for (const truth of emulator.world.chargers()) {
    const charger = await zaptec.chargers.find(truth.id);
    if (!charger) throw new Error('a charger that the account does not know');
    for (const [stateId, told] of derived(charger)) {
      const held = zaptec.account.mirror.observation(truth.id, stateId);
      const real = truth.observations.get(stateId);
      // What a charger does that lost the cloud, the cloud does not know either.
      if (!held || !real || offline.has(truth.id)) continue;
      if (told.mostAgeMs === null) found.push(`${stateId}: no age is stated`);
      if (isBounded(nowMs) && (told.mostAgeMs ?? 0) > mostStatedMs(stateId))
        found.push(`${stateId}: ${told.mostAgeMs} ms are stated`);
      const isBehind = real.atUs > held.observedAtUs + 10_000 && held.value !== (real.value || null);
      const behindMs = isBehind ? nowMs - real.atUs / 1_000 : 0;
      if (behindMs > (told.mostAgeMs ?? 0)) found.push(`${stateId}: ${behindMs} ms behind, stated ${told.mostAgeMs}`);
    }
    const { online } = charger;
    const sinceMs = offline.get(truth.id) ?? null;
    if (online.mostAgeMs === null) found.push('online: no age is stated');
    if (isBounded(nowMs) && (online.mostAgeMs ?? 0) > mostStatedMs(stateIds.IsOnline))
      found.push(`online: ${online.mostAgeMs} ms are stated`);
    if (online.value !== false && sinceMs !== null && nowMs - sinceMs > (online.mostAgeMs ?? 0))
      found.push(`online: offline for ${nowMs - sinceMs} ms, stated ${online.mostAgeMs}`);
  }
  return [...found, ...(await currentTooOld({ clock, emulator, zaptec }))];
}

/** The same of the available current of the installation, which no stream tells. */
async function currentTooOld(house: House): Promise<readonly string[]> {
  const installation = await house.zaptec.installations.find(installationIn(house));
  if (!installation) throw new Error('an installation that the account does not know');
  const { availableCurrentA, mostAgeMs } = installation;
  if (mostAgeMs === null) return ['current: no age is stated'];
  const lastTrue = currents.findLastIndex(({ amps }) => amps === availableCurrentA);
  if (lastTrue < 0) return [`current: ${availableCurrentA} A never were`];
  const next = currents[lastTrue + 1];
  const behindMs = next ? house.clock.nowMs() - next.sinceMs : 0;
  const mostMs = installationAgeMs + 61_000;
  return [
    ...(behindMs > mostAgeMs ? [`current: ${behindMs} ms behind, stated ${mostAgeMs}`] : []),
    ...(isBounded(house.clock.nowMs()) && mostAgeMs > mostMs ? [`current: ${mostAgeMs} ms are stated`] : []),
  ];
}

test.each(['both', 'none'] as const)(
  'whatever happens in a day with bus "%s", nothing is older than stated, and an age is stated of everything',
  { timeout: 120_000 },
  async (bus) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(program, async (acts) => {
        offline.clear();
        isDark = false;
        backAtMs = 0;
        const house = await open(bus);
        const { clock, emulator, zaptec } = house;
        await clock.advanceBy(90_000);
        const first = await zaptec.installations.find(installationIn(house));
        currents.splice(0, currents.length, { sinceMs: 0, amps: first?.availableCurrentA ?? null });
        for (const { act: what, restMin } of acts) {
          await perform(house, what);
          for (let restedMin = 0; restedMin < restMin; restedMin += 7) {
            await clock.advanceBy(7 * minuteMs);
            expect(await tooOld(house)).toEqual([]);
            compared++;
          }
        }
        await clock.during(zaptec.close());
        await emulator.stop();
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(300);
  },
);

test('a charger that is silent for more than a day on a stream that is well is polled from then on', async () => {
  offline.clear();
  isDark = false;
  backAtMs = 0;
  const house = await open('both');
  const { clock, emulator, zaptec } = house;
  await clock.advanceBy(90_000);
  const first = await zaptec.installations.find(installationIn(house));
  currents.splice(0, currents.length, { sinceMs: 0, amps: first?.availableCurrentA ?? null });
  await perform(house, { kind: 'go-offline', charger: 0 });
  const silent = emulator.world.chargers()[0]?.id ?? '';
  const polledMs = (statedAges.online.polled ?? 0) + 61_000;
  const startedMs = clock.nowMs();
  const agesMs: number[] = [];
  while (clock.nowMs() - startedMs < 26 * 60 * minuteMs) {
    await clock.advanceBy(4 * minuteMs);
    expect(await tooOld(house)).toEqual([]);
    const isLapsed = clock.nowMs() - startedMs > (24 * 60 + 4) * minuteMs;
    if (isLapsed) agesMs.push((await zaptec.chargers.find(silent))?.online.mostAgeMs ?? Number.POSITIVE_INFINITY);
  }
  expect(agesMs.length).toBeGreaterThan(25);
  expect(Math.max(...agesMs)).toBeLessThanOrEqual(polledMs);
  const closing = zaptec.close();
  await clock.advanceBy(20_000);
  await closing;
  await emulator.stop();
});

test.each([
  ['both', 50],
  ['none', 50],
  ['both', 9],
  ['none', 9],
] as const)(
  'after a restart with bus "%s" that took %d min an age is stated at once, as old as what was kept, and nothing is older',
  async (bus, awayMin) => {
    offline.clear();
    isDark = false;
    const keepIn = mkdtempSync(join(tmpdir(), 'fairlead-ages-'));
    const house = await open(bus, keepIn);
    const { clock, emulator } = house;
    await clock.advanceBy(90_000);
    const first = await house.zaptec.installations.find(installationIn(house));
    currents.splice(0, currents.length, { sinceMs: 0, amps: first?.availableCurrentA ?? null });
    await clock.advanceBy(35 * minuteMs);
    await clock.during(house.zaptec.close());
    await perform(house, { kind: 'plug', charger: 1 });
    await perform(house, { kind: 'set-limit', charger: 2, amps: 9 });
    await clock.advanceBy(awayMin * minuteMs);
    backAtMs = clock.nowMs();
    const again: House = { clock, emulator, zaptec: await connected(house, bus, keepIn) };
    for (let step = 0; step < 240; step++) {
      expect(await tooOld(again)).toEqual([]);
      await clock.advanceBy(step < 120 ? 1_000 : minuteMs);
    }
    await clock.during(again.zaptec.close());
    await emulator.stop();
    rmSync(keepIn, { recursive: true });
  },
);

test('the guide states the ages of the table', () => {
  const guide = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
  const rows = [
    ['what is pushed', statedAges.pushed],
    ['settings', statedAges.setting],
    ['`online`', statedAges.online],
  ] as const;
  for (const [name, ages] of rows) {
    const cells =
      guide
        .split('\n')
        .find((line) => line.startsWith(`| ${name}`))
        ?.split('|')
        .slice(2, 6) ?? [];
    const told = cells.map((cell) => (cell.trim() === '–' ? null : Number.parseFloat(cell)));
    const { stream, polled, 'polled-charging': charging, listed } = ages;
    expect(told).toEqual([stream, polled, charging, listed].map((ms) => ms && ms / minuteMs));
  }
});

test('the ages that are stated are those that the cadences make', () => {
  const minutes = (ms: number | null): number | null => ms && ms / minuteMs;
  expect(minutes(statedAges.setting.stream)).toBe(24 * 60);
  expect(minutes(installationAgeMs)).toBe(60);
  expect(minutes(statedAges.online.stream)).toBe(20);
  expect(minutes(statedAges.pushed.stream)).toBe(2);
  expect(minutes(statedAges.pushed.polled)).toBe(11);
  expect(minutes(statedAges.pushed['polled-charging'])).toBe(1.1);
  expect(minutes(statedAges.pushed.listed)).toBe(66);
});
