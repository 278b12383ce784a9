import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { message } from '../rule.ts';
import { lockFile, missingFromLock } from './lock-file.ts';

const locked = (packages: Record<string, unknown>) =>
  says(lockFile, { 'package-lock.json': JSON.stringify({ packages }, null, 1) });

test('a download address is refused at its package', () => {
  expect(
    locked({ '': {}, 'node_modules/zod': { resolved: 'https://example.com/zod.tgz', integrity: 'sha512-x' } }),
  ).toEqual([
    'package-lock.json:4 tells where node_modules/zod is downloaded from. ' +
      'Allowed: no `resolved`: .npmrc says omit-lockfile-registry-resolved=true; delete the lock file and run npm install. ' +
      'Why: behind a mirror or without a network the address is another one.',
  ]);
});

test('a package without a hash is refused; our own rooms need none', () => {
  expect(locked({ 'node_modules/zod': {} })[0]).toContain('has no hash for node_modules/zod. Allowed: the `integrity`');
  expect(
    locked({ 'packages/sdk': {}, 'node_modules/@fairlead/sdk': { resolved: 'packages/sdk', link: true } }),
  ).toEqual([]);
});

test('no lock file at all is refused', () => {
  expect(says(lockFile, {})[0]).toContain('package-lock.json:1 is not there');
});

test("what npm ci misses is told with npm's own words", () => {
  const [found] = missingFromLock('npm error code EUSAGE\nnpm error Missing: @x/binding@1.2.3 from lock file\n').map(
    message,
  );
  expect(found).toContain('package-lock.json:1 is not whole (Missing: @x/binding@1.2.3 from lock file)');
  expect(found).toContain('Allowed: a version whose platform packages all exist');
  expect(missingFromLock('\nup to date in 1s\n')).toEqual([]);
});
