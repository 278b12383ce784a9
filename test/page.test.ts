// The page as a person sees it: real Chromium, real gateway, real emulator, real AMQP.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { type Gateway, startGateway } from '@fairlead/gateway';
import { dashboardFiles } from 'fairlead';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium as chromiumProgram, pathOf } from '../scripts/system-programs.ts';
import { openChromium } from './unprivileged-chromium.ts';

interface Card {
  readonly serial: string;
  readonly mode: string;
  readonly power: string;
  readonly energy: string;
}

const chromiumPath = pathOf(chromiumProgram);

describe.runIf(chromiumPath !== null || process.env['CI'] === 'true')('the page', () => {
  let dir: string;
  let emulator: Emulator;
  let gateway: Gateway;
  let browser: BrowserContext;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    if (chromiumPath === null) throw new Error('Chromium is not installed: run "npm test" as root, or install it.');
    dir = await mkdtemp(join(tmpdir(), 'fairlead-page-'));
    const dashboardDir = await dashboardFiles(() => {});
    emulator = await startEmulator({ fleet: 'demo' });
    const { owner } = emulator.accounts;
    gateway = await startGateway({
      config: {
        port: 0,
        dataDir: join(dir, 'data'),
        demo: true,
        logLevel: 'silent',
        accounts: [{ id: 'main', baseUrl: emulator.url, userGroupIds: [...owner.userGroupIds] }],
      },
      credentials: { main: { read: async () => ({ username: owner.username, password: owner.password }) } },
      dashboardDir,
      onPageOpened: () => emulator.world.notice(),
    });
    await gateway.ready(AbortSignal.timeout(30_000));
    browser = await openChromium(chromiumPath, dir);
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(gateway.openUrl());
    await page.waitForSelector('article[data-charger]');
  });

  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    await emulator?.stop();
    if (dir) await rm(dir, { recursive: true, force: true });
  });

  const cards = (): Promise<readonly Card[]> =>
    page.locator('article[data-charger]').evaluateAll((articles) =>
      articles.map((article) => ({
        serial: article.getAttribute('data-charger') ?? '',
        mode: article.getAttribute('data-mode') ?? '',
        power: article.querySelector('[data-field=power]')?.textContent ?? '',
        energy: article.querySelector('[data-field=energy]')?.textContent ?? '',
      })),
    );
  const streamText = (): Promise<string | null> => page.textContent('[data-field=stream]');

  test('power, mode and session energy of different chargers change within 60 s of the first view', async () => {
    const before = new Map((await cards()).map((card) => [card.serial, card]));
    expect(before.size).toBe(6);
    await expect
      .poll(
        async () => {
          const changed = { power: new Set<string>(), mode: new Set<string>(), energy: new Set<string>() };
          for (const card of await cards()) {
            const was = before.get(card.serial);
            if (card.power !== was?.power) changed.power.add(card.serial);
            if (card.mode !== was?.mode) changed.mode.add(card.serial);
            if (card.energy !== was?.energy) changed.energy.add(card.serial);
          }
          return (
            changed.mode.size >= 1 &&
            new Set([...changed.power, ...changed.mode, ...changed.energy]).size >= 2 &&
            changed.power.size >= 1 &&
            changed.energy.size >= 1
          );
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(true);
  });

  test.runIf(process.platform === 'linux')('the browser of the tests does not run as root', () => {
    const uids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => commandLineOf(pid).includes(join(dir, 'chromium')) && !commandLineOf(pid).startsWith('/bin/sh'))
      .flatMap((pid) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? []);
    expect(uids.length).toBeGreaterThan(0);
    expect(uids).not.toContain(0);
  });

  test('the code is gone from the address, and used once', async () => {
    expect(new URL(page.url()).hash).toBe('');
  });

  test('nothing on the page breaks the accessibility rules that axe checks, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('the page fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('nothing was refused by the content security policy and nothing failed on the page', () => {
    expect(troubles).toEqual([]);
  });

  test('when AMQP is cut the values stop and the stream says so; afterwards it lives again', async () => {
    await expect.poll(streamText, { timeout: 10_000 }).toContain('Live');
    emulator.faults.cutBus();
    await expect.poll(streamText, { timeout: 10_000 }).not.toContain('Live');
    const frozen = await cards();
    expect(frozen.some((card) => card.mode === 'charging')).toBe(true);
    const pushed = emulator.world.chargers().map((charger) => charger.observations.get(553)?.value);
    await expect
      .poll(() => emulator.world.chargers().map((charger) => charger.observations.get(553)?.value), {
        timeout: 30_000,
        interval: 500,
      })
      .not.toEqual(pushed);
    expect(await cards()).toEqual(frozen);
    emulator.faults.restoreBus();
    await expect.poll(streamText, { timeout: 60_000, interval: 500 }).toContain('Live');
    await expect.poll(cards, { timeout: 30_000, interval: 500 }).not.toEqual(frozen);
  });
});

/** Empty for a process that has ended meanwhile. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
