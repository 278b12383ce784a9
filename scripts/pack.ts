// `npm run pack -- <folder>`: the tarballs that would be published, in `dist/` when no folder is named.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packPackages } from './pack-packages.ts';
import { root } from './repository.ts';

const [named] = process.argv.slice(2);
const destination = named === undefined ? join(root, 'dist') : resolve(named);
await mkdir(destination, { recursive: true });
for (const tarball of await packPackages(destination)) console.log(tarball);
