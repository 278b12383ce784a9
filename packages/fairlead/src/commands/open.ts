// `fairlead open`: a new one-time link to the page of a gateway that runs on this machine.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { dataDirOption, demoDataDir, gatewayDataDir } from '../data-dir-option.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { portOption, ports } from '../port-option.ts';
import type { Terminal } from '../terminal.ts';

/** A gateway on the same machine answers in milliseconds. */
const answerWithinMs = 5_000;

export interface OpenFlags {
  readonly port: number;
  readonly dataDir: string;
}

export function openCommand(run: (flags: OpenFlags) => Promise<void>): Command {
  const existing =
    existsSync(join(gatewayDataDir, 'admin-key')) && !existsSync(join(demoDataDir, 'admin-key'))
      ? gatewayDataDir
      : demoDataDir;
  return new Command('open')
    .description('Print a new one-time link to the page of the gateway that runs on this machine.')
    .addOption(portOption('--port', "the gateway's HTTP port", ports.gateway, 'FAIRLEAD_PORT'))
    .addOption(dataDirOption(existing))
    .action((flags: OpenFlags) => run(flags));
}

export async function runOpen(flags: OpenFlags, out: Terminal): Promise<number> {
  const keyFile = join(flags.dataDir, 'admin-key');
  let key: string;
  try {
    key = readFileSync(keyFile, 'utf8').trim();
  } catch (cause) {
    out.complain(
      `Failed to open the page: ${keyFile} ${whyUnread(cause)}. Start the gateway first, or name its folder with --data-dir.`,
    );
    return exitCodes.failure;
  }
  const address = `http://127.0.0.1:${flags.port}`;
  const failed = (why: string, exitCode: ExitCode): ExitCode => {
    out.complain(`Failed to open the page: ${why}`);
    return exitCode;
  };
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${address}/v1/open-codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      redirect: 'manual',
      signal: systemClock.timeLimit(answerWithinMs),
    });
    text = await answer.text();
  } catch {
    return failed(
      `nothing answers at ${address}. Start the gateway, or name its port with --port.`,
      exitCodes.cannotReach,
    );
  }
  const url = urlIn(text);
  if (answer.ok && url !== null) {
    out.say(url);
    return exitCodes.ok;
  }
  if (answer.status === 401 || answer.status === 403)
    return failed(
      `the gateway at ${address} does not know the key in ${keyFile}. Name the folder of that gateway with --data-dir.`,
      exitCodes.refused,
    );
  return failed(
    `what answers at ${address} is no gateway, or one in trouble (status ${answer.status}). Name the gateway's port with --port.`,
    exitCodes.failure,
  );
}

function urlIn(text: string): string | null {
  try {
    const { url } = JSON.parse(text) as { url?: unknown };
    return typeof url === 'string' ? url : null;
  } catch {
    return null; // Not our JSON: the caller says that this is no gateway.
  }
}

function whyUnread(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
}
