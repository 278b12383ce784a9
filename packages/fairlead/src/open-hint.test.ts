import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHint } from './open-hint.ts';

const folder = join(import.meta.dirname, 'house');

test('the demo on its own port and folder needs no flags', () => {
  const gateway = { url: 'http://127.0.0.1:8700', dataDir: join(folder, '.fairlead/demo') };
  expect(openHint(gateway, folder)).toBe('npx fairlead open');
});

test('another port and another folder are said, the folder from where the person stands', () => {
  const gateway = { url: 'http://127.0.0.1:9000', dataDir: join(folder, '.fairlead/gateway') };
  expect(openHint(gateway, folder)).toBe('npx fairlead open --port 9000 --data-dir .fairlead/gateway');
});

test('a folder with a blank in its name is quoted', () => {
  const gateway = { url: 'http://127.0.0.1:8700', dataDir: join(folder, 'my data') };
  expect(openHint(gateway, folder)).toBe("npx fairlead open --data-dir 'my data'");
});
