import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { portability } from './portability.ts';

// Put together here, or this file would break the rule that it tests.
const home = ['', 'home', 'somebody', 'x.json'].join('/');
const registry = ['registry', 'npmjs', 'org'].join('.');

test('a path of one machine is refused', () => {
  expect(says(portability, { 'docs/a.md': `first\nsee \`${home}\`` })).toEqual([
    `docs/a.md:2 names ${['', 'home', 'somebody'].join('/')}, a path of one machine. ` +
      'Allowed: a path from the root of the repository, os.tmpdir(), or import.meta.dirname. Why: it exists on one machine only.',
  ]);
});

test('the host of a registry is refused', () => {
  const [found] = says(portability, { 'package-lock.json': `"resolved": "https://${registry}/x.tgz"` });
  expect(found).toContain(`names ${registry}, the host of a package registry`);
  expect(found).toContain('Allowed: the name and version of the package');
});

test('addresses and paths of the repository are free', () => {
  expect(
    says(portability, { 'docs/a.md': 'https://example.com/home/page, packages/home/src, /api/chargers, ./work/x' }),
  ).toEqual([]);
});
