// One emulator per folder: two would write each other's world and CA away.
// Invariant: the lock is the operating system's (an open exclusive transaction on a file of its own), so that it ends with
// the process however that ends.
import { dirname } from 'node:path';
import { makeFolder } from '@fairlead/gateway/make-folder';
import { unwritableWorld, WorldFileError } from './world-file.ts';

const sqliteBusy = 5;

/** Takes the lock of the world in `worldFile`; the answer gives it back. Makes the folder where there is none. */
export async function lockWorld(worldFile: string): Promise<() => void> {
  const { DatabaseSync } = await import('node:sqlite');
  const folder = dirname(worldFile);
  let lock: InstanceType<typeof DatabaseSync> | undefined;
  try {
    makeFolder(folder);
    const held = new DatabaseSync(`${worldFile}.lock`, { timeout: 0 });
    lock = held;
    held.exec('BEGIN EXCLUSIVE');
    return () => held.close();
  } catch (cause) {
    lock?.close();
    if ((cause as { errcode?: unknown }).errcode !== sqliteBusy) throw unwritableWorld(worldFile, cause);
    throw new WorldFileError(
      `Failed to open the emulated world in ${folder}: another emulator is using it. Stop that one, or choose another folder with --data-dir.`,
      { cause },
    );
  }
}
