// What a scenario does while it plays, and that nothing of it is left when it is over or ended.
import { describe, expect, test } from 'vitest';
import type { Emulator, EmulatorOptions, Scenario, ScenarioLine, ScenarioState, ScenarioStep } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { instantText } from './human-time.ts';

const minuteMs = 60_000;
const fleet = { chargers: 2, charging: 0, installations: 1 };
const playing = (...steps: ScenarioStep[]): Scenario => ({ name: 'mine', lasts: '01:00:00', steps });
const stage = (scenario: Scenario, more: EmulatorOptions = {}): Promise<RehearsedCallers> =>
  rehearsedCallers({ fleet, scenario, ...more });

const stateOf = (emulator: Emulator): Exclude<ScenarioState, { state: 'none' }> => {
  const now = emulator.scenario.now();
  if (now.state === 'none') throw new Error('no scenario');
  return now;
};
const written = (lines: readonly ScenarioLine[]): string[] =>
  lines.map(({ atMs, text, refused }) => `${instantText(atMs)} ${text}${refused === null ? '' : ` (${refused})`}`);

async function constants({ emulator }: RehearsedCallers): Promise<number | string> {
  try {
    return (await emulator.fetch(`${emulator.url}/api/constants`)).status;
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code ?? 'unknown';
  }
}

const details = async (cloud: RehearsedCallers, account: 'owner' | 'service' = 'owner') => {
  const place = `installation/${cloud.emulator.world.chargers()[0]?.installationId}`;
  const answer = await cloud.call(account, `/api/${place}/messagingConnectionDetails`);
  return { status: answer.status, told: answer.status === 200 ? await answer.json() : {} };
};

async function reader(cloud: RehearsedCallers, losses: string[]) {
  const { told } = await details(cloud);
  return cloud.emulator.messageSource().open(
    {
      host: told.Host,
      port: told.Port,
      useSsl: told.UseSSL,
      username: told.Username,
      password: told.Password,
      topic: told.Topic,
      subscription: told.Subscription,
    },
    { message: async () => 'complete', lost: ({ condition }) => void losses.push(condition) },
    { credit: 10 },
  );
}

describe('steps', () => {
  test('each is told at its instant, to whoever listens and to whoever asks later', async () => {
    await using cloud = await stage(
      playing(
        { at: '00:00:00', do: 'say', say: 'It begins.' },
        { at: '00:10:00', do: 'fault', kind: 'status', status: 503, for: '5m', say: 'The proxy is down.' },
        { at: '00:20:00', do: 'rotate-bus-keys' },
        { at: '00:30:00', do: 'unplug', charger: 1 },
        { at: '00:30:00', do: 'plug', charger: 9 },
      ),
    );
    const heard: ScenarioLine[] = [];
    const stopListening = cloud.emulator.scenario.onLine((line) => heard.push(line));
    expect(stateOf(cloud.emulator)).toMatchObject({ state: 'running', name: 'mine', step: 1, steps: 5, atMs: 0 });
    await cloud.clock.advanceBy(16 * minuteMs);
    expect(stateOf(cloud.emulator)).toMatchObject({ state: 'running', step: 2, atMs: 16 * minuteMs });
    await cloud.clock.advanceBy(60 * minuteMs);
    expect(stateOf(cloud.emulator)).toMatchObject({ state: 'over', step: 5, atMs: 60 * minuteMs, lastsMs: 3_600_000 });
    expect(written(stateOf(cloud.emulator).told)).toEqual([
      '00:00:00 It begins.',
      '00:10:00 fault 503 for 5m: The proxy is down.',
      '00:15:00 fault 503 is over',
      '00:20:00 rotate-bus-keys',
      expect.stringMatching(/^00:30:00 unplug charger 1 \(Failed to unplug .*\)$/),
      '00:30:00 plug charger 9 (Failed to play the scenario: it names charger 9, and this world has 2. Name one that is there.)',
      '01:00:00 mine is over; what it turned is turned back',
    ]);
    expect(heard).toEqual(stateOf(cloud.emulator).told.slice(1));
    stopListening();
    cloud.emulator.scenario.start(playing());
    expect(heard).toHaveLength(6);
  });

  test('a fault of a while hits what comes in it and nothing before or after', async () => {
    await using cloud = await stage(
      playing({ at: '00:10:00', do: 'fault', kind: 'status', status: 504, for: '5m', path: '/api/constants' }),
    );
    const seen: [string, number | string][] = [];
    for (const at of ['00:09:59', '00:10:00', '00:14:59', '00:15:00']) {
      const [, minutes, seconds] = at.split(':').map(Number) as [number, number, number];
      await cloud.clock.advanceBy(minutes * minuteMs + seconds * 1_000 - stateOf(cloud.emulator).atMs);
      seen.push([at, await constants(cloud)]);
    }
    expect(seen).toEqual([
      ['00:09:59', 200],
      ['00:10:00', 504],
      ['00:14:59', 504],
      ['00:15:00', 200],
    ]);
  });

  test('the API goes dark and comes back, twice in one instant as well', async () => {
    await using cloud = await stage(
      playing({ at: '00:01:00', do: 'go-dark', for: '1m' }, { at: '00:02:00', do: 'go-dark', for: '1m' }),
    );
    expect(await constants(cloud)).toBe(200);
    await cloud.clock.advanceBy(90_000);
    expect(await constants(cloud)).toBe('ECONNREFUSED');
    await cloud.clock.advanceBy(60_000);
    expect(await constants(cloud)).toBe('ECONNREFUSED');
    await cloud.clock.advanceBy(60_000);
    expect(await constants(cloud)).toBe(200);
  });

  test('readers are detached, cut for a while, and cut off by new keys', async () => {
    await using cloud = await stage(
      playing(
        { at: '00:10:00', do: 'detach-readers' },
        { at: '00:20:00', do: 'cut-bus', for: '5m' },
        { at: '00:30:00', do: 'rotate-bus-keys' },
      ),
    );
    const losses: string[] = [];
    await reader(cloud, losses);
    await cloud.clock.advanceBy(11 * minuteMs);
    await reader(cloud, losses);
    await cloud.clock.advanceBy(10 * minuteMs);
    expect(losses).toEqual(['amqp:connection:forced', 'amqp:connection:forced']);
    await expect(reader(cloud, losses)).rejects.toMatchObject({ code: 'cut' });
    await cloud.clock.advanceBy(5 * minuteMs);
    await reader(cloud, losses);
    await cloud.clock.advanceBy(6 * minuteMs);
    expect(losses[2]).toBe('amqp:client-error');
  });

  test('a subscription is not there for a while, and comes back by itself', async () => {
    const step = { at: '00:10:00', do: 'remove-subscription', for: '5m' } as const;
    await using cloud = await stage(playing({ ...step, of: 1 }, { ...step, of: 'group' }));
    expect((await details(cloud)).status).toBe(200);
    const losses: string[] = [];
    await reader(cloud, losses);
    await cloud.clock.advanceBy(11 * minuteMs);
    expect(losses).toEqual(['amqp:not-found']);
    expect((await details(cloud)).status).toBe(404);
    await cloud.clock.advanceBy(5 * minuteMs);
    expect((await details(cloud)).status).toBe(200);
    // Nobody had looked at the group's: what was never there is neither removed nor brought back.
    expect((cloud.emulator.snapshot().world as { activeTopics: string[] }).activeTopics).toHaveLength(1);
  });

  test('tokens die before their time', async () => {
    await using cloud = await stage(playing({ at: '00:10:00', do: 'revoke-tokens' }));
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
    await cloud.clock.advanceBy(10 * minuteMs);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(401);
  });

  test('a switch is turned back to what it was, unless somebody has turned it since', async () => {
    const to = { outage: '502-html', 'second-reader': 'takes-half' } as const;
    await using cloud = await stage(playing({ at: '00:10:00', do: 'switch', to, for: '5m' }), {
      switches: { outage: '504-html' },
    });
    await cloud.clock.advanceBy(11 * minuteMs);
    expect(cloud.emulator.switches.all()).toMatchObject(to);
    cloud.emulator.switches.set({ outage: 'reset' });
    await cloud.clock.advanceBy(5 * minuteMs);
    expect(cloud.emulator.switches.all()).toMatchObject({ outage: 'reset', 'second-reader': 'none' });
    cloud.emulator.scenario.start(playing({ at: '00:00:00', do: 'switch', to: { outage: 'hang' } }));
    await cloud.clock.advanceBy(60 * minuteMs);
    expect(cloud.emulator.switches.get('outage')).toBe('reset');
  });

  test('chargers go offline and come back, cars come and go, clocks are wrong and right again', async () => {
    await using cloud = await stage(
      playing(
        { at: '00:01:00', do: 'plug', charger: 2, takesKwh: 3 },
        { at: '00:05:00', do: 'offline', charger: 1, for: '5m' },
        { at: '00:05:00', do: 'skew-clocks', by: '2h', for: '20m' },
        { at: '00:27:00', do: 'unplug', charger: 2 },
      ),
    );
    const online = () => cloud.emulator.world.chargers()[0]?.observations.get(-2)?.value;
    const mode = () => cloud.emulator.world.chargers()[1]?.mode;
    const latestMs = () =>
      Math.max(
        ...[...(cloud.emulator.world.chargers()[1]?.observations.values() ?? [])].map(({ atUs }) => atUs / 1000),
      );
    await cloud.clock.advanceBy(8 * minuteMs);
    expect([online(), mode()]).toEqual(['0', 3]);
    expect(latestMs()).toBeGreaterThan(cloud.clock.nowMs() + 110 * minuteMs);
    await cloud.clock.advanceBy(7 * minuteMs);
    expect(online()).toBe('1');
    await cloud.clock.advanceBy(20 * minuteMs);
    expect(mode()).toBe(1);
    const left = cloud.emulator.world.chargers()[1]?.observations.get(710);
    expect(cloud.clock.nowMs() - (left?.atUs ?? 0) / 1000).toBeGreaterThan(0);
    expect(stateOf(cloud.emulator).told.filter(({ refused }) => refused !== null)).toEqual([]);
  });

  test('a charger that never came online does not come online with the end of a step', async () => {
    await using cloud = await stage(playing({ at: '00:05:00', do: 'offline', charger: 1, for: '5m' }), {
      fleet: { chargers: 1, charging: 0, neverOnline: 1 },
    });
    const online = () => cloud.emulator.world.chargers()[0]?.observations.get(-2)?.value;
    const before = online();
    await cloud.clock.advanceBy(30 * minuteMs);
    expect(online()).toBe(before);
  });
});

describe('the neighbour', () => {
  test('logs in, polls on the owner’s account through the limiter, and stands in the journal', async () => {
    await using cloud = await stage(playing({ at: '00:01:00', do: 'neighbour', every: '50ms', for: '1m' }));
    await cloud.call('owner', '/api/chargers');
    await cloud.clock.advanceBy(2 * minuteMs);
    const calls = cloud.emulator.calls().filter(({ clientAddress }) => clientAddress === '192.0.2.7');
    expect(calls[0]).toMatchObject({ class: 'token', status: 200, userAgent: 'greedy-neighbour/1.0' });
    expect(new Set(calls.slice(1).map(({ accountId }) => accountId))).toEqual(
      new Set([cloud.emulator.accounts.owner.sub]),
    );
    const polls = calls.filter(({ class: kind }) => kind === 'state');
    // Twenty a second are asked for a minute; the bucket gives ten a second and fifteen at first.
    expect(polls.length).toBeGreaterThan(1_190);
    const passed = polls.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThan(590);
    expect(passed).toBeLessThan(616);
    expect(polls.filter(({ status }) => status === 429)).toHaveLength(polls.length - passed);
    const { total } = cloud.emulator.callCounts();
    await cloud.clock.advanceBy(5 * minuteMs);
    expect(cloud.emulator.callCounts().total).toBe(total);
  });

  test('logs in again when its token dies, at most once in 1.1 s while the login door fails, and waits in the dark', async () => {
    await using cloud = await stage(
      playing(
        { at: '00:00:00', do: 'neighbour', every: '100ms' },
        { at: '00:01:00', do: 'revoke-tokens' },
        { at: '00:01:00', do: 'fault', kind: 'status', status: 503, path: '/oauth/token', for: '1m' },
        { at: '00:05:00', do: 'go-dark', for: '1m' },
      ),
    );
    const counted = () => cloud.emulator.calls().reduce((sum, { class: kind }) => sum + (kind === 'token' ? 1 : 0), 0);
    await cloud.clock.advanceBy(90_000);
    expect(counted()).toBeGreaterThan(20);
    expect(counted()).toBeLessThan(30);
    await cloud.clock.advanceBy(60_000);
    const { total } = cloud.emulator.callCounts();
    await cloud.clock.advanceBy(10_000);
    expect(cloud.emulator.callCounts().total).toBe(total + 100);
    await cloud.clock.advanceBy(150_000);
    const dark = cloud.emulator.callCounts().total;
    await cloud.clock.advanceBy(30_000);
    expect(cloud.emulator.callCounts().total).toBe(dark);
  });
});

describe('its end', () => {
  const everything: ScenarioStep[] = [
    { at: '00:00:00', do: 'cut-bus' },
    { at: '00:00:00', do: 'go-dark' },
    { at: '00:00:00', do: 'fault', kind: 'reset' },
    { at: '00:00:00', do: 'switch', to: { outage: 'hang', 'bus-order': 'shuffled' } },
    { at: '00:00:00', do: 'skew-clocks', by: '1h' },
    { at: '00:00:00', do: 'neighbour', every: '1s' },
    { at: '00:00:00', do: 'offline', charger: 1 },
  ];
  async function isWell(cloud: RehearsedCallers): Promise<void> {
    expect(cloud.emulator.faults.planned()).toEqual([]);
    expect(cloud.emulator.switches.all()).toMatchObject({ outage: 'none', 'bus-order': 'in-order' });
    expect(cloud.emulator.world.chargers()[0]?.observations.get(-2)?.value).toBe('1');
    expect(await constants(cloud)).toBe(200);
    const losses: string[] = [];
    await reader(cloud, losses);
    expect(losses).toEqual([]);
  }

  test.each([
    ['when its time is over', (cloud: RehearsedCallers) => cloud.clock.advanceBy(60 * minuteMs)],
    ['when it is ended', ({ emulator }: RehearsedCallers) => emulator.scenario.end()],
    ['when the world is reset', ({ emulator }: RehearsedCallers) => emulator.reset()],
    [
      'when another world is restored',
      async ({ emulator }: RehearsedCallers) => {
        await using other = await rehearsedCallers({ fleet });
        await emulator.restore(other.emulator.snapshot());
      },
    ],
    ['when another begins', async ({ emulator }: RehearsedCallers) => emulator.scenario.start(playing())],
  ])('%s everything is as it was', async (_, end) => {
    await using cloud = await stage(playing(...everything));
    await cloud.clock.advanceBy(minuteMs);
    expect(await constants(cloud)).toBe('ECONNREFUSED');
    await end(cloud);
    await cloud.clock.advanceBy(1);
    await isWell(cloud);
    const { told } = stateOf(cloud.emulator);
    expect(told.filter(({ refused }) => refused !== null)).toEqual([]);
  });

  test('stopping the emulator in the middle of it leaves no timer, and a world that goes on healthy', async () => {
    const cloud = await stage(playing(...everything));
    await cloud.clock.advanceBy(minuteMs);
    await cloud.emulator.stop();
    expect(cloud.clock.pending()).toBe(0);
    await using again = await rehearsedCallers({ snapshot: cloud.emulator.snapshot() });
    await isWell(again);
  });

  test('a reset ends it before switches and world are new: it turns back nothing afterwards, and no more of it comes', async () => {
    const to = { outage: '502-html' } as const;
    await using cloud = await stage(
      playing({ at: '00:01:00', do: 'switch', to, for: '5m' }, { at: '00:10:00', do: 'cut-bus' }),
    );
    cloud.emulator.switches.set({ outage: '504-html' });
    await cloud.clock.advanceBy(2 * minuteMs);
    await cloud.emulator.reset();
    expect(stateOf(cloud.emulator)).toMatchObject({ state: 'ended', step: 1 });
    expect(cloud.emulator.switches.get('outage')).toBe('none');
    await cloud.clock.advanceBy(20 * minuteMs);
    expect(stateOf(cloud.emulator).told).toHaveLength(3);
  });

  test('after the emulator was stopped none can begin', async () => {
    const cloud = await rehearsedCallers({ fleet });
    await cloud.emulator.stop();
    expect(() => cloud.emulator.scenario.start('calm-day')).toThrow(expect.objectContaining({ code: 'stopped' }));
    expect(cloud.clock.pending()).toBe(0);
  });

  test('to end what is over, or what never began, does nothing', async () => {
    await using cloud = await rehearsedCallers({ fleet });
    await cloud.emulator.scenario.end();
    expect(cloud.emulator.scenario.now()).toEqual({ state: 'none' });
    cloud.emulator.scenario.start({ ...playing(), lasts: '1s' });
    await cloud.clock.advanceBy(1_000);
    await cloud.emulator.scenario.end();
    expect(stateOf(cloud.emulator)).toMatchObject({
      state: 'over',
      told: [{ text: 'mine is over; what it turned is turned back' }],
    });
  });

  test('what is wrong is refused before anything has changed: the one that plays goes on', async () => {
    await using cloud = await stage(playing({ at: '00:00:00', do: 'fault', kind: 'reset' }));
    const wrong = playing({ at: '00:00:00', do: 'unplug', charger: 0 });
    expect(() => cloud.emulator.scenario.start(wrong)).toThrow(expect.objectContaining({ code: 'bad-scenario' }));
    expect(stateOf(cloud.emulator).state).toBe('running');
    expect(cloud.emulator.faults.planned()).toHaveLength(1);
    await expect(startEmulator({ scenario: wrong })).rejects.toMatchObject({ code: 'bad-scenario' });
  });

  test('a listener that throws is said on the console, and the story goes on', async () => {
    const warnings: string[] = [];
    const warned = ({ message }: Error) => void warnings.push(message);
    process.on('warning', warned);
    await using cloud = await stage(playing({ at: '00:01:00', do: 'cut-bus', for: '1m' }));
    const heard: string[] = [];
    cloud.emulator.scenario.onLine(() => {
      throw new Error('not listening');
    });
    cloud.emulator.scenario.onLine(({ text }) => heard.push(text));
    await cloud.clock.advanceBy(60 * minuteMs);
    process.off('warning', warned);
    expect(heard).toEqual(['cut-bus for 1m', 'cut-bus is over', 'mine is over; what it turned is turned back']);
    expect(warnings).toEqual(['not listening', 'not listening', 'not listening']);
    expect(stateOf(cloud.emulator).told.map(({ refused }) => refused)).toEqual([null, null, null]);
  });

  test('a listener that ends it when it is over, or again while it ends, hears its end once', async () => {
    await using cloud = await stage(
      playing({ at: '00:00:00', do: 'cut-bus' }, { at: '00:00:00', do: 'fault', kind: 'reset' }),
    );
    cloud.emulator.scenario.onLine(() => void cloud.emulator.scenario.end());
    await cloud.emulator.scenario.end();
    expect(written(stateOf(cloud.emulator).told).slice(2)).toEqual([
      '00:00:00 fault reset is over',
      '00:00:00 cut-bus is over',
      '00:00:00 mine is ended; what it turned is turned back',
    ]);
  });

  test('a listener may end it in the middle of an instant: what would have come then does not', async () => {
    await using cloud = await rehearsedCallers({ fleet });
    cloud.emulator.scenario.onLine(({ step }) => {
      if (step === 1) void cloud.emulator.scenario.end();
    });
    const both = { at: '00:01:00', do: 'fault', kind: 'reset' } as const;
    cloud.emulator.scenario.start(playing(both, both));
    await cloud.clock.advanceBy(2 * minuteMs);
    expect(stateOf(cloud.emulator)).toMatchObject({ state: 'ended', step: 1 });
    expect(cloud.emulator.faults.planned()).toEqual([]);
  });
});
