// Real Chromium for tests, never as root: a browser that is driven by a test has no business with root's rights.
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's user without rights and files. */
const nobody = { uid: 65_534, gid: 65_534 } as const;

/**
 * Starts Chromium with a profile of its own below `folder`. As root it runs as the user `nobody`, by util-linux's
 * `setpriv`, which every Debian has.
 */
export async function openChromium(executable: string, folder: string): Promise<BrowserContext> {
  const profile = join(folder, 'chromium');
  await mkdir(profile, { mode: 0o700 });
  const root = process.getuid?.() === 0;
  return chromium.launchPersistentContext(profile, {
    executablePath: root ? await asNobody(executable, folder, profile) : executable,
    args: flags,
    env: { ...process.env, HOME: profile },
    viewport: { width: 1280, height: 800 },
  });
}

/** A launcher that gives root's rights away before the browser begins. */
async function asNobody(executable: string, folder: string, profile: string): Promise<string> {
  await chmod(folder, 0o711);
  await chown(profile, nobody.uid, nobody.gid);
  const launcher = join(folder, 'chromium-as-nobody');
  const ids = `--reuid ${nobody.uid} --regid ${nobody.gid} --clear-groups`;
  await writeFile(launcher, `#!/bin/sh\nexec setpriv ${ids} -- '${executable}' "$@"\n`, { mode: 0o755 });
  return launcher;
}
