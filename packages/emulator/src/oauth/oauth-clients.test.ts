// The announced OAuth clients, run by a standard client library against the emulated cloud.
import { createPublicKey, verify } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { describe, expect, test } from 'vitest';
import { pageVisitor } from '../testing/page-visitor.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { oauthClients } from './clients.ts';

const callback = 'http://127.0.0.1:49152/back';
const owner = { username: 'owner@fairlead.test', password: 'demo-owner' };

/** The library looks at the machine's clock, so the cloud's begins there too. */
const rehearsal = () => rehearsedCallers({ switches: { 'future-oauth': 'on' } }, Date.now());

const throughTheDoor = ({ emulator }: RehearsedCallers) => ({
  [oauth.customFetch]: emulator.fetch as never,
  [oauth.allowInsecureRequests]: true,
});

async function discovered(cloud: RehearsedCallers): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(`${cloud.emulator.url}/`);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, throughTheDoor(cloud)));
}

const app: oauth.Client = { client_id: oauthClients.app.clientId };

interface Login {
  readonly server: oauth.AuthorizationServer;
  readonly parameters: URLSearchParams;
  readonly verifier: string;
  readonly nonce: string;
}

/** A person logs in and agrees; what comes back is checked as the library checks it. */
async function loggedIn(cloud: RehearsedCallers, scope: string): Promise<Login> {
  const server = await discovered(cloud);
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const ask = new URL(server.authorization_endpoint as string);
  ask.search = new URLSearchParams({
    client_id: app.client_id,
    redirect_uri: callback,
    response_type: 'code',
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  const browser = pageVisitor(cloud.emulator);
  const page = await browser.open(ask.pathname + ask.search);
  const back = await browser.send(page, { ...owner, decision: 'allow' });
  return { server, verifier, nonce, parameters: oauth.validateAuthResponse(server, app, back.location as URL, state) };
}

async function exchanged(cloud: RehearsedCallers, login: Login, verifier = login.verifier) {
  await cloud.clock.advanceBy(1_100);
  return oauth.authorizationCodeGrantRequest(
    login.server,
    app,
    oauth.None(),
    login.parameters,
    callback,
    verifier,
    throughTheDoor(cloud),
  );
}

async function tokensOf(cloud: RehearsedCallers, scope: string): Promise<oauth.TokenEndpointResponse> {
  const login = await loggedIn(cloud, scope);
  return oauth.processAuthorizationCodeResponse(login.server, app, await exchanged(cloud, login), {
    ...(scope.includes('openid') ? { expectedNonce: login.nonce } : {}),
  });
}

function refreshed(cloud: RehearsedCallers, refreshToken: string): Promise<Response> {
  return cloud.askToken({
    grant_type: 'refresh_token',
    client_id: app.client_id,
    refresh_token: refreshToken,
  });
}

async function read(cloud: RehearsedCallers, accessToken: string): Promise<number> {
  await cloud.clock.advanceBy(1_000);
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`, { headers })).status;
}

describe('discovery', () => {
  test('says today where to log in, under an issuer that ends in a slash', async () => {
    await using cloud = await rehearsedCallers({}, Date.now());
    const server = await discovered(cloud);
    expect(server.issuer).toBe(`${cloud.emulator.url}/`);
    expect(server.token_endpoint).toBe(`${cloud.emulator.url}/oauth/token`);
    expect(server.grant_types_supported).toEqual(['password']);
    expect(server.authorization_endpoint).toBeUndefined();
    expect(cloud.emulator.calls()).toEqual([]);
  });

  test('an access token of the password grant verifies with the published key and tells the account', async () => {
    await using cloud = await rehearsedCallers({}, Date.now());
    const { access_token } = (await (await cloud.login('owner')).json()) as { access_token: string };
    const { keys } = (await (await cloud.emulator.fetch(`${cloud.emulator.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string; n: string; e: string; kty: string }[];
    };
    const [header = '', payload = '', signature = ''] = access_token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const jwk = keys.find((key) => key.kid === kid);
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(verify('sha256', Buffer.from(`${header}.x${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(
      false,
    );
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      sub: cloud.emulator.accounts.owner.sub,
    });
    expect(JSON.stringify(jwk)).not.toContain('"d"');
  });
});

describe('authorization code with PKCE', () => {
  test('a standard client logs a person in, reads data, and verifies who it is', async () => {
    await using cloud = await rehearsal();
    const login = await loggedIn(cloud, 'openid read');
    const tokens = await oauth.processAuthorizationCodeResponse(login.server, app, await exchanged(cloud, login), {
      expectedNonce: login.nonce,
      requireIdToken: true,
    });
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(cloud.emulator.accounts.owner.sub);
    expect(await read(cloud, tokens.access_token)).toBe(200);
    const claims = await oauth.validateJwtAccessToken(
      login.server,
      new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${tokens.access_token}` } }),
      `${cloud.emulator.url}/`,
      throughTheDoor(cloud),
    );
    expect(claims).toMatchObject({ client_id: app.client_id, scope: 'openid read' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test('a code is good once: used again, the tokens that came of it end', async () => {
    await using cloud = await rehearsal();
    const login = await loggedIn(cloud, 'offline_access');
    const tokens = (await (await exchanged(cloud, login)).json()) as { access_token: string; refresh_token: string };
    expect(await read(cloud, tokens.access_token)).toBe(200);
    const again = await exchanged(cloud, login);
    expect([again.status, ((await again.json()) as { error: string }).error]).toEqual([400, 'invalid_grant']);
    expect(await read(cloud, tokens.access_token)).toBe(401);
    expect((await refreshed(cloud, tokens.refresh_token)).status).toBe(400);
  });

  test('a code ends after a minute, and with a verifier that is not its own', async () => {
    await using cloud = await rehearsal();
    const late = await loggedIn(cloud, 'openid');
    await cloud.clock.advanceBy(59_000);
    expect((await exchanged(cloud, late)).status).toBe(400);
    const stolen = await loggedIn(cloud, 'openid');
    expect((await exchanged(cloud, stolen, oauth.generateRandomCodeVerifier())).status).toBe(400);
    expect((await exchanged(cloud, stolen)).status).toBe(400);
  });

  test('a code is good for its own client and its own redirect_uri alone', async () => {
    await using cloud = await rehearsal();
    const { clientId, clientSecret } = oauthClients.server;
    for (const change of [
      { client_id: clientId, client_secret: clientSecret },
      { redirect_uri: `${callback}/else` },
      { redirect_uri: '' },
    ]) {
      const { parameters, verifier } = await loggedIn(cloud, 'openid');
      const refused = await cloud.askToken({
        grant_type: 'authorization_code',
        client_id: app.client_id,
        redirect_uri: callback,
        code: parameters.get('code') ?? '',
        code_verifier: verifier,
        ...change,
      });
      expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, 'invalid_grant']);
    }
  });

  const sound = {
    client_id: app.client_id,
    redirect_uri: callback,
    response_type: 'code',
    state: 'my state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };

  test.each([
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'openid everything' }, 'invalid_scope'],
    [{ nonce: 'x'.repeat(2001) }, 'invalid_request'],
  ])('%j sends the browser back with %s, the state and the issuer', async (change, error) => {
    await using cloud = await rehearsal();
    const query = new URLSearchParams({ ...sound, ...change });
    const { status, location } = await pageVisitor(cloud.emulator).open(`/oauth2/auth?${query}`);
    expect(status).toBe(303);
    expect(Object.fromEntries(location?.searchParams ?? [])).toMatchObject({
      error,
      state: 'my state',
      iss: `${cloud.emulator.url}/`,
    });
  });

  test.each([
    [{ client_id: 'nobody' }],
    [{ redirect_uri: 'http://elsewhere.test/back' }],
    [{ redirect_uri: 'javascript:alert(1)' }],
    [{ redirect_uri: 'https://user:word@elsewhere.test/' }],
  ])('%j is told to the person, and nobody is sent anywhere', async (change) => {
    await using cloud = await rehearsal();
    const query = new URLSearchParams({ ...sound, ...change });
    const { status, location } = await pageVisitor(cloud.emulator).open(`/oauth2/auth?${query}`);
    expect([status, location]).toEqual([400, null]);
  });

  test('a parameter that is there twice is refused at both endpoints', async () => {
    await using cloud = await rehearsal();
    const query = `${new URLSearchParams(sound)}&scope=read&scope=write`;
    const { location } = await pageVisitor(cloud.emulator).open(`/oauth2/auth?${query}`);
    expect(location?.searchParams.get('error')).toBe('invalid_request');
    await cloud.clock.advanceBy(1_100);
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: app.client_id });
    body.append('refresh_token', 'a');
    body.append('refresh_token', 'b');
    const refused = await cloud.emulator.fetch(`${cloud.emulator.url}/oauth/token`, { method: 'POST', body });
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
  });

  test('a wrong password shows the form again; Cancel is access_denied', async () => {
    await using cloud = await rehearsal();
    const browser = pageVisitor(cloud.emulator);
    const page = await browser.open(`/oauth2/auth?${new URLSearchParams(sound)}`);
    const again = await browser.send(page, { ...owner, password: 'wrong', decision: 'allow' });
    expect(again.status).toBe(401);
    expect(again.text).toContain('The name or the password is not right.');
    const back = await browser.send(again, { decision: 'deny' });
    expect(back.location?.searchParams.get('error')).toBe('access_denied');
  });
});

describe('refresh tokens', () => {
  test('each is answered with the next one, and the one before is worth nothing', async () => {
    await using cloud = await rehearsal();
    const first = await tokensOf(cloud, 'openid offline_access');
    const answer = await refreshed(cloud, first.refresh_token ?? '');
    const second = (await answer.json()) as { access_token: string; refresh_token: string; expires_in: number };
    expect([answer.status, second.expires_in]).toEqual([200, 86_399]);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await read(cloud, second.access_token)).toBe(200);
  });

  test('one that comes a second time ends the family: every token of the login', async () => {
    await using cloud = await rehearsal();
    const first = await tokensOf(cloud, 'offline_access');
    const second = (await (await refreshed(cloud, first.refresh_token ?? '')).json()) as Record<string, string>;
    const other = await tokensOf(cloud, 'offline_access');
    const reused = await refreshed(cloud, first.refresh_token ?? '');
    expect([reused.status, ((await reused.json()) as { error: string }).error]).toEqual([400, 'invalid_grant']);
    expect((await refreshed(cloud, second['refresh_token'] ?? '')).status).toBe(400);
    expect(await read(cloud, first.access_token)).toBe(401);
    expect(await read(cloud, second['access_token'] ?? '')).toBe(401);
    expect(await read(cloud, other.access_token)).toBe(200);
    expect((await refreshed(cloud, other.refresh_token ?? '')).status).toBe(200);
  });

  test('another client cannot use it, nor end it by trying', async () => {
    await using cloud = await rehearsal();
    const { refresh_token = '' } = await tokensOf(cloud, 'offline_access');
    const { clientId, clientSecret } = cloud.emulator.oauthClients.server;
    const thief = await cloud.askToken({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token,
    });
    expect(thief.status).toBe(400);
    expect((await refreshed(cloud, refresh_token)).status).toBe(200);
  });

  test('revoking tokens ends them too, and so does the switch while it is off', async () => {
    await using cloud = await rehearsal();
    const { refresh_token = '' } = await tokensOf(cloud, 'offline_access');
    cloud.emulator.switches.set({ 'future-oauth': 'off' });
    expect(await (await refreshed(cloud, refresh_token)).json()).toMatchObject({ error: 'invalid_grant' });
    cloud.emulator.switches.set({ 'future-oauth': 'on' });
    cloud.emulator.faults.revokeTokens();
    expect((await refreshed(cloud, refresh_token)).status).toBe(400);
  });
});

describe('client credentials', () => {
  const { clientId, clientSecret } = oauthClients.server;

  test('the confidential client stands for the owner, by header or by form', async () => {
    await using cloud = await rehearsal();
    const server = await discovered(cloud);
    const client: oauth.Client = { client_id: clientId };
    for (const proof of [oauth.ClientSecretBasic(clientSecret), oauth.ClientSecretPost(clientSecret)]) {
      await cloud.clock.advanceBy(1_100);
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        proof,
        new URLSearchParams({ scope: 'read' }),
        throughTheDoor(cloud),
      );
      const tokens = await oauth.processClientCredentialsResponse(server, client, answer);
      expect(await read(cloud, tokens.access_token)).toBe(200);
      expect(tokens.refresh_token).toBeUndefined();
    }
    expect(cloud.emulator.calls().filter((call) => call.class === 'token')).toMatchObject([
      { accountId: cloud.emulator.accounts.owner.sub, status: 200, tokenLifeMs: 86_399_000 },
      { accountId: cloud.emulator.accounts.owner.sub, status: 200 },
    ]);
  });

  test('a wrong secret is 401 invalid_client; a public client stands for nobody', async () => {
    await using cloud = await rehearsal();
    const grant = { grant_type: 'client_credentials' };
    const wrong = await cloud.askToken({ ...grant, client_id: clientId, client_secret: 'guess' });
    expect([wrong.status, ((await wrong.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
    expect((await cloud.askToken({ ...grant, client_id: clientId })).status).toBe(401);
    const nobody = await cloud.askToken({ ...grant, client_id: app.client_id });
    expect([nobody.status, ((await nobody.json()) as { error: string }).error]).toEqual([400, 'unauthorized_client']);
  });
});
