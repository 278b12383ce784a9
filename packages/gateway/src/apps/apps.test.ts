import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Store } from '../store/store.ts';
import { openStore } from '../store/store-engine.ts';
import { openAdminKey } from './admin-key.ts';
import { demoApp, openAppRegistry } from './app-registry.ts';
import { appTokens, tokenLifeMs } from './app-tokens.ts';
import { expiringMap } from './expiring-map.ts';
import { failureLimit } from './failure-limit.ts';
import { openPageSessions } from './page-sessions.ts';

let dataDir: string;
let store: Store;
const clock = manualClock();
const nowMs = () => clock.nowMs();

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'fairlead-apps-'));
  store = await openStore({
    dataDir,
    facts: { maxFacts: 1_000, maxAgeMs: 1 },
    commandMaxAgeMs: 1,
    maxCommands: 1_000,
    auditMaxAgeMs: 1,
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const registry = (demoAccountId: string | null = null) => openAppRegistry({ store, nowMs, demoAccountId });
const wish = { name: 'load balancer', accountId: 'main', scopes: ['read', 'command'] as const, actor: 'admin' };

test('an app gets a key of 256 random bits once, and is known by it after a restart', async () => {
  const created = await (await registry()).create(wish);
  if (created.kind !== 'created') throw new Error(created.reason);
  expect(created.key).toMatch(/^flk_[A-Za-z0-9_-]{43}$/);
  const again = await registry();
  expect(again.byKey(created.key)).toEqual({
    app: 'load balancer',
    accountId: 'main',
    scopes: new Set(['read', 'command']),
  });
  expect(again.login('load balancer', created.key)?.app).toBe('load balancer');
  expect(again.login('another', created.key)).toBeUndefined();
  expect(again.byKey(`${created.key}x`)).toBeUndefined();
  for (const name of ['fairlead.db', 'fairlead.db-wal'])
    expect(readFileSync(join(dataDir, name)).includes(created.key)).toBe(false);
});

test('a revoked key opens nothing, and both acts are in the audit log', async () => {
  const apps = await registry();
  const created = await apps.create(wish);
  expect(await apps.revoke('load balancer', 'admin')).toBe(true);
  expect(created.kind === 'created' && apps.byKey(created.key)).toBeUndefined();
  expect(await apps.revoke('load balancer', 'admin')).toBe(false);
  expect((await store.auditEntries(9)).map(({ act }) => act).toSorted()).toEqual(['app-created', 'app-revoked']);
});

test.each([
  ['owner@example.org', 'app-name-invalid'],
  ['admin', 'app-name-taken'],
  [demoApp.name, 'app-name-taken'],
  ['', 'app-name-invalid'],
])('%j is no name for an app: %s', async (name, code) => {
  expect(await (await registry()).create({ ...wish, name })).toMatchObject({ kind: 'refused', code });
});

test('the demo key opens the demo and nothing else', async () => {
  expect((await registry('main')).byKey(demoApp.key)).toMatchObject({ app: 'demo-app', accountId: 'main' });
  const apps = await registry();
  expect(apps.byKey(demoApp.key)).toBeUndefined();
  expect(apps.knows(demoApp.name)).toBe(false);
});

test('a token ends after one hour', async () => {
  const tokens = appTokens(nowMs);
  const token = tokens.issue({ app: 'a', accountId: 'main', scopes: new Set() });
  expect(tokens.find(token)?.app).toBe('a');
  await clock.advanceBy(tokenLifeMs - 1);
  expect(tokens.find(token)?.app).toBe('a');
  await clock.advanceBy(1);
  expect(tokens.find(token)).toBeUndefined();
});

test('a one-time code opens one session, within five minutes, and the session outlives a restart', async () => {
  const sessions = await openPageSessions(store, nowMs);
  const code = sessions.newCode();
  expect(Buffer.from(code, 'base64url')).toHaveLength(16);
  const session = (await sessions.exchange(code)) ?? '';
  expect(sessions.holds(session)).toBe(true);
  expect(await sessions.exchange(code)).toBeUndefined();
  const late = sessions.newCode();
  await clock.advanceBy(5 * 60_000);
  expect(await sessions.exchange(late)).toBeUndefined();
  const again = await openPageSessions(store, nowMs);
  expect(again.holds(session)).toBe(true);
  await again.end(session);
  expect(again.holds(session)).toBe(false);
  expect((await openPageSessions(store, nowMs)).holds(session)).toBe(false);
});

test('what expires is bounded: the oldest entry makes room', () => {
  const map = expiringMap<number>(nowMs, 2);
  const later = nowMs() + 1_000;
  map.set('a', 1, later);
  map.set('b', 2, later);
  expect(map.set('c', 3, later)).toBe('a');
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([undefined, 2, 3, 2]);
});

test('the eleventh failure of an address within a minute has to wait, other addresses do not', async () => {
  const limit = failureLimit(nowMs);
  const waits = Array.from({ length: 12 }, () => limit.failed('10.0.0.1'));
  expect(waits.slice(0, 10)).toEqual(Array(10).fill(0));
  expect(waits[10]).toBe(60_000);
  expect(limit.failed('10.0.0.2')).toBe(0);
  await clock.advanceBy(60_000);
  expect(limit.failed('10.0.0.1')).toBe(0);
});

test('the admin key is made once, for its owner only', () => {
  const file = join(dataDir, 'admin-key');
  const isAdmin = openAdminKey(file);
  const key = readFileSync(file, 'utf8').trim();
  expect(isAdmin(key)).toBe(true);
  expect(isAdmin('flk_other')).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(openAdminKey(file)(key)).toBe(true);
  expect(statSync(file).mode & 0o777, 'closed again').toBe(0o600);
});
