// A person lets a client in at the emulated portal, as the announced OAuth is played there.
import { createHash } from 'node:crypto';
import type { Emulator } from '@fairlead/emulator';
import type { ManualClock } from './manual-clock.ts';

interface Portal {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
}

/** The owner, or who is named, lets the client in at the emulated portal; what comes of it is the first refresh token. */
export async function letIn(
  { emulator: cloud, clock }: Portal,
  clientId: string,
  person = cloud.accounts.owner,
): Promise<string> {
  const verifier = 'v'.repeat(64);
  const redirect = 'http://127.0.0.1:49152/back';
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirect, response_type: 'code', scope: 'offline_access', state: 's' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  });
  const page = await cloud.fetch(`${cloud.url}/oauth2/auth?${query}`);
  const text = await page.text();
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { username, password } = person;
  const ticket = /name="ticket" value="([^"]*)"/.exec(text)?.[1] ?? '';
  const action = /<form method="post" action="([^"]*)"/.exec(text)?.[1] ?? '';
  const back = await cloud.fetch(`${cloud.url}${action}`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ ticket, username, password, decision: 'allow' }),
  });
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  await clock.advanceBy(1_100);
  const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirect, code };
  const answer = await cloud.fetch(`${cloud.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, code_verifier: verifier }),
  });
  const { refresh_token = '' } = (await answer.json()) as { refresh_token?: string };
  if (refresh_token === '') throw new Error('The portal let nobody in.');
  await clock.advanceBy(1_100);
  return refresh_token;
}
