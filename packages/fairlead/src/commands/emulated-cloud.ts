// An emulator whose world outlives the process: read at the start, written every minute and at the end.
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import type { Terminal } from '../terminal.ts';
import { readWorld, writeWorld } from '../world-file.ts';

/** After a hard end (power, kill -9) at most this much of the world's life is lived again. */
const saveEveryMs = 60_000;

export interface EmulatedCloud {
  readonly emulator: Emulator;
  /** True when an earlier world goes on. */
  readonly continued: boolean;
  readonly worldFile: string;
  stop(): Promise<void>;
}

export async function startEmulatedCloud(
  options: { readonly dataDir: string; readonly emulator: EmulatorOptions },
  out: Terminal,
): Promise<EmulatedCloud> {
  const worldFile = join(options.dataDir, 'world.json');
  const snapshot = await readWorld(worldFile);
  const emulator = await startEmulator({ ...options.emulator, ...(snapshot ? { snapshot } : {}) });
  let writing = Promise.resolve();
  const save = (): Promise<void> => {
    writing = writing.then(() => writeWorld(worldFile, emulator.snapshot()));
    return writing;
  };
  try {
    // At once: a folder that cannot be written is said now, and a world killed young does not repeat its ids.
    await save();
  } catch (cause) {
    await emulator.stop();
    throw cause;
  }
  const saving = setInterval(() => {
    save().catch((error: Error) => {
      writing = Promise.resolve();
      out.complain(error.message);
    });
  }, saveEveryMs);
  return {
    emulator,
    continued: snapshot !== undefined,
    worldFile,
    async stop() {
      clearInterval(saving);
      try {
        await save();
      } finally {
        await emulator.stop();
      }
    },
  };
}
