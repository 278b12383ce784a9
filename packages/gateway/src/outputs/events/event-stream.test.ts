import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../../test/manual-clock.ts';
import { eventHub } from '../../events/event-hub.ts';
import { feedReader } from './event-stream.ts';

async function readerOf(stillIn: () => boolean = () => true) {
  const hub = eventHub('1');
  const clock = manualClock();
  const fed = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    void feedReader(hub, clock, {
      response,
      accountId: 'main',
      lastEventId: undefined,
      snapshot: () => '{"all":1}',
      stillIn,
    }).then(fed.resolve);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const saw = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) await new Promise((resolve) => setImmediate(resolve));
  };
  const end = async (): Promise<void> => {
    socket.destroy();
    await fed.promise;
    server.close();
  };
  return { hub, clock, socket, saw, end, fed: fed.promise, text: () => text };
}

test('a reader that does not read costs a bounded buffer, and gets a snapshot when it is back', async () => {
  const reader = await readerOf();
  await reader.saw(/event: snapshot/);
  reader.socket.pause();
  const name = 'x'.repeat(10_000);
  // 40 MB: far more than the sockets of both sides take.
  for (let index = 0; index < 4_000; index++)
    reader.hub.publish('app', 'main', { accountId: 'main', name, event: 'login' });
  reader.socket.resume();
  await reader.saw(/event: snapshot[\s\S]*event: snapshot/);
  reader.hub.publish('app', 'main', { accountId: 'main', name: 'after', event: 'login' });
  await reader.saw(/"after"/);
  expect(reader.text().length).toBeLessThan(10_000_000);
  expect(reader.text()).toMatch(/id: 1-4000\nevent: snapshot/);
  await reader.end();
});

test('events of other accounts are not for this reader', async () => {
  const reader = await readerOf();
  await reader.saw(/event: snapshot/);
  reader.hub.publish('app', 'other', { accountId: 'other', name: 'secret', event: 'login' });
  reader.hub.publish('app', 'main', { accountId: 'main', name: 'mine', event: 'login' });
  await reader.saw(/"mine"/);
  expect(reader.text()).not.toContain('secret');
  await reader.end();
});

test('a reader whose key was revoked is shown out with the next heartbeat', async () => {
  let stillIn = true;
  const reader = await readerOf(() => stillIn);
  await reader.saw(/event: snapshot/);
  await reader.clock.advanceBy(15_000);
  await reader.saw(/: still here/);
  stillIn = false;
  await reader.clock.advanceBy(15_000);
  await reader.fed;
  await reader.end();
});
