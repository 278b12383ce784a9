// A folder with all of its parents, made one level at a time. A door of its own (`@fairlead/sdk/make-folder`) and without
// imports of ours, so that who needs no more loads no more.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * As `mkdirSync` with `recursive` and mode 0700, which never returns where the file system of an existing parent takes no
 * folder and says ENOENT (`/proc`; seen with Node 20 and 24).
 * @throws what the file system says
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    // Somebody else may have made it meanwhile.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
}
