import rhea from 'rhea';
import { expect, test } from 'vitest';
import type { MessageContent, StoredMessage } from '../stored-message.ts';
import { encodeMessage, withLockToken } from './encode-message.ts';

const stored = (content: Partial<MessageContent> = {}, deliveryCount = 0): StoredMessage => ({
  content: { body: Buffer.from('körper'), ...content },
  sequenceNumber: 2 ** 40 + 7,
  enqueuedAtMs: 1_795_273_200_123.7,
  livesMs: Number.POSITIVE_INFINITY,
  expiresAtMonotonicMs: Number.POSITIVE_INFINITY,
  bytes: 0,
  deliveryCount,
});

test('rhea reads back all that was written, with the types that clients expect', () => {
  const applicationProperties = {
    text: 'a',
    whole: 7,
    half: 0.5,
    yes: true,
    none: null,
    at: new Date(1_700_000_000_000),
  };
  const properties = {
    ...{ messageId: 'id-ü', subject: 's', correlationId: 'c', to: 'there', replyTo: 'here' },
    ...{ contentType: 'application/json', contentEncoding: 'gzip', partitionKey: 'ü'.repeat(128) },
  };
  const written = { ...stored({ ...properties, applicationProperties }, 300), livesMs: 60_000 };
  const message = rhea.message.decode(encodeMessage(written, { lockedUntilMs: 1_795_273_260_000, isDeferred: true }));
  expect(message).toMatchObject({
    delivery_count: 300,
    ttl: 60_000,
    message_id: 'id-ü',
    subject: 's',
    correlation_id: 'c',
    content_type: 'application/json',
    content_encoding: 'gzip',
    to: 'there',
    reply_to: 'here',
    application_properties: applicationProperties,
    message_annotations: {
      'x-opt-sequence-number': 2 ** 40 + 7,
      'x-opt-enqueued-sequence-number': 2 ** 40 + 7,
      'x-opt-enqueued-time': new Date(1_795_273_200_123),
      'x-opt-locked-until': new Date(1_795_273_260_000),
      'x-opt-partition-key': 'ü'.repeat(128),
      'x-opt-message-state': 1,
    },
  });
  expect(message['body'].content.toString()).toBe('körper');
  expect(message['body'].typecode).toBe(0x75);
});

test('what is not there is not written', () => {
  const message = rhea.message.decode(encodeMessage(stored({ body: new Uint8Array(0) }), { lockedUntilMs: null }));
  expect(message['message_annotations']).not.toHaveProperty('x-opt-locked-until');
  expect(message['message_annotations']).not.toHaveProperty('x-opt-partition-key');
  for (const name of ['message_id', 'subject', 'to', 'ttl', 'application_properties'])
    expect(message[name]).toBeUndefined();
  expect(message['body'].content).toHaveLength(0);
});

test('a lock token goes into the delivery annotations as a uuid, and nothing else changes', () => {
  const token = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  for (const livesMs of [Number.POSITIVE_INFINITY, 60_000]) {
    const encoded = encodeMessage({ ...stored({ subject: 's' }), livesMs }, { lockedUntilMs: 1_795_273_260_000 });
    const message = rhea.message.decode(withLockToken(encoded, token));
    expect(message['delivery_annotations']['x-opt-lock-token']).toEqual(token);
    expect({ ...message, delivery_annotations: undefined }).toEqual({ ...rhea.message.decode(encoded) });
  }
});
