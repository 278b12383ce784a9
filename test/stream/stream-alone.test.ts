// The stream's parts without an account: a supervisor into a mirror, and one link by hand.
import { startEmulator } from '@fairlead/emulator';
import { type ConnectionDetails, type Log, memoryKeeper, openMirror, superviseStream } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { manualClock } from '../manual-clock.ts';

const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function cloud() {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 1, charging: 1 } });
  const { username, password, userGroupIds } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const login = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const { access_token: token } = await login.json();
  const [groupId = ''] = userGroupIds;
  const details = async (): Promise<ConnectionDetails> => {
    const answer = await emulator.fetch(`${emulator.url}/api/userGroups/${groupId}/messagingConnectionDetails`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const told = await answer.json();
    return {
      ...{ host: told.Host, port: told.Port, useSsl: told.UseSSL, username: told.Username },
      ...{ password: told.Password, topic: told.Topic, subscription: told.Subscription },
    };
  };
  return { clock, emulator, groupId, details, source: emulator.messageSource() };
}

test('the supervisor’s example: it follows, comes back, and ends', async () => {
  const { clock, emulator, groupId, details, source } = await cloud();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const states: string[] = [];
  const stream = superviseStream({
    ...{ accountId: 'main', scopes: [{ bus: 'group', scope: groupId }], details, source, mirror, clock, log },
    ...{ random: () => 0.5, journal: () => {}, onUnknownCharger: () => {} },
    onStatus: ({ state }) => states.push(state),
  });
  stream.start();
  await clock.advanceBy(60_000);
  emulator.faults.detachReaders();
  await clock.advanceBy(2 * 60_000);
  expect(stream.status()).toMatchObject([{ state: 'live', reconnects: 1, undecodable: 0 }]);
  const [charger] = emulator.world.chargers();
  expect(mirror.observation(charger?.id ?? '', 513)?.value).toBe(charger?.observations.get(513)?.value);
  await clock.during(stream.close(), 10_000);
  expect(states).toEqual(['connecting', 'live', 'connecting', 'live', 'off']);
  await emulator.stop();
});

test('one link by hand: each message is settled as the handler says, and the end is told once', async () => {
  const { clock, emulator, details, source } = await cloud();
  const taken: number[] = [];
  const losses: string[] = [];
  const link = await source.open(
    await details(),
    {
      async message({ sequenceNumber }) {
        taken.push(sequenceNumber);
        return 'complete';
      },
      lost: ({ condition }) => losses.push(condition),
    },
    { credit: 10 },
  );
  await clock.advanceBy(2 * 60_000);
  expect(taken.length).toBeGreaterThan(5);
  emulator.faults.rotateBusKeys();
  await clock.advanceBy(0);
  expect(losses).toEqual(['amqp:client-error']);
  await link.close();
  await emulator.stop();
});
