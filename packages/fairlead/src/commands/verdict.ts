// `fairlead verdict`: how what ran against an emulator stands with the policy, for a person and for CI.
import { Command } from 'commander';
import { askEmulator } from '../ask-emulator.ts';
import { type ControlFlags, controlOf, controlOptions } from '../control-options.ts';
import { type ExitCode, exitCodes, exitHelp } from '../exit-code.ts';
import { portOption, ports } from '../port-option.ts';
import type { Terminal } from '../terminal.ts';
import { type VerdictReport, verdictPage } from '../verdict-page.ts';

export interface VerdictFlags extends ControlFlags {
  readonly emulatorPort: number;
  readonly json?: boolean;
}

export function verdictCommand(run: (flags: VerdictFlags) => Promise<void>): Command {
  const command = new Command('verdict')
    .description('Say how what ran against the emulator stands with the Fair Use policy, clause by clause.')
    .addOption(portOption('--emulator-port', 'where the emulator is asked', ports.emulator, 'FAIRLEAD_EMULATOR_PORT'))
    .option('--json', 'print the whole report as JSON, for programs');
  for (const option of controlOptions) command.addOption(option);
  return command.addHelpText('after', help + exitHelp('verdict')).action((flags: VerdictFlags) => run(flags));
}

const help = `
It asks an emulator that runs on this machine ("fairlead emulator", or that of "fairlead demo"). All calls
since its start or its last reset count. Who asks again within 10 s is told the verdict of before.

Example:
  $ fairlead verdict && echo fair
`;

export async function runVerdict(flags: VerdictFlags, out: Terminal): Promise<ExitCode> {
  const failed = (why: string, exitCode: ExitCode): ExitCode => {
    out.complain(`Failed to tell the verdict: ${why}`);
    return exitCode;
  };
  const { control } = controlOf(flags);
  const port = control?.port ?? flags.emulatorPort;
  const address = `http://127.0.0.1:${port}`;
  const answer = await askEmulator({ port, key: control?.key, path: '/_emulator/findings' });
  if (answer === null)
    return failed(
      `nothing answers at ${address}. Start the emulator, or name its port with --emulator-port.`,
      exitCodes.cannotReach,
    );
  if (answer.status === 401 || answer.status === 403)
    return failed(
      `the control API at ${address} wants its key. Give it with --control-key-file, --control-key or FAIRLEAD_CONTROL_KEY.`,
      exitCodes.refused,
    );
  const report = reportIn(answer.text);
  if (answer.status !== 200 || report === null)
    return failed(
      `what answers at ${address} is no emulator, or one in trouble (status ${answer.status}). Name the emulator's port with --emulator-port.`,
      exitCodes.failure,
    );
  if (report.facts.calls === 0)
    return failed(`the emulator at ${address} has seen no call. Let the integration run first.`, exitCodes.failure);
  out.say(flags.json === true ? JSON.stringify(report, null, 2) : verdictPage(report));
  return report.verdicts.some(({ verdict }) => verdict === 'broken') ? exitCodes.policyBroken : exitCodes.ok;
}

/** Null where it is none. */
function reportIn(text: string): VerdictReport | null {
  try {
    const report = JSON.parse(text) as VerdictReport | null;
    return Array.isArray(report?.verdicts) && typeof report.facts?.calls === 'number' ? report : null;
  } catch {
    return null; // Not JSON: the caller says that this is no emulator.
  }
}
