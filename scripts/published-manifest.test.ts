import { expect, test } from 'vitest';
import { publishedManifest } from './published-manifest.ts';

const base = { name: '@fairlead/x', version: '0.1.0' };

test('every door leads to emitted JavaScript and its types', () => {
  const { exports } = publishedManifest({
    ...base,
    exports: { '.': './src/index.ts', './contract': './src/contract.ts' },
  });
  expect(exports).toEqual({
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './contract': { types: './dist/contract.d.ts', default: './dist/contract.js' },
  });
});

test('what only we need is left out, what users need is kept', () => {
  const published = publishedManifest({
    ...base,
    bin: { x: 'bin/x.js' },
    dependencies: { zod: '4.6.7' },
    devDependencies: { a: '1.0.0' },
    scripts: { a: 'b' },
  });
  expect(published).toEqual({ ...base, bin: { x: 'bin/x.js' }, dependencies: { zod: '4.6.7' }, exports: {} });
});

test('a door to something that is not emitted is an error', () => {
  expect(() => publishedManifest({ ...base, exports: { '.': './index.js' } })).toThrow('Failed to publish ./index.js');
});
