import { decodeBusMessage, parseCloudTime } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import type { EmulatorOptions } from '../contract.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

/** What one charger's state says and what the bus said last, by observation, after it charged for some minutes. */
async function polledAndPushed(switches: NonNullable<EmulatorOptions['switches']>) {
  const fleet = { chargers: 1, charging: 1, installations: 1 };
  await using cloud = await rehearsedCallers({ fleet, switches });
  const [charger] = cloud.emulator.world.chargers();
  const details = `/api/installation/${charger?.installationId}/messagingConnectionDetails`;
  const told = (await (await cloud.call('owner', details)).json()) as Record<string, string>;
  const pushed = new Map<number, { readonly us: number; readonly text: string }>();
  await cloud.emulator.messageSource().open(
    {
      ...{ host: '', port: 0, useSsl: false, subscription: 'default' },
      ...{ topic: told['Topic'] ?? '', username: told['Username'] ?? '', password: told['Password'] ?? '' },
    },
    {
      async message({ body }) {
        const seen = decodeBusMessage(body);
        const text = /"Timestamp":"([^"]*)"/.exec(Buffer.from(body).toString('latin1'))?.[1] ?? '';
        if (seen.kind === 'observation') pushed.set(seen.stateId, { us: seen.observedAtUs, text });
        return 'complete';
      },
      lost: () => {},
    },
    { credit: 100 },
  );
  await cloud.clock.advanceBy(5 * 60_000);
  const answer = await cloud.call('owner', `/api/chargers/${charger?.id}/state`);
  const items = (await answer.json()) as { StateId: number; Timestamp: string }[];
  return items.flatMap(({ StateId, Timestamp }) => {
    const last = pushed.get(StateId);
    return last ? [{ polled: Timestamp, polledUs: parseCloudTime(Timestamp) ?? Number.NaN, pushed: last }] : [];
  });
}

test('rest-time-rounding on: what is polled is within 1/300 s of what was pushed, and seldom the same', async () => {
  const both = await polledAndPushed({});
  expect(both.length).toBeGreaterThan(5);
  for (const { polledUs, pushed } of both) expect(Math.abs(polledUs - pushed.us)).toBeLessThan(1_000_000 / 300);
  expect(both.some(({ polledUs, pushed }) => polledUs !== pushed.us)).toBe(true);
  for (const { polled } of both) expect(polled).toMatch(/:\d\d(\.\d{1,3})?$/);
});

test('rest-time-rounding off: what is polled equals what was pushed, to the microsecond', async () => {
  const both = await polledAndPushed({ 'rest-time-rounding': 'off' });
  expect(both.length).toBeGreaterThan(5);
  for (const { polledUs, pushed } of both) expect(polledUs).toBe(pushed.us);
});

test('time-fraction-digits fixed: three digits polled and seven pushed, always', async () => {
  const both = await polledAndPushed({ 'time-fraction-digits': 'fixed' });
  expect(both.length).toBeGreaterThan(5);
  for (const { polled, pushed } of both) {
    expect(polled).toMatch(/:\d\d\.\d{3}$/);
    expect(pushed.text).toMatch(/:\d\d\.\d{7}Z?$/);
  }
});

test('state-cache off: what has changed is seen at once; on, after 15 s at the latest', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, installations: 1 } });
  const id = cloud.emulator.world.chargers()[0]?.id ?? '';
  const mode = async () => {
    const answer = await cloud.call('owner', `/api/chargers/${id}/state`);
    const items = (await answer.json()) as { StateId: number; ValueAsString?: string }[];
    return items.find(({ StateId }) => StateId === 710)?.ValueAsString;
  };
  const before = await mode();
  cloud.emulator.world.plug(id);
  await cloud.clock.advanceBy(5_000);
  expect(await mode()).toBe(before);
  await cloud.clock.advanceBy(15_000);
  const charging = await mode();
  expect(charging).not.toBe(before);
  cloud.emulator.switches.set({ 'state-cache': 'off' });
  cloud.emulator.world.unplug(id);
  await cloud.clock.advanceBy(5_000);
  expect(await mode()).toBe(before);
});
