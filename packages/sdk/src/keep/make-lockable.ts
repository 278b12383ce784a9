// A file that SQLite locks, made before SQLite does, so that nobody else may read it.
import { accessSync, closeSync, constants, openSync } from 'node:fs';

/**
 * Empty and of mode 0600 where it is missing. One that is there is looked at and not opened: closing it would give up the locks
 * that this process has on it (POSIX: fcntl), those of another connection to it, which goes on.
 *
 * @throws what the file system says, also where one that is there may not be written
 */
export function makeLockable(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    accessSync(file, constants.W_OK);
  }
}
