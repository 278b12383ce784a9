// The emulated world between two starts: written on stop, and every minute against a hard end.
// Invariant: the file is replaced as a whole; a reader finds the old world or the new one, never half of one.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EmulatorSnapshot } from '@fairlead/emulator';
import { makeFolder } from '@fairlead/gateway/make-folder';
import { jsonPieces } from './json-pieces.ts';

export async function readWorld(path: string): Promise<EmulatorSnapshot | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WorldFileError(
      `Failed to read the emulated world from ${path}: ${(cause as Error).message}. Make it readable for this user, or choose another folder with --data-dir.`,
      { cause },
    );
  }
  let world: unknown;
  try {
    world = JSON.parse(text);
  } catch (cause) {
    throw damagedWorld(path, 'it is not JSON', cause);
  }
  if (typeof world !== 'object' || world === null) throw damagedWorld(path, 'it holds no world');
  return world as EmulatorSnapshot;
}

export async function writeWorld(path: string, snapshot: EmulatorSnapshot): Promise<void> {
  const draft = `${path}.new`;
  try {
    makeFolder(dirname(path));
    // In pieces, between which the doors answer.
    await writeFile(draft, jsonPieces(snapshot), { mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    throw unwritableWorld(path, cause);
  }
}

export function unwritableWorld(path: string, cause: unknown): WorldFileError {
  return new WorldFileError(
    `Failed to write the emulated world to ${path}: ${(cause as Error).message}. Check the folder, or choose another with --data-dir.`,
    { cause },
  );
}

/** The file is left as it is: it may be worth a look. */
export function damagedWorld(path: string, why: string, cause?: unknown): WorldFileError {
  return new WorldFileError(
    `Failed to read the emulated world from ${path}: ${why}. Move the file away to start with a new world.`,
    { cause },
  );
}

export class WorldFileError extends Error {
  override readonly name = 'WorldFileError';
  readonly code = 'world-file';
}
