// `npm run docs` writes the generated pages; with `--check` it says which are stale, and writes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages, stalePages } from './stale-pages.ts';

const root = dirname(import.meta.dirname);

if (process.argv.includes('--check')) {
  const there = Object.keys(generatedPages).filter((path) => existsSync(join(root, path)));
  const texts = new Map(there.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  for (const sentence of stalePages(texts)) {
    console.error(sentence);
    process.exitCode = 1;
  }
} else
  for (const [path, write] of Object.entries(generatedPages)) {
    const found = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
    writeFileSync(join(root, path), write(found));
  }
