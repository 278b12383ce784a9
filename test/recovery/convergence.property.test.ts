// Whatever happens between the chargers and an account, in the end the account holds what is really the case, and nothing
// that it published ever went back in time. The real SDK on the rehearsed cloud under one manual clock.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/**
 * A second reader is remembered for 36 min after he left, and what he took is read again then: at the floor of a charger
 * that does not charge, 10 min and a tenth, and a minute's spread. The rest is what the last step may still have under way.
 */
const reconciledWithinMs = 60 * minuteMs;

const steps = [
  'wait',
  'plug',
  'unplug',
  'pause',
  'lose a charger',
  'find a charger',
  'shuffle',
  'in order',
  'stale messages',
  'no stale messages',
  'second reader',
  'second reader leaves',
  'cut the bus',
  'restore the bus',
  'detach',
  'rotate keys',
  'freeze',
  'reset',
  'remove the subscription',
  'wrong clocks',
  'right clocks',
  '503 wave',
  'revoke tokens',
  'restart',
  'sleep',
  'wake',
  'clock 10 min back',
  'clock 3 h back',
  'clock a day back',
  'clock 10 min ahead',
  'clock 3 h ahead',
  'clock a day ahead',
  'clock right',
] as const;
type Step = (typeof steps)[number];

const scripts = fc.array(
  fc.record({
    step: fc.constantFrom(...steps),
    charger: fc.nat(2),
    ms: fc.constantFrom(0, 1_000, 30_000, 5 * minuteMs, 40 * minuteMs),
  }),
  { minLength: 4, maxLength: 24 },
);
/** By how much the machine's clock is behind when the program starts; less than 0: ahead. */
const behind = fc.constantFrom(0, 0, 2 * hourMs, 24 * hourMs, -2 * hourMs, -24 * hourMs);

interface Weather {
  rivals: (() => Promise<void>)[];
  /** How far the machine's wall clock is behind; less than 0: ahead. */
  behindMs: number;
  /** By how much it was set back in all: the policy's time, which does not go back, makes the waits of a day longer by that. */
  setBackMs: number;
}

async function perform(cloud: FollowedCloud, weather: Weather, step: Step, nth: number): Promise<void> {
  const { doors, emulator, machine } = cloud;
  const { faults, switches, world } = emulator;
  const charger = world.chargers()[nth];
  if (!charger) throw new Error('A world with fewer chargers.');
  switch (step) {
    case 'wait':
      return;
    case 'plug':
      if (charger.car === null) world.plug(charger.id);
      return;
    case 'unplug':
      if (charger.car !== null) world.unplug(charger.id);
      return;
    case 'pause': {
      void cloud.zaptec.chargers.pause(charger.id).catch(() => {}); // refused where nothing charges
      return;
    }
    case 'lose a charger':
      return world.setOffline(charger.id);
    case 'find a charger':
      return world.setOnline(charger.id);
    case 'shuffle':
      return switches.set({ 'bus-order': 'shuffled' });
    case 'in order':
      return switches.set({ 'bus-order': 'in-order' });
    case 'stale messages':
      return switches.set({ 'stale-messages': 'some' });
    case 'no stale messages':
      return switches.set({ 'stale-messages': 'none' });
    case 'second reader':
      weather.rivals.push(await doors.rival().catch(() => async () => {})); // he too may find the bus cut
      return;
    case 'second reader leaves':
      return weather.rivals.pop()?.();
    case 'cut the bus':
      return faults.cutBus();
    case 'restore the bus':
      return faults.restoreBus();
    case 'detach':
      return faults.detachReaders();
    case 'rotate keys':
      return faults.rotateBusKeys();
    case 'freeze':
      return doors.freeze();
    case 'reset':
      return doors.reset();
    case 'remove the subscription':
      for (const id of emulator.accounts.owner.userGroupIds) faults.removeSubscription(id);
      return;
    case 'wrong clocks':
      return faults.skewChargerClocks(3 * 24 * hourMs);
    case 'right clocks':
      return faults.skewChargerClocks(0);
    case '503 wave':
      faults.plan({ kind: 'status', status: 503 }, {}, { forMs: 10 * minuteMs });
      return;
    case 'revoke tokens':
      return faults.revokeTokens();
    case 'restart':
      return cloud.restart();
    case 'sleep':
      return machine.fallAsleep();
    case 'wake':
      return machine.wakeUp();
    case 'clock 10 min back':
      return setBack(cloud, weather, 10 * minuteMs);
    case 'clock 3 h back':
      return setBack(cloud, weather, 3 * hourMs);
    case 'clock a day back':
      return setBack(cloud, weather, 24 * hourMs);
    case 'clock 10 min ahead':
      return setBack(cloud, weather, -10 * minuteMs);
    case 'clock 3 h ahead':
      return setBack(cloud, weather, -3 * hourMs);
    case 'clock a day ahead':
      return setBack(cloud, weather, -24 * hourMs);
    case 'clock right':
      return setBack(cloud, weather, -weather.behindMs);
  }
}

function setBack({ machine }: FollowedCloud, weather: Weather, byMs: number): void {
  machine.setWall(-byMs);
  weather.behindMs += byMs;
  weather.setBackMs += Math.max(0, byMs);
}

async function calm(cloud: FollowedCloud, weather: Weather): Promise<void> {
  const { emulator, machine } = cloud;
  for (const leave of weather.rivals.splice(0)) await leave();
  emulator.switches.set({ 'bus-order': 'in-order', 'stale-messages': 'none' });
  emulator.faults.restoreBus();
  for (const { id } of emulator.world.chargers()) emulator.world.setOnline(id);
  for (const id of emulator.accounts.owner.userGroupIds) emulator.world.activateBus(`usergroup_${id}`);
  machine.wakeUp();
}

test('after any weather, and its reconciliation, the mirror is the truth, and no published time ever went back', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, behind, async (script, behindMs) => {
      const cloud = await followedCloud();
      const weather: Weather = { rivals: [], behindMs: 0, setBackMs: 0 };
      setBack(cloud, weather, behindMs);
      if (behindMs !== 0) await cloud.restart();
      await cloud.clock.advanceBy(10_000);
      let daysMs = 0;
      for (const { step, charger, ms } of script) {
        await perform(cloud, weather, step, charger);
        if (step === 'remove the subscription') daysMs = 25 * hourMs;
        await cloud.clock.advanceBy(ms);
      }
      await calm(cloud, weather);
      await cloud.clock.advanceBy(reconciledWithinMs + (daysMs > 0 ? daysMs + weather.setBackMs : 0));
      expect(cloud.flickers).toEqual([]);
      expect(cloud.states()).toEqual(cloud.states().map(() => 'live'));
      expect(cloud.differences()).toEqual([]);
      await cloud.end();
    }),
    { numRuns: 25 },
  );
}, 240_000);
