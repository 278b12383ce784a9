// The `$management` node of an entity: what a reader can do besides receiving.
// Operations and field names: Azure's "AMQP 1.0 in Service Bus: request-response-based operations".
import rhea, { type Message } from 'rhea';
import type { MessageQueue } from '../message-queue.ts';
import { toldReason } from '../stored-message.ts';
import { encodeMessage, withLockToken } from './encode-message.ts';
import { lockIdOf, lockUuid } from './lock-token.ts';
import { nameOf, type Reply } from './reply-link.ts';

const { types } = rhea;

export interface ManagementNodeOptions {
  readonly queue: MessageQueue;
  readonly lockPrefix: Uint8Array;
}

/** Messages in one answer; of the usual 230 bytes they stay below 100 kB. */
const mostPerAnswer = 256;

/** No further message goes into an answer that has as much: with one of 256 KiB on top it has at most 1.3 MiB. */
const fullAnswerBytes = 1024 * 1024;

const lockLost: Reply = {
  status: 410,
  description: 'The lock supplied is invalid. Either the lock expired, or the message was already settled.',
  condition: 'com.microsoft:message-lock-lost',
};
const malformed = (what: string): Reply => ({
  status: 400,
  description: `The request is malformed: ${what}.`,
  condition: 'amqp:invalid-field',
});

export function manage(request: Message, options: ManagementNodeOptions): Reply {
  const operation: unknown = request.application_properties?.['operation'];
  const body = fieldsOf(request.body);
  switch (operation) {
    case 'com.microsoft:renew-lock':
      return renewLocks(body, options);
    case 'com.microsoft:peek-message':
      return peek(body, options);
    case 'com.microsoft:update-disposition':
      return settle(body, options);
    case 'com.microsoft:receive-by-sequence-number':
      return receiveDeferred(body, options);
    default:
      return {
        status: 501,
        description: `The operation ${nameOf(operation)} is not supported by this broker.`,
        condition: 'amqp:not-implemented',
      };
  }
}

function renewLocks(body: Fields, { queue, lockPrefix }: ManagementNodeOptions): Reply {
  const lockIds = lockIdsOf(body, lockPrefix);
  if (!lockIds) return malformed('lock-tokens is no array of uuids');
  const expirations: number[] = [];
  for (const lockId of lockIds) {
    const untilMs = lockId === null ? null : queue.renew(lockId);
    if (untilMs === null) return lockLost;
    expirations.push(untilMs);
  }
  return {
    status: 200,
    description: 'OK',
    body: { expirations: types.wrap_array(expirations, timestampCode, undefined) },
  };
}

function peek(body: Fields, { queue }: ManagementNodeOptions): Reply {
  const from = integer(body['from-sequence-number']);
  const count = integer(body['message-count']);
  if (from === null || count === null) return malformed('from-sequence-number or message-count is no number');
  const found = queue.peek(from, Math.min(Math.max(0, count), mostPerAnswer));
  if (found.length === 0)
    return { status: 204, description: 'No messages', condition: 'com.microsoft:message-not-found' };
  return {
    status: 200,
    description: 'OK',
    body: {
      messages: upToFull(found, (message) => {
        const isDeferred = queue.isDeferred(message);
        return { message: encodeMessage(message, { lockedUntilMs: null, isDeferred }) };
      }),
    },
  };
}

function settle(body: Fields, { queue, lockPrefix }: ManagementNodeOptions): Reply {
  const lockIds = lockIdsOf(body, lockPrefix);
  if (!lockIds) return malformed('lock-tokens is no array of uuids');
  const why = toldReason(textOr(body['deadletter-reason'], 'unknown'), textOr(body['deadletter-description'], ''));
  const outcome = (lockId: number): boolean | null => {
    switch (body['disposition-status']) {
      case 'completed':
        return queue.complete(lockId);
      case 'abandoned':
        return queue.abandon(lockId);
      // Spelt so on the wire.
      case 'defered':
        return queue.defer(lockId);
      case 'suspended':
        return queue.deadLetter(lockId, why);
      default:
        return null;
    }
  };
  for (const lockId of lockIds) {
    const settled = lockId === null ? false : outcome(lockId);
    if (settled === null) return malformed('disposition-status is unknown');
    if (!settled) return lockLost;
  }
  return { status: 200, description: 'OK' };
}

function receiveDeferred(body: Fields, { queue, lockPrefix }: ManagementNodeOptions): Reply {
  const numbers = arrayOf(body['sequence-numbers']).map(integer);
  if (numbers.length === 0 || numbers.length > mostPerAnswer) return malformed('sequence-numbers is no array');
  const messages = upToFull(numbers, (number) => {
    const lock = number === null ? null : queue.takeDeferred(number, queue);
    if (!lock) return null;
    const token = lockUuid(lockPrefix, lock.id);
    const message = withLockToken(encodeMessage(lock.message, lock), token);
    if (body['receiver-settle-mode'] === 0) queue.complete(lock.id);
    return { message, 'lock-token': types.wrap_uuid(token) };
  });
  return messages.length === 0
    ? { status: 404, description: 'No such deferred message.', condition: 'com.microsoft:message-not-found' }
    : { status: 200, description: 'OK', body: { messages } };
}

/** Those that are left out are left as they were, and the client asks again. */
function upToFull<Item>(
  items: readonly Item[],
  entryOf: (item: Item) => { readonly message: Uint8Array } | null,
): readonly object[] {
  const entries: object[] = [];
  let bytes = 0;
  for (const item of items) {
    if (bytes >= fullAnswerBytes) break;
    const entry = entryOf(item);
    if (!entry) continue;
    entries.push(entry);
    bytes += entry.message.length;
  }
  return entries;
}

type Fields = Readonly<Record<string, unknown>>;

const timestampCode = 0x83;

const fieldsOf = (body: unknown): Fields => (typeof body === 'object' && body !== null ? { ...body } : {});

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** rhea gives longs beyond 2^53 as eight bytes: no number that this broker ever gave out. */
const integer = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null;

function lockIdsOf(body: Fields, prefix: Uint8Array): (number | null)[] | null {
  const tokens = arrayOf(body['lock-tokens']);
  return tokens.length === 0 || tokens.length > mostPerAnswer ? null : tokens.map((token) => lockIdOf(prefix, token));
}
