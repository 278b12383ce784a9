// The command line as a person meets it: run inside this process, or as a process of its own.
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'fairlead';
import { vi } from 'vitest';
import { type RunningCommand, runningCommand } from './running-command.ts';

export const launcher = join(import.meta.dirname, '..', 'packages', 'fairlead', 'bin', 'fairlead.js');
type Variables = Readonly<Record<string, string | undefined>>;
/** Whoever calls the real cloud says who they are; these tests never reach it. */
const contact: Variables = { FAIRLEAD_CONTACT: 'tests@fairlead.test' };

export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command that ends by itself, in this process (a second less than a new one), and takes what it writes. */
export async function fairlead(args: readonly string[], env: Variables = {}): Promise<Said> {
  let out = '';
  let err = '';
  const outs = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const errs = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  for (const [name, value] of Object.entries({ ...noSettings(), ...contact, ...env })) vi.stubEnv(name, value);
  try {
    const exitCode = await main(args);
    return { exitCode, out, err };
  } finally {
    vi.unstubAllEnvs();
    outs.mockRestore();
    errs.mockRestore();
  }
}

/** Starts a command as a process of its own, with none of this process's settings. */
export function startFairlead(args: readonly string[], env: Variables = {}, folder = emptyFolder()): RunningCommand {
  return runningCommand(process.execPath, [launcher, ...args], {
    folder,
    env: { ...noSettings(), ...contact, ...env },
  });
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'fairlead-command-'));
}

/** Ports that are free now, for settings that must be told apart. */
export async function freePorts(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const found = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return String((server.address() as AddressInfo).port);
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}

function noSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('FAIRLEAD_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
