// The available current of an installation, wished through the SDK on the emulated cloud: one writer, slots of 15 minutes,
// reductions first, and the truth about when it applies.
import type { HttpFault } from '@fairlead/emulator';
import { type CurrentOutcome, memoryKeeper, memorySecrets } from '@fairlead/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { type CarefulOptions, type CarefulSite, looker, openCarefulSite } from './careful-site.ts';

const minuteMs = 60_000;
const slotMs = 15 * minuteMs;

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

type House = CarefulSite & { readonly chargerId: string; readonly id: string };

/** A house of 32 A or more with a car that charges; nothing was written yet. */
async function house(options: CarefulOptions = {}, withCar = true): Promise<House> {
  const site = await openCarefulSite(options);
  sites.push(site);
  const [charger] = site.emulator.world.chargers();
  const chargerId = charger?.id ?? '';
  if (withCar) {
    site.emulator.world.plug(chargerId, { takesKwh: 60, maxCurrentA: 32, phases: 3 });
    await site.clock.advanceBy(minuteMs);
  }
  return { ...site, chargerId, id: charger?.installationId ?? '' };
}

/** When the cloud took a write of the current, ms after the first one. */
function writtenAt({ emulator }: CarefulSite): readonly number[] {
  const times = emulator
    .calls()
    .filter(({ sets, status }) => sets === 'available-current' && status === 200)
    .map(({ sentAtMs }) => sentAtMs);
  return times.map((atMs) => atMs - (times[0] ?? 0));
}

/** What is really the case, asked by somebody who is not the client. */
async function phasesOf({ emulator, id }: House): Promise<readonly unknown[]> {
  const { username, password } = emulator.accounts.service;
  const login = await emulator.fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': looker },
    body: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
  });
  const { access_token: token } = (await login.json()) as { readonly access_token: string };
  const detail = await emulator.fetch(`${emulator.url}/api/installation/${id}`, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': looker },
  });
  const row = (await detail.json()) as Readonly<Record<string, unknown>>;
  return [1, 2, 3].map((phase) => row[`AvailableCurrentPhase${phase}`]);
}

/** A cloud whose serials tell no model, nor its meters, and whose observation 100 says this, or is not there. */
function nameless(variant: string | null): NonNullable<CarefulOptions['through']> {
  return (cloud) => async (input, init) => {
    const answer = await cloud(input, init);
    const text = await answer.text();
    const told = text.replaceAll(/GP[NG](?=\d{6})/g, 'XYZ').replaceAll('Zaptec Go2', 'ZAPTEC');
    const body = /\/state$/.test(String(input instanceof Request ? input.url : input)) ? capable(told, variant) : told;
    return new Response(answer.status === 204 ? null : body, { status: answer.status, headers: answer.headers });
  };
}

function capable(state: string, variant: string | null): string {
  const items = JSON.parse(state) as readonly { readonly StateId: number; readonly ValueAsString?: string }[];
  const others = items.filter(({ StateId }) => StateId !== 100);
  const [first] = others;
  const told = { ...first, StateId: 100, ValueAsString: JSON.stringify({ DeviceType: 'Go', ProductVariant: variant }) };
  return JSON.stringify(variant === null ? others : [...others, told]);
}

async function outcomeOf(site: CarefulSite, done: Promise<CurrentOutcome>, mostMs = 30 * minuteMs) {
  return site.settled(done, mostMs);
}

test('a reduction goes at once, is held with its age, and is told to the world', async () => {
  const site = await house();
  const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(answer).toMatchObject({ state: 'scheduled', phasesA: [10, 10, 10], late: false });
  expect(await outcomeOf(site, answer.done)).toMatchObject({ outcome: 'applied', phasesA: [10, 10, 10] });
  expect(await phasesOf(site)).toEqual([10, 10, 10]);
  const held = site.zaptec.installations.availableCurrent(site.id);
  expect(held).toMatchObject({ phasesA: [10, 10, 10], by: 'update' });
  expect(site.clock.nowMs() - held.knownAtMs).toBeLessThan(5_000);
  // The details tell it as well, though they may be read once an hour only.
  const detail = await site.settled(site.zaptec.installations.detail(site.id));
  expect(detail.value).toMatchObject({ availableCurrentA: 10, availableCurrentPhasesA: [10, 10, 10] });
  // What was set is held: no read follows.
  const reads = site.facts.filter((fact) => fact.kind === 'call' && fact.cause === 'after-command');
  expect(reads).toEqual([]);
});

test('who wishes the same while it is on its way joins it, and is told of no delay', async () => {
  const site = await house();
  const wish = () => site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 });
  const answers = await site.settled(Promise.all([wish(), wish()]));
  for (const answer of answers) {
    expect(answer).toMatchObject({ state: 'scheduled', late: false, note: 'It is written now.' });
    expect(await outcomeOf(site, answer.done)).toMatchObject({ outcome: 'applied' });
  }
  expect(writtenAt(site)).toHaveLength(1);
});

test('an increase waits until it has been wanted for a minute; a reduction that comes meanwhile finds the slot free', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(slotMs + 5_000);
  const increase = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  expect((increase.appliesAtMs ?? 0) - site.clock.nowMs()).toBeGreaterThan(55_000);
  await site.clock.advanceBy(30_000);
  const reduction = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 }));
  expect(reduction).toMatchObject({ late: false });
  expect(await increase.done).toEqual({ outcome: 'replaced', phasesA: [8, 8, 8] });
  expect(await outcomeOf(site, reduction.done)).toMatchObject({ outcome: 'applied' });
  expect(writtenAt(site)).toHaveLength(2);
  expect(await phasesOf(site)).toEqual([8, 8, 8]);
});

test('a reduction that meets a spent slot is late, says when it goes, and that no fuse may depend on it', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(5 * minuteMs);
  const late = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(late).toMatchObject({
    state: 'scheduled',
    late: true,
    note: expect.stringContaining('A fuse must not depend on this'),
  });
  const outcome = await outcomeOf(site, late.done);
  expect(outcome).toMatchObject({ outcome: 'applied' });
  if (outcome.outcome !== 'applied') return;
  expect(Math.abs(outcome.sentAtMs - (late.appliesAtMs ?? 0))).toBeLessThan(1_000);
  const [, second = 0] = writtenAt(site);
  expect(second).toBeGreaterThanOrEqual(slotMs);
  expect(second).toBeLessThan(slotMs + 5_000);
});

test('a hundred wishes within a slot are one write, of the last of them; each earlier caller is told what took its place', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  const done: Promise<CurrentOutcome>[] = [];
  for (let n = 0; n < 100; n++) {
    const answer = site.zaptec.installations.setAvailableCurrent(site.id, { amps: 6 + (n % 10) });
    await site.clock.advanceBy(1_000);
    done.push((await answer).done);
  }
  await site.clock.advanceBy(20 * minuteMs);
  const outcomes = await Promise.all(done);
  expect(outcomes.slice(0, 99).map(({ outcome }) => outcome)).toEqual(Array(99).fill('replaced'));
  expect(outcomes[99]).toMatchObject({ outcome: 'applied', phasesA: [15, 15, 15] });
  expect(writtenAt(site)).toHaveLength(2);
});

test('the same wish again is the same wish: it keeps its minute, and both callers have one answer', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(slotMs);
  const one = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 16 }));
  await site.clock.advanceBy(40_000);
  const other = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 16 }));
  expect(other.done).toBe(one.done);
  expect(other.appliesAtMs).toBe(one.appliesAtMs);
  expect(await outcomeOf(site, one.done)).toMatchObject({ outcome: 'applied' });
});

test('what is in force already is not written; after an hour it is looked at first, since others write it too', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(30 * minuteMs);
  const again = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(again.state).toBe('in-force');
  expect((await again.done).outcome).toBe('in-force');
  await site.clock.advanceBy(40 * minuteMs);
  const details = (): number => site.emulator.calls().filter(({ path }) => path === '/api/installation/{id}').length;
  const before = details();
  expect((await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }))).state).toBe(
    'in-force',
  );
  expect(details() - before).toBe(1);
  expect(writtenAt(site)).toHaveLength(1);
});

test('what cannot be looked at any more is not taken to be in force: it is written, and no wish waits for the details', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(70 * minuteMs);
  site.emulator.faults.plan(
    { kind: 'hang' },
    { method: 'GET', path: `/api/installation/${site.id}` },
    Number.POSITIVE_INFINITY,
  );
  const askedAtMs = site.clock.nowMs();
  const again = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(site.clock.nowMs() - askedAtMs).toBeLessThanOrEqual(6_000);
  expect(again.state).toBe('scheduled');
  expect(await outcomeOf(site, again.done)).toMatchObject({ outcome: 'applied' });
});

test('while no car is connected the wish is kept, and written when one comes', async () => {
  const site = await house({}, false);
  const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(answer).toMatchObject({ state: 'waits-for-car', appliesAtMs: null, late: false });
  await site.clock.advanceBy(60 * minuteMs);
  expect(writtenAt(site)).toEqual([]);
  site.emulator.world.plug(site.chargerId, { takesKwh: 60 });
  expect(await outcomeOf(site, answer.done)).toMatchObject({ outcome: 'applied' });
  expect(writtenAt(site)).toHaveLength(1);
});

test('a restart keeps the slot of the run before', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  await site.leave();
  const after = await openCarefulSite({ before: site });
  const late = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(late.late).toBe(true);
  expect(await after.settled(late.done, 30 * minuteMs)).toMatchObject({ outcome: 'applied' });
  const [, second = 0] = writtenAt(after);
  expect(second).toBeGreaterThanOrEqual(slotMs);
  expect(after.broken()).toEqual([]);
  await after.leave();
});

test('after a restart nobody takes the current for what it was before a write of unknown outcome', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  await site.clock.advanceBy(slotMs + minuteMs);
  site.emulator.faults.plan({ kind: 'reset', when: 'after' }, { path: '/update' });
  await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await site.clock.advanceBy(2_000);
  await site.leave();
  const after = await openCarefulSite({ before: site });
  const back = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  expect(back.state).toBe('scheduled');
  expect(await after.settled(back.done, 2 * 60 * minuteMs)).toMatchObject({ outcome: 'applied' });
  expect(await phasesOf(site)).toEqual([20, 20, 20]);
  await after.leave();
});

describe('after a run that was ended while its write was on its way', () => {
  /** A wish of 10 A whose answer nobody saw, and the next run a minute later. */
  async function restarted(when: 'before' | 'after'): Promise<{ readonly site: House; readonly after: CarefulSite }> {
    const site = await house();
    site.emulator.faults.plan({ kind: 'reset', when }, { path: '/update' });
    await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    await site.clock.advanceBy(2_000);
    await site.leave();
    await site.clock.advanceBy(minuteMs);
    return { site, after: await openCarefulSite({ before: site }) };
  }
  const updates = ({ emulator }: CarefulSite): number => emulator.calls().filter(({ sets }) => sets !== null).length;

  test('the same wish is not written again: the state shows that it is in force', async () => {
    const { site, after } = await restarted('after');
    const again = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    expect(again).toMatchObject({ state: 'scheduled', note: expect.stringMatching(/the installation is read first/) });
    expect(await after.settled(again.done, 70 * minuteMs)).toMatchObject({ outcome: 'in-force' });
    expect(updates(after)).toBe(1);
    expect(after.broken()).toEqual([]);
    await after.leave();
  });

  test('what the state shows not to be in force is written', async () => {
    const { site, after } = await restarted('before');
    const again = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    expect(await after.settled(again.done, 70 * minuteMs)).toMatchObject({ outcome: 'applied' });
    expect(await phasesOf(site)).toEqual([10, 10, 10]);
    expect(after.broken()).toEqual([]);
    await after.leave();
  });

  test('where no state can be had, the wish is written once the doubt is over', async () => {
    const { site, after } = await restarted('after');
    site.emulator.faults.plan({ kind: 'hang' }, { method: 'GET', path: '/api/installation' }, Infinity);
    const again = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    expect(await after.settled(again.done, 3 * 60 * minuteMs)).toMatchObject({ outcome: 'applied' });
    expect(after.clock.nowMs()).toBeGreaterThanOrEqual(again.appliesAtMs ?? Infinity);
    await after.leave();
  });
});

test('a run that remembers nothing goes by when the cloud says that the current was changed', async () => {
  const site = await house();
  // A run that remembers nothing logs in anew: that the verdict finds.
  sites.length = 0;
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  await site.leave();
  await site.clock.advanceBy(5 * minuteMs);
  const forgetful = { history: [], keeper: memoryKeeper(), secrets: memorySecrets() };
  const after = await openCarefulSite({ before: site, client: forgetful });
  const late = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  expect(late).toMatchObject({ state: 'scheduled', late: true });
  expect(await after.settled(late.done, 30 * minuteMs)).toMatchObject({ outcome: 'applied' });
  expect(writtenAt(after)[1]).toBeGreaterThanOrEqual(slotMs - 1_000);
  expect(after.broken()).not.toContain('current-cadence');
  await after.end();
});

describe('who may, and what', () => {
  test.each([
    ['automatic', 'automatic', /Sense/],
    ['schedule', 'schedule', /schedule/],
  ] as const)('mode %s is refused before anything is sent, in words', async (mode, why, words) => {
    const site = await house();
    site.emulator.world.setMode(site.id, mode);
    await site.clock.advanceBy(6 * 60 * minuteMs);
    const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    expect(answer).toMatchObject({ state: 'refused', note: expect.stringMatching(words) });
    expect(await answer.done).toMatchObject({ outcome: 'refused', why, sentAtMs: null });
    expect(site.writes()).toEqual([]);
  });

  test.each([
    ['automatic', 'automatic', /Sense/],
    ['schedule', 'schedule', /schedule/],
  ] as const)(
    'mode %s that nobody knew of is told by the cloud (527), and not asked again for a day',
    async (mode, why, words) => {
      const site = await house();
      site.emulator.world.setMode(site.id, mode);
      const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
      expect(await outcomeOf(site, answer.done)).toMatchObject({
        outcome: 'refused',
        why,
        reason: expect.stringMatching(words),
      });
      const again = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 9 }));
      expect(again).toMatchObject({ state: 'refused', note: expect.stringMatching(words) });
      expect(again.note).toMatch(/ Not sent: .* It is asked again from 2026-11-2\dT/);
      const refused = await outcomeOf(site, again.done);
      expect(refused).toMatchObject({ outcome: 'refused', why, sentAtMs: null });
      expect(site.writes()).toEqual(['current']);
    },
  );

  test('527 ends when the details show that the mode is manual again, also over a restart', async () => {
    for (const restarts of [false, true]) {
      const site = await house();
      site.emulator.world.setMode(site.id, 'automatic');
      const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
      expect(await outcomeOf(site, first.done)).toMatchObject({ outcome: 'refused', why: 'automatic' });
      site.emulator.world.setMode(site.id, 'manual');
      if (restarts) await site.leave();
      const after = restarts ? await openCarefulSite({ before: site }) : site;
      await after.clock.advanceBy(65 * minuteMs);
      if (!restarts) await after.settled(after.zaptec.installations.detail(site.id));
      const again = await after.settled(after.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
      expect(again.state).toBe('scheduled');
      expect(await after.settled(again.done, 30 * minuteMs)).toMatchObject({
        outcome: 'applied',
        phasesA: [10, 10, 10],
      });
      expect(await phasesOf(site)).toEqual([10, 10, 10]);
      expect(site.writes()).toEqual(['current', 'current']);
      if (!restarts) continue;
      expect(after.broken()).toEqual([]);
      await after.leave();
    }
  });

  test('a plain user is refused before anything is sent', async () => {
    const site = await house({ as: 'user' });
    const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    expect(await answer.done).toMatchObject({ outcome: 'refused', why: 'role' });
    expect(await site.zaptec.installations.update(site.id, { minPowerOfflineMode: true })).toMatchObject({
      why: 'role',
    });
    expect(site.writes()).toEqual([]);
  });

  test('more than the main limit and less than nothing are refused with the range, and no number by its name', async () => {
    const site = await house();
    for (const amps of [10_000, -1, Number.POSITIVE_INFINITY]) {
      const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps }));
      expect(answer).toMatchObject({ state: 'refused', note: expect.stringMatching(/must be 0 to \d+ A/) });
    }
    await expect(site.zaptec.installations.setAvailableCurrent(site.id, { amps: Number.NaN })).rejects.toMatchObject({
      code: 'invalid-option',
    });
    const nobodys = '00000000-0000-4000-8000-00000000ffff';
    await expect(site.zaptec.installations.setAvailableCurrent(nobodys, { amps: 10 })).rejects.toMatchObject({
      code: 'unknown-installation',
    });
    expect(site.writes()).toEqual([]);
  });

  test('where a Go 2 is installed all phases get the lowest; elsewhere each its own', async () => {
    const wish = { phase1: 16, phase2: 10, phase3: 13 };
    for (const [models, phases] of [
      [['Go 2'], [10, 10, 10]],
      [['Pro'], [16, 10, 13]],
    ] as const) {
      const site = await house({ emulator: { fleet: { chargers: 1, models } } });
      const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, wish));
      expect(answer.note.includes('Go 2')).toBe(models[0] === 'Go 2');
      expect(await outcomeOf(site, answer.done)).toMatchObject({ outcome: 'applied', phasesA: phases });
      expect(await phasesOf(site)).toEqual(phases);
    }
  });

  test.each([
    ['100 says Go 2', 'Go2', [10, 10, 10], 'Go 2'],
    ['100 has not come, so that it may be one', null, [10, 10, 10], 'unknown'],
    ['100 says Go', 'Go', [16, 10, 13], 'Go'],
  ] as const)('of a charger whose serial tells no model, where %s', async (_, variant, phases, model) => {
    const site = await house({ emulator: { fleet: { chargers: 1, models: ['Go 2'] } }, through: nameless(variant) });
    const wish = { phase1: 16, phase2: 10, phase3: 13 };
    const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, wish));
    expect(await outcomeOf(site, answer.done)).toMatchObject({ outcome: 'applied', phasesA: phases });
    expect(await phasesOf(site)).toEqual(phases);
    const [charger] = site.zaptec.account.mirror.chargers();
    expect(charger?.serial).toMatch(/^XYZ/);
    expect((await site.zaptec.chargers.find(site.chargerId))?.model).toBe(model);
  });

  test('settings: an Owner is told that maxCurrentA needs Service; Service may; both set the others', async () => {
    const owner = await house();
    expect(await owner.zaptec.installations.update(owner.id, { maxCurrentA: 20 })).toMatchObject({
      outcome: 'refused',
      why: 'role',
    });
    const update = owner.zaptec.installations.update(owner.id, {
      threeToOnePhaseSwitchCurrentA: 12,
      minPowerOfflineMode: true,
    });
    expect((await owner.settled(update)).outcome).toBe('accepted');
    expect(owner.writes()).toEqual(['other']);
    expect(owner.zaptec.account.mirror.installations().find(({ id }) => id === owner.id)?.row).toMatchObject({
      ThreeToOnePhaseSwitchCurrent: 12,
      PropertyIsMinimumPowerOfflineMode: true,
    });
    const service = await house({ as: 'service' });
    expect((await service.settled(service.zaptec.installations.update(service.id, { maxCurrentA: 20 }))).outcome).toBe(
      'accepted',
    );
  });
});

describe('settings of a charger', () => {
  test('an Owner who may not, and a charger that another system manages, are told so by the cloud once', async () => {
    const site = await house({ emulator: { switches: { 'owner-charger-update': '403' } } });
    const settings = { maxChargeCurrentA: 16 };
    const owner = await site.settled(site.zaptec.chargers.update(site.chargerId, settings));
    expect(owner).toMatchObject({
      outcome: 'refused',
      why: 'role',
      reason: expect.stringContaining('Owner or Service'),
    });
    const service = await house({ as: 'service' });
    service.emulator.world.manageElsewhere(service.chargerId, true);
    const managed = await service.settled(service.zaptec.chargers.update(service.chargerId, settings));
    expect(managed).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('another load management system'),
    });
    expect([site.writes(), service.writes()]).toEqual([['other'], ['other']]);
  });

  test.each(['before', 'after'] as const)(
    'an answer that was lost (%s) leaves it unconfirmed, and nothing goes again',
    async (when) => {
      const site = await house();
      site.emulator.faults.plan({ kind: 'reset', when }, { path: '/update' });
      const outcome = await site.settled(site.zaptec.chargers.update(site.chargerId, { meterValueIntervalS: 1800 }));
      expect(outcome).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringMatching(/^It is not known/) });
      await site.clock.advanceBy(60 * minuteMs);
      expect(site.writes()).toEqual(['other']);
    },
  );
});

describe('an answer that leaves it open', () => {
  const faults = [
    ['reset before', { kind: 'reset', when: 'before' }],
    ['reset after', { kind: 'reset', when: 'after' }],
    ['hang after', { kind: 'hang', when: 'after' }],
    ['502 before', { kind: 'status', status: 502, when: 'before' }],
    ['504 after', { kind: 'status', status: 504, when: 'after' }],
    ['500 before', { kind: 'status', status: 500, when: 'before' }],
  ] as const satisfies readonly (readonly [string, HttpFault])[];

  test.each(faults)(
    '%s: written again only where the installation shows that it was not carried out',
    async (name, fault) => {
      const site = await house();
      site.emulator.faults.plan(fault, { path: '/update' });
      const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
      const outcome = await site.settled(answer.done, 3 * 60 * minuteMs);
      expect(outcome).toMatchObject({ outcome: 'applied', phasesA: [10, 10, 10] });
      expect(site.writes()).toEqual(name.endsWith('after') ? ['current'] : ['current', 'current']);
      expect(await phasesOf(site)).toEqual([10, 10, 10]);
    },
  );

  test('twice open: it is given up as unconfirmed, and does not go a third time', async () => {
    const site = await house();
    site.emulator.faults.plan({ kind: 'reset', when: 'before' }, { path: '/update' }, 2);
    const answer = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    const outcome = await site.settled(answer.done, 4 * 60 * minuteMs);
    expect(outcome).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringContaining('another current') });
    await site.clock.advanceBy(3 * 60 * minuteMs);
    expect(site.writes()).toEqual(['current', 'current']);
  });

  test.each([
    ['after', ['current']],
    ['before', ['current', 'current']],
  ] as const)(
    'wished again after another wish (%s): it is looked for, and goes again only where it was not carried out',
    async (when, writes) => {
      const site = await house();
      const wish = (amps: number) => site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps }));
      site.emulator.faults.plan({ kind: 'reset', when }, { path: '/update' });
      const first = await wish(10);
      await site.clock.advanceBy(2_000);
      const other = await wish(12);
      expect((await first.done).outcome).toBe('unconfirmed');
      await site.clock.advanceBy(2_000);
      const again = await wish(10);
      expect(again.note).toMatch(/^It was sent already .* looked for/);
      expect(await other.done).toMatchObject({ outcome: 'replaced', phasesA: [10, 10, 10] });
      expect(await site.settled(again.done, 3 * 60 * minuteMs)).toMatchObject({ outcome: 'applied' });
      expect(await phasesOf(site)).toEqual([10, 10, 10]);
      await site.clock.advanceBy(60 * minuteMs);
      expect(site.writes()).toEqual(writes);
    },
  );

  test('what was in force before is not taken to be so still: a wish for it is written', async () => {
    const site = await house();
    const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
    await outcomeOf(site, first.done);
    await site.clock.advanceBy(slotMs + minuteMs);
    site.emulator.faults.plan({ kind: 'reset', when: 'after' }, { path: '/update' });
    const lower = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
    await site.clock.advanceBy(2_000);
    const back = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
    expect((await lower.done).outcome).toBe('unconfirmed');
    expect(back.state).toBe('scheduled');
    expect(await site.settled(back.done, 2 * 60 * minuteMs)).toMatchObject({ outcome: 'applied' });
    expect(await phasesOf(site)).toEqual([20, 20, 20]);
  });
});

test('closing the account withdraws what was not sent', async () => {
  const site = await house();
  const first = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 20 }));
  await outcomeOf(site, first.done);
  const waiting = await site.settled(site.zaptec.installations.setAvailableCurrent(site.id, { amps: 10 }));
  await site.leave();
  expect((await waiting.done).outcome).toBe('withdrawn');
  const pending = site.clock.pending();
  await site.clock.advanceBy(slotMs);
  expect(site.clock.pending()).toBeLessThanOrEqual(pending);
  expect(writtenAt(site)).toHaveLength(1);
});
