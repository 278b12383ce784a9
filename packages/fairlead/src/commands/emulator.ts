// `fairlead emulator`: the cloud alone, for whoever writes an integration in any language.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { dataDirOption } from '../data-dir-option.ts';
import { exitCodes } from '../exit-code.ts';
import { emulatorPortOptions } from '../port-option.ts';
import type { StopSignals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { startEmulatedCloud } from './emulated-cloud.ts';

export interface EmulatorFlags {
  readonly emulatorPort: number;
  readonly amqpPort: number;
  readonly amqpTlsPort: number;
  readonly dataDir: string;
  readonly seed: number;
  readonly tempo: number;
}

export function emulatorCommand(run: (flags: EmulatorFlags) => Promise<void>): Command {
  const command = new Command('emulator')
    .description('Run the emulated Zaptec cloud alone: HTTP and AMQP on loopback, living chargers, limits that bite.')
    .addOption(dataDirOption('.fairlead/emulator'))
    .addOption(new Option('--seed <n>', 'same seed, same world').default(1).argParser(positive))
    .addOption(
      new Option('--tempo <factor>', 'how much faster cars charge; clocks stay honest').default(1).argParser(positive),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ fairlead emulator\n  $ curl -d grant_type=password -d username=owner@fairlead.test -d password=demo-owner http://127.0.0.1:8710/oauth/token\n',
    );
  for (const option of emulatorPortOptions) command.addOption(option);
  return command.action((flags: EmulatorFlags) => run(flags));
}

export async function runEmulator(flags: EmulatorFlags, out: Terminal, signals: StopSignals): Promise<number> {
  const cloud = await startEmulatedCloud(
    {
      dataDir: resolve(flags.dataDir),
      emulator: {
        httpPort: flags.emulatorPort,
        amqpPort: flags.amqpPort,
        amqpTlsPort: flags.amqpTlsPort,
        seed: flags.seed,
        tempo: flags.tempo,
      },
    },
    out,
  );
  const { emulator } = cloud;
  const { owner, user } = emulator.accounts;
  out.say(`
The emulated cloud is running${cloud.continued ? ' and goes on with its earlier world' : ''}.

  API         ${emulator.url}   (instead of https://api.zaptec.com)
  Bus         amqp://127.0.0.1:${emulator.amqpPort}   with TLS: amqps://127.0.0.1:${emulator.amqpTlsPort}
  Owner       ${owner.username} / ${owner.password}
  User group  ${owner.userGroupIds.join(', ')}
  Plain user  ${user.username} / ${user.password}
  World       ${cloud.worldFile}

  Try         curl -d grant_type=password -d username=${owner.username} -d password=${owner.password} ${emulator.url}/oauth/token

Stop with Ctrl-C; the next start goes on where this one ended.
`);
  await signals.requested;
  out.say('Stopping …');
  await cloud.stop();
  return exitCodes.ok;
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('A number above 0 is needed.');
}
