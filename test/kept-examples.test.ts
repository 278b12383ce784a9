// The examples above what keeps something, run as they stand but for the folder, on the emulated cloud.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import * as sdk from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { manualClock } from './manual-clock.ts';

const source = join(root, 'packages', 'sdk', 'src');

/** The example above this export, without the stars at its margin. */
function exampleOf(file: string, name: string): string {
  const text = readFileSync(join(source, file), 'utf8');
  const [, docstring = ''] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:function|class) ${name}\\b`).exec(text) ?? [];
  const [, example = ''] = /@example\n([\s\S]*?)(?:\n@|$)/.exec(docstring.replace(/^ *\* ?/gm, '').trim()) ?? [];
  return example;
}

test.each([
  ['journal/file-journal.ts', 'fileJournal', 'journal.history().length'],
  ['journal/memory-journal.ts', 'memoryJournal', 'journal.history().length'],
  ['mirror/file-keeper.ts', 'fileKeeper', "(await keeper.load('main')).chargers.length"],
  ['resources/held-answers.ts', 'HeldAnswers', '(await answers.read(question)).value.length'],
])('the example of %s: %s', async (file, name, shown) => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-example-'));
  // The examples name no clock: what they keep is dated by the machine's.
  const clock = manualClock(Date.now());
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2 } });
  const opened: sdk.Zaptec[] = [];
  const connect = async (options: sdk.AccountOptions): Promise<sdk.Zaptec> => {
    const { owner } = emulator.accounts;
    const door = { baseUrl: emulator.url, fetch: emulator.fetch, source: emulator.messageSource(), clock };
    const zaptec = await sdk.connect({ ...options, ...door, userGroupIds: owner.userGroupIds });
    opened.push(zaptec);
    await clock.advanceBy(20_000);
    return zaptec;
  };
  const credentials: sdk.CredentialProvider = { read: async () => emulator.accounts.owner };
  const given = {
    ...sdk,
    connect,
    judge,
    credentials,
    userAgent: 'example/1.0 (+https://example.org)',
    console: { log() {} },
  };
  const example = exampleOf(file, name).replace("'/var/lib/my-app'", JSON.stringify(folder));
  expect(example).toContain(name);
  const code = stripTypeScriptTypes(`async () => {\n${example}\nreturn ${shown};\n}`);
  const run = new Function(...Object.keys(given), `'use strict'; return (${code})();`);
  expect(await run(...Object.values(given))).toBeGreaterThan(0);
  for (const zaptec of opened) await Promise.all([zaptec.close(), clock.advanceBy(10_000)]);
  await emulator.stop();
  rmSync(folder, { recursive: true });
});
