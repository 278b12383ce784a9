// What Python's azure-servicebus 7.15.0 sends, frame by frame: no `reply-to`, signatures called `jwt`, whole URLs.
import { afterEach, expect, test } from 'vitest';
import { dial, once, openBus, path, sharedAccessSignature, undoAll } from '../testing/test-bus.ts';

afterEach(undoAll);

const audience = `sb://localhost:5671/${path}`;

test('a request that names no way back is answered on the same node in the same session', async () => {
  const { listener, publish } = await openBus();
  publish('hello');
  const connection = dial(listener, {});
  const session = connection.create_session();
  session.begin();
  const stranger = connection.open_receiver({ source: '$cbs', target: '$cbs' });
  let misled = 0;
  stranger.on('message', () => {
    misled += 1;
  });
  const replies = session.open_receiver({ source: '$cbs', target: '$cbs' });
  const requests = session.open_sender({ source: '$cbs', target: '$cbs' });
  await Promise.all([once(requests, 'sendable'), once(stranger, 'receiver_open')]);
  const answer = once(replies, 'message');
  requests.send({
    message_id: 'a',
    application_properties: { operation: 'put-token', type: 'jwt', name: audience },
    body: sharedAccessSignature(audience),
  });
  const { message } = await answer;
  expect(message).toMatchObject({ correlation_id: 'a', application_properties: { 'status-code': 202 } });

  const receiver = session.open_receiver({ source: `amqps://localhost:5671/${path}`, credit_window: 1 });
  expect((await once(receiver, 'message')).message?.body.content.toString()).toBe('hello');
  expect(misled).toBe(0);
  expect(receiver.source.address).toBe(`amqps://localhost:5671/${path}`);
});

test('each management node answers for its own entity, also when several are open in one session', async () => {
  const { namespace, listener, publish } = await openBus();
  publish('hello');
  namespace.createSubscription('installation_1', 'other');
  const connection = dial(listener);
  const ask = async (node: string) => {
    const replies = connection.open_receiver({ source: node, target: node });
    const requests = connection.open_sender({ source: node, target: node });
    await once(requests, 'sendable');
    return async () => {
      const answer = once(replies, 'message');
      requests.send({
        message_id: node,
        application_properties: { operation: 'com.microsoft:peek-message' },
        body: { 'from-sequence-number': 1, 'message-count': 10 },
      });
      const { message } = await answer;
      expect(message?.correlation_id).toBe(node);
      return message?.body.messages.length;
    };
  };
  const one = await ask(`${path}/$management`);
  const two = await ask('installation_1/Subscriptions/other/$management');
  namespace.publish('installation_1', Buffer.from('to both'));
  expect([await one(), await two()]).toEqual([2, 1]);
});

test('a real JSON web token is refused, since nobody here could check it', async () => {
  const { listener } = await openBus();
  const connection = dial(listener, {});
  const replies = connection.open_receiver({ source: '$cbs', target: '$cbs' });
  const requests = connection.open_sender('$cbs');
  await once(requests, 'sendable');
  const answer = once(replies, 'message');
  requests.send({
    message_id: 'a',
    application_properties: { operation: 'put-token', type: 'jwt', name: audience },
    body: 'eyJhbGciOiJub25lIn0.e30.',
  });
  expect((await answer).message?.application_properties).toMatchObject({ 'status-code': 401 });
});
