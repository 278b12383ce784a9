import rhea from 'rhea';
import { expect, test } from 'vitest';
import type { MessageContent, StoredMessage } from '../stored-message.ts';
import { encodeMessage, withLockToken } from './encode-message.ts';

const stored = (content: Partial<MessageContent> = {}, deliveryCount = 0): StoredMessage => ({
  content: { body: Buffer.from('körper'), ...content },
  sequenceNumber: 2 ** 40 + 7,
  enqueuedAtMs: 1_795_273_200_123.7,
  expiresAtMonotonicMs: 0,
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
  const properties = { messageId: 'id-ü', subject: 's', correlationId: 'c', contentType: 'application/json' };
  const message = rhea.message.decode(
    encodeMessage(stored({ ...properties, applicationProperties }, 300), 1_795_273_260_000),
  );
  expect(message).toMatchObject({
    delivery_count: 300,
    message_id: 'id-ü',
    subject: 's',
    correlation_id: 'c',
    content_type: 'application/json',
    application_properties: applicationProperties,
    message_annotations: {
      'x-opt-sequence-number': 2 ** 40 + 7,
      'x-opt-enqueued-sequence-number': 2 ** 40 + 7,
      'x-opt-enqueued-time': new Date(1_795_273_200_123),
      'x-opt-locked-until': new Date(1_795_273_260_000),
    },
  });
  expect(message['body'].content.toString()).toBe('körper');
  expect(message['body'].typecode).toBe(0x75);
});

test('what is not there is not written', () => {
  const message = rhea.message.decode(encodeMessage(stored({ body: new Uint8Array(0) }), null));
  expect(message['message_annotations']).not.toHaveProperty('x-opt-locked-until');
  for (const name of ['message_id', 'subject', 'application_properties']) expect(message[name]).toBeUndefined();
  expect(message['body'].content).toHaveLength(0);
});

test('a lock token goes into the delivery annotations as a uuid, and nothing else changes', () => {
  const token = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const encoded = encodeMessage(stored({ subject: 's' }), 1_795_273_260_000);
  const message = rhea.message.decode(withLockToken(encoded, token));
  expect(message['delivery_annotations']['x-opt-lock-token']).toEqual(token);
  expect({ ...message, delivery_annotations: undefined }).toEqual({ ...rhea.message.decode(encoded) });
});
