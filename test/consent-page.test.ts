// The consent page as an owner sees it: real Chromium, real emulator, a partner's site that the browser returns to.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium as chromiumProgram, pathOf } from '../scripts/system-programs.ts';
import { openChromium } from './unprivileged-chromium.ts';

const chromiumPath = pathOf(chromiumProgram);

describe.runIf(chromiumPath !== null || process.env['CI'] === 'true')('the pages of the emulated portal', () => {
  let dir: string;
  let emulator: Emulator;
  let partner: Server;
  let returnUrl: string;
  let browser: BrowserContext;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    if (chromiumPath === null) throw new Error('Chromium is not installed: run "npm test" as root, or install it.');
    dir = await mkdtemp(join(tmpdir(), 'fairlead-consent-'));
    emulator = await startEmulator({ switches: { 'future-oauth': 'on' } });
    partner = createServer((_request, answer) => {
      answer
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<title>Partner</title><link rel="icon" href="data:,">');
    }).listen(0, '127.0.0.1');
    await once(partner, 'listening');
    returnUrl = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/back`;
    browser = await openChromium(chromiumPath, dir);
  });
  afterAll(async () => {
    await browser?.close();
    partner?.closeAllConnections();
    partner?.close();
    await emulator?.stop();
    if (dir) await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    troubles.length = 0;
    page.on('console', (message) => {
      // A page without an icon is asked for one, and a wrong password is answered 401: neither is the page's fault.
      if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
        troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
  });

  const consentLink = (more: Readonly<Record<string, string>> = {}): string => {
    const query = new URLSearchParams({ partnerName: 'Tideway Energy', lang: 'en', returnUrl, ...more });
    return `${emulator.url}/access/request/${emulator.accounts.partner.lookupKey}?${query}`;
  };
  const logIn = async (button: string, password = emulator.accounts.owner.password): Promise<void> => {
    await page.getByLabel('E-mail').fill(emulator.accounts.owner.username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: button }).click();
  };
  const fitsEverybody = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sideways).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  test('an owner logs in, ticks the home, and the browser returns to the partner with what was opened', async () => {
    await page.goto(consentLink());
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Tideway Energy asks for access to your chargers',
    );
    await fitsEverybody();
    await logIn('Log in', 'wrong');
    expect(await page.getByRole('alert').textContent()).toContain('not right');
    await logIn('Log in');
    await fitsEverybody();
    await page.getByLabel('Harbour Lane 7').check();
    await page.getByRole('button', { name: 'Give access' }).click();
    await page.waitForURL((url) => url.href.startsWith(returnUrl));
    const told = new URL(page.url()).searchParams;
    expect([told.get('success'), told.get('lookupKey')]).toEqual(['true', emulator.accounts.partner.lookupKey]);
    const home = emulator.world.chargers().find(({ installationId }) => installationId === told.get('installationId'));
    expect(home).toBeDefined();
    expect(troubles).toEqual([]);
  });

  test('a name full of markup stays a name', async () => {
    await page.goto(consentLink({ partnerName: '<img src=x onerror="document.title=1">' }));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<img src=x');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Give access to your chargers');
  });

  test('Cancel needs neither name nor password and returns empty-handed', async () => {
    await page.goto(consentLink());
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL((url) => url.href.startsWith(returnUrl));
    expect(new URL(page.url()).searchParams.get('success')).toBe('false');
  });

  test('a person allows an OAuth client, and the browser returns to it with a code', async () => {
    const query = new URLSearchParams({
      client_id: emulator.oauthClients.app.clientId,
      redirect_uri: returnUrl,
      response_type: 'code',
      scope: 'openid read offline_access',
      state: 'abc',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${emulator.url}/oauth2/auth?${query}`);
    await fitsEverybody();
    await logIn('Log in and allow');
    await page.waitForURL((url) => url.href.startsWith(returnUrl));
    const told = new URL(page.url()).searchParams;
    expect([told.get('state'), told.get('iss')]).toEqual(['abc', `${emulator.url}/`]);
    expect(told.get('code')).toMatch(/^[\w-]{43}$/);
    expect(troubles).toEqual([]);
  });
});
