// `fairlead open`: a new one-time link to the page of a gateway that runs on this machine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { askGateway } from '../ask-gateway.ts';
import { dataDirOption, demoDataDir, gatewayDataDir } from '../data-dir-option.ts';
import { type ExitCode, exitCodes, exitHelp } from '../exit-code.ts';
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
    .addHelpText('after', exitHelp('open'))
    .action((flags: OpenFlags) => run(flags));
}

export async function runOpen({ port, dataDir }: OpenFlags, out: Terminal): Promise<ExitCode> {
  const failed = (why: string, exitCode: ExitCode): ExitCode => {
    out.complain(`Failed to open the page: ${why}`);
    return exitCode;
  };
  const answer = await askGateway({ port, dataDir, method: 'POST', path: '/v1/open-codes' });
  switch (answer.kind) {
    case 'no-key':
      return failed(
        `${answer.keyFile} ${answer.why}. Start the gateway first, or name its folder with --data-dir.`,
        exitCodes.failure,
      );
    case 'nobody':
      return failed(
        `nothing answers at ${answer.address}. Start the gateway, or name its port with --port.`,
        exitCodes.cannotReach,
      );
    case 'answered': {
      const { address, keyFile, status, body } = answer;
      const url = urlIn(body);
      if (status === 200 && url !== null) {
        out.say(url);
        return exitCodes.ok;
      }
      if (status === 401 || status === 403)
        return failed(
          `the gateway at ${address} does not know the key in ${keyFile}. Name the folder of that gateway with --data-dir.`,
          exitCodes.refused,
        );
      return failed(
        `what answers at ${address} is no gateway, or one in trouble (status ${status}). Name the gateway's port with --port.`,
        exitCodes.failure,
      );
    }
  }
}

function urlIn(body: unknown): string | null {
  const { url } = (body ?? {}) as { url?: unknown };
  return typeof url === 'string' ? url : null;
}
