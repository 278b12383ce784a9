// Each public command under each fault, on the emulated cloud: never carried out twice, believed when the state shows it, and
// no clause broken. `calls()` and the world are the cloud's own word.
import { readFileSync } from 'node:fs';
import type { HttpFault } from '@fairlead/emulator';
import { type CommandOutcome, unseenReason, type Zaptec } from '@fairlead/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { type CarefulOptions, type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

const withoutStream = { emulator: { switches: { bus: 'none' } }, client: { userGroupIds: [] } } as const;

/** A site whose first charger charges, and whose client knows it: without a stream an idle one is read each 10 min. */
async function charging(options: CarefulOptions = {}): Promise<CarefulSite & { readonly id: string }> {
  const site = await openCarefulSite(options);
  sites.push(site);
  const id = site.emulator.world.chargers()[0]?.id ?? '';
  site.emulator.world.plug(id, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
  await site.clock.advanceBy(options.emulator?.switches?.bus === 'none' ? 700_000 : 90_000);
  expect(site.emulator.world.chargers()[0]?.mode).toBe(3);
  return { ...site, id };
}

const truth = ({ emulator, id }: CarefulSite & { readonly id: string }, stateId: number): string | null =>
  emulator.world
    .chargers()
    .find((charger) => charger.id === id)
    ?.observations.get(stateId)?.value ?? null;

const path = 'sendCommand';
const faults = {
  'reset before': { kind: 'reset', when: 'before' },
  'reset after': { kind: 'reset', when: 'after' },
  'hang before': { kind: 'hang', when: 'before' },
  'hang after': { kind: 'hang', when: 'after' },
  '500 before': { kind: 'status', status: 500, when: 'before' },
  '502 before': { kind: 'status', status: 502, when: 'before' },
  '502 after': { kind: 'status', status: 502, when: 'after' },
  '504 before': { kind: 'status', status: 504, when: 'before' },
  '504 after': { kind: 'status', status: 504, when: 'after' },
  '524 after': { kind: 'status', status: 524, when: 'after' },
} as const satisfies Readonly<Record<string, HttpFault>>;
type FaultName = keyof typeof faults;
const faultNames = Object.keys(faults) as FaultName[];

type Ask = (zaptec: Zaptec, id: string) => Promise<CommandOutcome>;

describe.each([
  ['with the stream', {}],
  ['without a stream', withoutStream],
] as const)('%s', (how, options) => {
  test.each(faultNames)('a pause that met "%s" is carried out once and confirmed', async (name) => {
    const site = await charging(options);
    site.emulator.faults.plan(faults[name], { path });
    const outcome = await site.settled(site.zaptec.chargers.pause(site.id), 200_000);
    expect(outcome.outcome).toBe('confirmed');
    // Sent again only where the first was not carried out, once the state had shown it.
    const isDone = name.endsWith('after');
    expect(site.writes()).toEqual(isDone ? ['506'] : ['506', '506']);
    expect([truth(site, 718), truth(site, 710)]).toEqual(['1', '5']);
  });

  test.each(faultNames)('a resume that met "%s" is carried out once', async (name) => {
    const site = await charging(options);
    await site.settled(site.zaptec.chargers.pause(site.id));
    await site.clock.advanceBy(60_000);
    site.emulator.faults.plan(faults[name], { path });
    const outcome = await site.settled(site.zaptec.chargers.resume(site.id), 200_000);
    if (name.endsWith('after')) {
      expect(site.writes()).toEqual(['506', '507']);
      // Idle chargers are read each ten minutes where there is no stream: nobody could see it within the wait.
      expect(outcome.outcome).toBe(how === 'with the stream' ? 'confirmed' : 'unconfirmed');
    } else {
      // A paused charger is silent: nothing shows that the resume was not carried out, so it does not go again.
      expect(site.writes()).toEqual(['506', '507']);
      expect(outcome.outcome).toBe('unconfirmed');
    }
  });

  test.each([500, 505, 531])(
    'a pause that was carried out and answered 500 with code %i is confirmed',
    async (code) => {
      const site = await charging(options);
      const body = JSON.stringify({ Code: code, Details: null, StackTrace: null });
      const answer = { kind: 'status', status: 500, contentType: 'application/json', body, when: 'after' } as const;
      site.emulator.faults.plan(answer, { path });
      const outcome = await site.settled(site.zaptec.chargers.pause(site.id), 200_000);
      expect(outcome.outcome).toBe('confirmed');
      expect(site.writes()).toEqual(['506']);
      expect(site.facts.findLast((fact) => fact.kind === 'call' && fact.command === 506)).toMatchObject({ code });
    },
  );

  test.each(
    (['deauthorize', 'restart', 'upgradeFirmware'] as const).flatMap((command) =>
      faultNames.map((name) => [command, name] as const),
    ),
  )('%s that met "%s" goes once, whatever became of it', async (command, name) => {
    const site = await charging(options);
    site.emulator.faults.plan(faults[name], { path });
    const ask: Ask = (zaptec, id) => zaptec.chargers[command](id, { confirmWithinMs: 60_000 });
    const outcome = await site.settled(ask(site.zaptec, site.id));
    expect(site.writes()).toHaveLength(1);
    if (name.endsWith('before')) expect(outcome.outcome).toBe('unconfirmed');
    else if (command === 'deauthorize') expect(outcome.outcome).toBe('confirmed');
  });
});

test('where the answer was lost the effect is waited for until the next read at the floor, 75 s, as the guide says', async () => {
  const site = await charging();
  await site.settled(site.zaptec.chargers.pause(site.id));
  await site.clock.advanceBy(60_000);
  site.emulator.faults.plan(faults['reset before'], { path });
  const sinceMs = site.clock.nowMs();
  const outcome = await site.settled(site.zaptec.chargers.resume(site.id, { confirmWithinMs: 5_000 }), 200_000);
  expect(outcome.outcome).toBe('unconfirmed');
  const tookS = (site.clock.nowMs() - sinceMs) / 1_000;
  expect(tookS).toBeGreaterThanOrEqual(75);
  expect(tookS).toBeLessThan(78);
  const guide = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
  expect(guide).toContain('75 s');
});

test('an answer that leaves it open, such as 500 with code 520, is waited out as long, and the guide says so', async () => {
  const site = await charging();
  const body = JSON.stringify({ Code: 520, Details: null, StackTrace: null });
  const answer = { kind: 'status', status: 500, contentType: 'application/json', body, when: 'before' } as const;
  site.emulator.faults.plan(answer, { path }, 1);
  const sinceMs = site.clock.nowMs();
  const outcome = await site.settled(
    site.zaptec.chargers.upgradeFirmware(site.id, { confirmWithinMs: 3_000 }),
    200_000,
  );
  expect(outcome).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringContaining('seen within 75 s') });
  expect((site.clock.nowMs() - sinceMs) / 1_000).toBeGreaterThanOrEqual(75);
  const guide = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
  expect(guide).toMatch(/answer[^.]*code 520[^.]*75 s/s);
});

test('how long was waited is told in seconds, whatever the steady clock counts', () => {
  expect(unseenReason({ outcome: 'accepted', sentAtMs: 0 }, 74_999.996_735)).toContain('within 75 s');
  expect(unseenReason({ outcome: 'accepted', sentAtMs: 0 }, 1_500)).toContain('within 1.5 s');
});

describe('10001', () => {
  test.each(['500-done', '200'] as const)('answered %s: confirmed by the state', async (answer) => {
    const site = await charging({ emulator: { switches: { 'deauthorize-answer': answer } } });
    const session = truth(site, 721);
    expect((await site.settled(site.zaptec.chargers.deauthorize(site.id))).outcome).toBe('confirmed');
    expect(site.writes()).toEqual(['10001']);
    expect(truth(site, 721)).not.toBe(session);
  });

  test('where no stream tells, the next poll of a charger that charged does', async () => {
    const site = await charging(withoutStream);
    expect((await site.settled(site.zaptec.chargers.deauthorize(site.id))).outcome).toBe('confirmed');
  });

  test('rejected though it was done, it may end the next session too', async () => {
    const site = await charging();
    await site.settled(site.zaptec.chargers.deauthorize(site.id));
    await site.clock.advanceBy(60_000);
    expect(site.emulator.world.chargers()[0]?.mode).toBe(3);
    expect((await site.settled(site.zaptec.chargers.deauthorize(site.id))).outcome).toBe('confirmed');
    expect(site.writes()).toEqual(['10001', '10001']);
  });

  test('without a car nothing can show it: unconfirmed, and nothing goes again', async () => {
    const site = await openCarefulSite();
    sites.push(site);
    const id = site.emulator.world.chargers()[0]?.id ?? '';
    const outcome = await site.settled(site.zaptec.chargers.deauthorize(id));
    expect(outcome).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringContaining('rejected') });
    expect(site.writes()).toEqual(['10001']);
  });
});

describe('preconditions', () => {
  test('what the state forbids is refused without a call, with the reason as a word and as a sentence', async () => {
    const site = await charging();
    const idle = site.emulator.world.chargers()[1]?.id ?? '';
    expect(await site.zaptec.chargers.pause(idle)).toMatchObject({ outcome: 'refused', sentAtMs: null, why: 'no-car' });
    expect(await site.zaptec.chargers.resume(idle)).toMatchObject({ outcome: 'refused', why: 'no-car' });
    expect(await site.zaptec.chargers.resume(site.id)).toMatchObject({ outcome: 'refused', why: 'not-paused' });
    await site.settled(site.zaptec.chargers.pause(site.id));
    await site.clock.advanceBy(10_000);
    expect(await site.zaptec.chargers.pause(site.id)).toMatchObject({
      outcome: 'refused',
      why: 'already-paused',
      reason: 'Charging is paused already. Resume it before pausing again.',
    });
    expect(site.writes()).toEqual(['506']);
  });

  test('where no stream tells, a refusal says how old what is held may be', async () => {
    const site = await openCarefulSite(withoutStream);
    sites.push(site);
    const id = site.emulator.world.chargers()[0]?.id ?? '';
    site.emulator.world.plug(id);
    await site.clock.advanceBy(120_000);
    expect(await site.zaptec.chargers.pause(id)).toMatchObject({
      why: 'no-car',
      reason: expect.stringMatching(/^No car is plugged in.* No stream tells of this charger/),
    });
  });

  test('a command that waited for a login is looked at again before it leaves', async () => {
    const site = await charging();
    site.emulator.faults.revokeTokens();
    site.emulator.faults.plan({ kind: 'slow', delayMs: 8_000 }, { path: '/oauth/token' });
    const pausing = site.zaptec.chargers.pause(site.id);
    await site.clock.advanceBy(3_000);
    site.emulator.world.unplug(site.id);
    expect(await site.settled(pausing)).toMatchObject({ outcome: 'refused', why: 'no-car', sentAtMs: null });
    const answers = site.emulator.calls().filter(({ command }) => command === 506);
    expect(answers.map(({ status }) => status)).toEqual([401]);
  });

  test('528 is a refusal with the words of the cloud; the same command waits until the state changes', async () => {
    const site = await charging({ emulator: { switches: { 'resume-while-scheduled': 'refused' } } });
    const { world } = site.emulator;
    world.setMode(world.chargers()[0]?.installationId ?? '', 'schedule');
    await site.clock.advanceBy(60_000);
    const refused = await site.settled(site.zaptec.chargers.resume(site.id));
    expect(refused).toMatchObject({ outcome: 'refused', why: 'rejected', sentAtMs: expect.any(Number) });
    expect(refused).toHaveProperty('reason', expect.stringMatching(/528.*schedul/i));
    expect(await site.settled(site.zaptec.chargers.resume(site.id))).toMatchObject({
      ...{ outcome: 'refused', why: 'unchanged', sentAtMs: null },
      reason: expect.stringContaining('waiting until 710, 718 or 763'),
    });
    expect(site.writes()).toEqual(['507']);
    site.emulator.switches.set({ 'resume-while-scheduled': 'accepted' });
    world.unplug(site.id);
    await site.clock.advanceBy(60_000);
    world.plug(site.id, { takesKwh: 60 });
    await site.clock.advanceBy(60_000);
    expect((await site.settled(site.zaptec.chargers.resume(site.id))).outcome).toBe('confirmed');
    expect(site.writes()).toEqual(['507', '507']);
  });

  test('a plain user is told that the role is missing, before anything is sent', async () => {
    const site = await openCarefulSite({ as: 'user' });
    sites.push(site);
    const [charger] = site.emulator.world.chargers();
    for (const command of ['pause', 'deauthorize', 'restart', 'upgradeFirmware'] as const) {
      expect(await site.zaptec.chargers[command](charger?.id ?? '')).toMatchObject({
        ...{ outcome: 'refused', why: 'role', sentAtMs: null },
        reason: expect.stringContaining('Owner or Service'),
      });
    }
    expect(await site.zaptec.chargers.update(charger?.id ?? '', { meterValueIntervalS: 1800 })).toMatchObject({
      why: 'role',
    });
    expect(site.writes()).toEqual([]);
  });

  test.each([
    ['520', 'the cloud could not talk to the charger'],
    ['accepted', 'The cloud took the command'],
  ] as const)('a charger that is offline, offline-command=%s: nobody knows, and it is said', async (answer, reason) => {
    const site = await charging({ emulator: { switches: { 'offline-command': answer } } });
    site.emulator.world.setOffline(site.id);
    const ended = await site.settled(site.zaptec.chargers.pause(site.id));
    expect(ended).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringContaining(reason) });
    expect(site.writes()).toEqual(['506']);
  });

  test('pause-timing=immediate is confirmed as well', async () => {
    const site = await charging({ emulator: { switches: { 'pause-timing': 'immediate' } } });
    expect((await site.settled(site.zaptec.chargers.pause(site.id))).outcome).toBe('confirmed');
  });
});

describe('reads after a command', () => {
  const stateReads = ({ emulator, id }: CarefulSite & { readonly id: string }): number =>
    emulator.calls().filter((call) => call.class === 'state' && call.resource === id).length;

  test('with a stream there is none', async () => {
    const site = await charging();
    const before = stateReads(site);
    await site.settled(site.zaptec.chargers.pause(site.id));
    await site.clock.advanceBy(60_000);
    expect(stateReads(site) - before).toBe(0);
  });

  test('without one there is one, marked as following the command', async () => {
    const site = await charging(withoutStream);
    await site.settled(site.zaptec.chargers.pause(site.id));
    const marked = site.facts.filter((fact) => fact.kind === 'call' && fact.cause === 'after-command');
    expect(marked).toHaveLength(1);
  });

  test('settings are never pushed: they are read back once, and held', async () => {
    const site = await charging();
    const before = stateReads(site);
    const updating = site.zaptec.chargers.update(site.id, { maxChargeCurrentA: 10, meterValueIntervalS: 1800 });
    expect((await site.settled(updating)).outcome).toBe('accepted');
    await site.clock.advanceBy(60_000);
    expect(site.zaptec.account.mirror.observation(site.id, 510)?.value).toBe('10.000');
    expect(stateReads(site) - before).toBe(1);
    expect(site.writes()).toEqual(['other']);
  });
});

test('a restart and an upgrade are confirmed where the charger tells of its return and of its version', async () => {
  const site = await openCarefulSite({ emulator: { switches: { 'push-of-online': 'on' } } });
  sites.push(site);
  const [charger] = site.emulator.world.chargers();
  const id = charger?.id ?? '';
  expect((await site.settled(site.zaptec.chargers.restart(id), 600_000)).outcome).toBe('confirmed');
  const model = site.zaptec.account.mirror.find(id)?.serial.startsWith('Z') ? 'Go' : 'Go 2';
  site.emulator.world.releaseFirmware(model, '9.9.9.9');
  await site.clock.advanceBy(60_000);
  expect((await site.settled(site.zaptec.chargers.upgradeFirmware(id), 3_000_000)).outcome).toBe('confirmed');
  expect(site.writes()).toEqual(['102', '200']);
});

test('a program that knows that a schedule refuses a resume is refused before anything is sent', async () => {
  const site = await charging({ client: { commandRules: { resumeWhileScheduled: 'refused' } } });
  const { world } = site.emulator;
  world.setMode(world.chargers()[0]?.installationId ?? '', 'schedule');
  await site.clock.advanceBy(60_000);
  expect(await site.zaptec.chargers.resume(site.id)).toMatchObject({
    ...{ outcome: 'refused', why: 'held-by-schedule', sentAtMs: null },
    reason: expect.stringContaining('A schedule holds this charger'),
  });
  expect(site.writes()).toEqual([]);
});

test('who asks for what is under way joins it: many callers, one call, one outcome', async () => {
  const site = await charging();
  const sent: number[] = [];
  const onSent = (atMs: number): void => void sent.push(atMs);
  const first = Array.from({ length: 5 }, () => site.zaptec.chargers.pause(site.id, { onSent }));
  await site.clock.advanceBy(1_000);
  const later = site.zaptec.chargers.pause(site.id, { onSent });
  const outcomes = await site.settled(Promise.all([...first, later]));
  expect(new Set(outcomes).size).toBe(1);
  expect(outcomes[0]?.outcome).toBe('confirmed');
  expect(sent).toHaveLength(6);
  expect(site.writes()).toEqual(['506']);
});

test('a call that never reached the application goes again by itself, and is carried out once', async () => {
  const site = await charging();
  site.emulator.faults.plan({ kind: 'status', status: 503 }, { path }, 2);
  expect((await site.settled(site.zaptec.chargers.pause(site.id))).outcome).toBe('confirmed');
  expect(site.emulator.calls().filter(({ command, status }) => command === 506 && status === 200)).toHaveLength(1);
});

test('a command that the cloud took does not go again, though the state shows that it was not carried out', async () => {
  const site = await charging({ emulator: { switches: { 'offline-command': 'accepted' } } });
  site.emulator.world.setOffline(site.id);
  const pausing = site.zaptec.chargers.pause(site.id);
  await site.clock.advanceBy(20_000);
  site.emulator.world.setOnline(site.id);
  const outcome = await site.settled(pausing);
  expect(Number(site.zaptec.account.mirror.observation(site.id, 513)?.value)).toBeGreaterThan(1_000);
  expect(outcome).toMatchObject({
    outcome: 'unconfirmed',
    reason: expect.stringMatching(/^The cloud took the command, but/),
  });
  expect(site.writes()).toEqual(['506']);
});

test('a caller may take a command back before it left, and end the wait for its effect afterwards', async () => {
  const site = await charging({ emulator: { switches: { 'offline-command': 'accepted' } } });
  site.emulator.world.setOffline(site.id);
  const early = new AbortController();
  early.abort();
  await expect(site.zaptec.chargers.pause(site.id, { signal: early.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  const late = new AbortController();
  const pausing = site.zaptec.chargers.pause(site.id, { signal: late.signal });
  await site.clock.advanceBy(5_000);
  late.abort();
  expect((await pausing).outcome).toBe('unconfirmed');
  expect(site.writes()).toEqual(['506']);
});

test.each(['pause', 'restart'] as const)(
  'a %s whose account is closed before its effect shows says so',
  async (command) => {
    const site = await charging(withoutStream);
    const outcome = site.zaptec.chargers[command](site.id);
    await site.clock.advanceBy(500);
    await site.clock.during(site.zaptec.close());
    expect(await outcome).toMatchObject({
      outcome: 'unconfirmed',
      reason: expect.stringMatching(/but the account was closed before a changed state was seen\. Look at the charger/),
    });
  },
);
