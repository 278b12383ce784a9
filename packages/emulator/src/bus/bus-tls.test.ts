import { expect, test } from 'vitest';
import { startEmulator } from '../start-emulator.ts';

test.each([
  { busTls: 'off', doors: { amqpTlsPort: 0 }, useSsl: false },
  { busTls: 'on', doors: { amqpTlsPort: 0 }, useSsl: true },
  { busTls: 'on', doors: {}, useSsl: false },
] as const)('bus-tls $busTls with $doors: UseSSL $useSsl, and Port is that of this door', async (given) => {
  const emulator = await startEmulator({ ...given.doors, switches: { 'bus-tls': given.busTls } });
  try {
    const { username, password, userGroupIds } = emulator.accounts.owner;
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    const login = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body: form });
    const { access_token } = (await login.json()) as { access_token: string };
    const answer = await emulator.fetch(
      `${emulator.url}/api/userGroups/${userGroupIds[0]}/messagingConnectionDetails`,
      {
        headers: { authorization: `Bearer ${access_token}` },
      },
    );
    const port = given.useSsl ? emulator.amqpTlsPort : emulator.amqpPort;
    expect(await answer.json()).toMatchObject({ UseSSL: given.useSsl, Port: port, Host: `127.0.0.1:${port}` });
  } finally {
    await emulator.stop();
  }
});
