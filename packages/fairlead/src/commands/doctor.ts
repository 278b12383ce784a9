// `fairlead doctor`: what the account can do, what is missing, whom to ask. Looks with what `fairlead up` would use.
import { Command } from 'commander';
import { askGateway } from '../ask-gateway.ts';
import { dataDirOption, gatewayDataDir } from '../data-dir-option.ts';
import { type ExitCode, exitCodes, exitHelp } from '../exit-code.ts';
import { findingsPage } from '../findings-page.ts';
import { portOption, ports } from '../port-option.ts';
import type { StopSignals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { accountHelp } from './up.ts';

export interface DoctorFlags {
  readonly port: number;
  readonly dataDir: string;
  readonly json?: boolean;
}

export function doctorCommand(run: (flags: DoctorFlags) => Promise<void>): Command {
  return new Command('doctor')
    .description('Say what the account can do, what is missing, and whom to ask.')
    .addOption(portOption('--port', 'where a gateway that runs is asked', ports.gateway, 'FAIRLEAD_PORT'))
    .addOption(dataDirOption(gatewayDataDir))
    .option('--json', 'print the findings as JSON, for programs')
    .addHelpText('after', help + exitHelp('doctor'))
    .action((flags: DoctorFlags) => run(flags));
}

const help = `
It looks with the login, folder and address that "fairlead up" would use: one login at most, and no read
before its time. What it reads is kept for the next start. Where a gateway runs in the folder, that one is
asked, and the cloud is not.
${accountHelp}
Example:
  $ fairlead doctor --json
`;

export async function runDoctor(
  { json = false, ...flags }: DoctorFlags,
  out: Terminal,
  signals: StopSignals,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const { consultDoctor, doctorViewIn, isFolderHeld, readConfig } = await import('@fairlead/gateway');
  // It follows the account already, with a login of its own: neither is needed then.
  const answer = isFolderHeld(flags.dataDir) ? await askGateway({ ...flags, method: 'GET', path: '/v1/doctor' }) : null;
  let found = answer?.kind === 'answered' ? doctorViewIn(answer.body) : null;
  if (found === null) {
    const config = readConfig({ flags, env });
    if (!json) out.complain('Looking, which takes some seconds …');
    const stop = new AbortController();
    signals.requested.then(() => stop.abort());
    found = await consultDoctor({ config, env, signal: stop.signal });
    if (stop.signal.aborted) {
      out.complain('Stopped; what was read is kept for the next look.');
      return exitCodes.failure;
    }
  }
  out.say(json ? JSON.stringify(found, null, 2) : findingsPage(found));
  return found.level === 'problem' ? exitCodes.failure : exitCodes.ok;
}
