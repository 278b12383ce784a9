import { encodeBusMessage } from '@fairlead/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from '../mirror/merge.ts';
import type { Observed } from '../mirror/observed.ts';
import { receive } from '../mirror/receive.ts';
import { decodeBatch } from './decode-batch.ts';

const startMs = Date.UTC(2026, 10, 20, 15);
const hourMs = 3_600_000;

function message(value: string, enqueuedAtMs: number, sequenceNumber: number, clockAheadMs = hourMs) {
  const body = encodeBusMessage({
    DeviceId: 'ZAP000001',
    DeviceType: 4,
    ChargerId: 'c0ffee00-0000-4000-8000-000000000001',
    StateId: 710,
    Timestamp: new Date(enqueuedAtMs + clockAheadMs).toISOString(),
    ValueAsString: value,
  });
  return { body, sequenceNumber, enqueuedAtMs, deliveryCount: 0 };
}

function received(one: ReturnType<typeof message>, receivedAtMs: number) {
  const [observation] = decodeBatch([one], receivedAtMs).observations;
  if (!observation) throw new Error('A message that cannot be read.');
  return receive(observation);
}

test('a disbelieved event time gives way to when the bus had the message, so that a second delivery is no news', () => {
  const old = message('3', startMs, 1);
  const young = message('5', startMs + 1_000, 2);
  const held = merge(received(old, startMs), received(young, startMs + 1_000));
  expect(held).toMatchObject({ value: '5', observedAtUs: (startMs + 1_000) * 1_000, clockSuspect: true });
  expect(merge(held, received(old, startMs + 60_000)).value).toBe('5');
});

test('from a backlog an event of a fast clock counts by when the bus had it, not by when we came to read it', () => {
  const backlog = received(message('3', startMs, 1), startMs + 2 * hourMs);
  expect(backlog).toMatchObject({ observedAtUs: startMs * 1_000, receivedAtMs: startMs + 2 * hourMs });
});

test('an event time that is right is left as it is, to the microsecond', () => {
  const one = message('3', startMs, 1);
  const right = received({ ...one, enqueuedAtMs: startMs + hourMs }, startMs + hourMs + 5);
  expect(right).toMatchObject({ observedAtUs: (startMs + hourMs) * 1_000, clockSuspect: false });
});

test('in whatever order, how often and how late messages come, of right clocks and wrong ones: the end is the same', () => {
  const said = fc.record({
    value: fc.constantFrom('1', '3', '5'),
    afterMs: fc.constantFrom(0, 1, 60_000, 600_000),
    clockAheadMs: fc.constantFrom(0, -60_000, 240_000, hourMs, 24 * hourMs),
  });
  const delivery = fc.record({ nth: fc.nat(), lateMs: fc.constantFrom(0, 5_000, hourMs, 30 * hourMs) });
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 6 }), fc.array(delivery, { maxLength: 8 }), (all, again) => {
      let atMs = startMs;
      const messages = all.map(({ value, afterMs, clockAheadMs }, n) => {
        atMs += afterMs;
        return message(value, atMs, n + 1, clockAheadMs);
      });
      const deliveries = [
        ...again.map(({ nth, lateMs }) => ({ one: messages[nth % messages.length] as (typeof messages)[0], lateMs })),
        ...messages.map((one) => ({ one, lateMs: 0 })).reverse(),
      ];
      const ending = (them: typeof deliveries) =>
        them.reduce<Observed | undefined>(
          (held, { one, lateMs }) => merge(held, received(one, one.enqueuedAtMs + lateMs)),
          undefined,
        );
      const { value, observedAtUs, sequenceNumber } = ending(deliveries) as Observed;
      expect(ending([...deliveries].reverse())).toMatchObject({ value, observedAtUs, sequenceNumber });
      expect(ending(messages.map((one) => ({ one, lateMs: 0 })))).toMatchObject({
        value,
        observedAtUs,
        sequenceNumber,
      });
    }),
  );
});
