import { encodeBusMessage } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { merge } from '../mirror/merge.ts';
import { receive } from '../mirror/receive.ts';
import { decodeBatch } from './decode-batch.ts';

const startMs = Date.UTC(2026, 10, 20, 15);
const hourMs = 3_600_000;

/** Of a charger whose clock is an hour ahead. */
function message(value: string, enqueuedAtMs: number, sequenceNumber: number) {
  const body = encodeBusMessage({
    DeviceId: 'ZAP000001',
    DeviceType: 4,
    ChargerId: 'c0ffee00-0000-4000-8000-000000000001',
    StateId: 710,
    Timestamp: new Date(enqueuedAtMs + hourMs).toISOString(),
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
