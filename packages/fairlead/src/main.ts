// The command line. Composes emulator and gateway; everything they do is theirs.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { demoCommand, runDemo } from './commands/demo.ts';
import { doctorCommand, runDoctor } from './commands/doctor.ts';
import { emulatorCommand, runEmulator } from './commands/emulator.ts';
import { openCommand, runOpen } from './commands/open.ts';
import { runUp, upCommand } from './commands/up.ts';
import { runVerdict, verdictCommand } from './commands/verdict.ts';
import { exitCodeOf, exitCodes, exitCodesHelp, sentenceOf } from './exit-code.ts';
import { type StopSignals, stopSignals } from './signals.ts';
import { type Terminal, terminal } from './terminal.ts';

/** Runs one command and resolves with its exit code; never rejects. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  const out = terminal(process);
  let exitCode: number = exitCodes.ok;
  const program = programOf(out, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    out.complain(sentenceOf(error));
    return exitCodeOf(error);
  }
}

function programOf(out: Terminal, ended: (code: number) => void): Command {
  const stoppable = async (run: (signals: StopSignals) => Promise<number>): Promise<void> => {
    const signals = stopSignals(process);
    try {
      ended(await run(signals));
    } finally {
      signals.dispose();
    }
  };
  const program = new Command('fairlead')
    .description(
      'Fair use of the Zaptec EV-charger cloud: an emulated cloud, a gateway for your apps, and a live page.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .showSuggestionAfterError()
    .addHelpText('after', exitCodesHelp)
    .addCommand(demoCommand((flags) => stoppable((signals) => runDemo(flags, out, signals))))
    .addCommand(upCommand((flags) => stoppable((signals) => runUp(flags, out, signals, process.env))))
    .addCommand(emulatorCommand((flags) => stoppable((signals) => runEmulator(flags, out, signals))))
    .addCommand(doctorCommand((flags) => stoppable((signals) => runDoctor(flags, out, signals, process.env))))
    .addCommand(verdictCommand(async (flags) => ended(await runVerdict(flags, out))))
    .addCommand(openCommand(async (flags) => ended(await runOpen(flags, out))));
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .helpOption('--help', 'show this help')
      .showSuggestionAfterError()
      .showHelpAfterError(
        `Run "${command === program ? '' : 'fairlead '}${command.name()} --help" to see what it takes.`,
      );
  return program;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
