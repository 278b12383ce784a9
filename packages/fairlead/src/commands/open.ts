// `fairlead open`: a new one-time link to the page of a gateway that runs on this machine.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { dataDirOption, demoDataDir, gatewayDataDir } from '../data-dir-option.ts';
import { exitCodes } from '../exit-code.ts';
import { portOption, ports } from '../port-option.ts';
import type { Terminal } from '../terminal.ts';

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
  let answer: Response;
  try {
    answer = await fetch(`${address}/v1/open-codes`, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  } catch {
    out.complain(
      `Failed to open the page: nothing answers at ${address}. Is the gateway running? Name its port with --port.`,
    );
    return exitCodes.cannotReach;
  }
  if (!answer.ok) {
    out.complain(
      `Failed to open the page: the gateway at ${address} does not know the key in ${keyFile} (status ${answer.status}). Name the folder of that gateway with --data-dir.`,
    );
    return exitCodes.refused;
  }
  const { url } = (await answer.json()) as { url: string };
  out.say(url);
  return exitCodes.ok;
}

function whyUnread(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
}
