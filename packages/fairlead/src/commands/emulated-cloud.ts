// An emulator whose world outlives the process: read at the start, written every minute and at the end.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, EmulatorError, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { systemClock } from '../clock.ts';
import type { Terminal } from '../terminal.ts';
import { damagedWorld, readWorld, writeWorld } from '../world-file.ts';
import { lockWorld } from '../world-lock.ts';

/**
 * After a hard end (power, kill -9) at most this much of the world's life is lost; going on, the emulator makes good for
 * up to twice that, so that no meter falls.
 */
const saveEveryMs = 60_000;

const ofSavedWorld: ReadonlySet<string> = new Set(['bad-snapshot', 'unreadable-snapshot']);

export interface EmulatedCloud {
  readonly emulator: Emulator;
  /** True when an earlier world goes on. */
  readonly continued: boolean;
  readonly worldFile: string;
  /** PEM of the CA that signed the TLS certificate of this start: what a client is told to trust. */
  readonly caFile: string;
  stop(): Promise<void>;
}

interface Start {
  readonly dataDir: string;
  readonly emulator: EmulatorOptions;
}

export async function startEmulatedCloud(start: Start, out: Terminal): Promise<EmulatedCloud> {
  const unlock = await lockWorld(join(start.dataDir, 'world.json'));
  try {
    const cloud = await startLocked(start, out);
    return { ...cloud, stop: () => cloud.stop().finally(unlock) };
  } catch (cause) {
    unlock();
    throw cause;
  }
}

async function startLocked(options: Start, out: Terminal): Promise<EmulatedCloud> {
  const worldFile = join(options.dataDir, 'world.json');
  const caFile = join(options.dataDir, 'ca.pem');
  const snapshot = await readWorld(worldFile);
  const emulator = await startEmulator({ ...options.emulator, ...(snapshot ? { snapshot } : {}) }).catch((cause) => {
    throw cause instanceof EmulatorError && ofSavedWorld.has(cause.code)
      ? damagedWorld(worldFile, 'it is damaged, or another version wrote it', cause)
      : cause;
  });
  let writing = Promise.resolve();
  const save = (): Promise<void> => {
    writing = writing.then(() => writeWorld(worldFile, emulator.snapshot()));
    return writing;
  };
  try {
    // At once: a folder that cannot be written is said now, and a world killed young does not repeat its ids.
    await save();
    await writeFile(caFile, emulator.caPem ?? '');
  } catch (cause) {
    await emulator.stop();
    throw cause;
  }
  const stopSaving = systemClock.every(saveEveryMs, () => {
    save().catch((error: Error) => {
      writing = Promise.resolve();
      out.complain(error.message);
    });
  });
  return {
    emulator,
    continued: snapshot !== undefined,
    worldFile,
    caFile,
    async stop() {
      stopSaving();
      // The world stands still before it is written: nothing is told afterwards that the next start does not know.
      try {
        await emulator.stop();
      } finally {
        await save();
      }
    },
  };
}
