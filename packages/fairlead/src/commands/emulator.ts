// `fairlead emulator`: the cloud alone, for whoever writes an integration in any language.
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Emulator } from '@fairlead/emulator';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ControlFlags, controlOf, controlOptions } from '../control-options.ts';
import { dataDirOption } from '../data-dir-option.ts';
import { exitCodes, exitHelp } from '../exit-code.ts';
import { type FleetFlags, type FleetSize, fleetOf, fleetOptions } from '../fleet-options.ts';
import { emulatorPortOptions } from '../port-option.ts';
import { lineOf, scenarioHelp, scenarioOf, scenarioOption } from '../scenario-option.ts';
import type { StopSignals } from '../signals.ts';
import { readSwitchFile, switchFileOption, switchOptions, turnedBy } from '../switch-options.ts';
import type { Terminal } from '../terminal.ts';
import { startEmulatedCloud } from './emulated-cloud.ts';

/** Beside these there is one for each switch, under the name that commander makes of its id. */
export interface EmulatorFlags extends FleetFlags, ControlFlags {
  readonly emulatorPort: number;
  readonly amqpPort: number;
  readonly amqpTlsPort: number;
  readonly dataDir: string;
  readonly seed?: number;
  readonly tempo: number;
  readonly ladder: 'forecast' | 'enforce';
  readonly switches?: string;
  readonly scenario?: string;
  readonly bind: string;
  readonly allowDemoPasswords?: true;
}

export function emulatorCommand(run: (flags: EmulatorFlags) => Promise<void>): Command {
  const command = new Command('emulator')
    .description('Run the emulated Zaptec cloud alone: HTTP and AMQP on loopback, living chargers, limits that bite.')
    .addOption(dataDirOption('.fairlead/emulator'))
    .addOption(new Option('--seed <n>', 'of a new world: same seed, same world (default: 1)').argParser(wholePositive))
    .addOption(
      new Option('--tempo <factor>', 'how much faster cars charge; clocks stay honest').default(1).argParser(positive),
    )
    .addOption(
      new Option('--ladder <mode>', 'forecast tells each caller how it stands; enforce shuts out who is suspended')
        .choices(['forecast', 'enforce'])
        .default('forecast'),
    )
    .addOption(new Option('--bind <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(new Option('--allow-demo-passwords', 'with --bind: other machines may log in with the public passwords'))
    .addOption(switchFileOption)
    .addOption(scenarioOption)
    .addHelpText('after', scenarioHelp())
    .addHelpText(
      'after',
      '\nThe real bus listens on 5671. A client that ignores the port it is told finds this one with --amqp-tls-port 5671,\nor with --amqp-port 5671 when it speaks without TLS.\n\nExample:\n  $ fairlead emulator\n  $ curl -A "my-app/1.0 (you@example.org)" -d grant_type=password -d username=owner@fairlead.test -d password=demo-owner http://127.0.0.1:8710/oauth/token\n',
    );
  for (const option of [...emulatorPortOptions, ...controlOptions, ...fleetOptions, ...switchOptions()])
    command.addOption(option);
  return command.addHelpText('after', exitHelp('emulator')).action((flags: EmulatorFlags) => run(flags));
}

export async function runEmulator(flags: EmulatorFlags, out: Terminal, signals: StopSignals): Promise<number> {
  const control = controlOf(flags);
  const fleet = fleetOf(flags);
  const switches = { ...(flags.switches ? await readSwitchFile(flags.switches) : {}), ...turnedBy(flags) };
  const scenario = flags.scenario === undefined ? undefined : await scenarioOf(flags.scenario);
  const cloud = await startEmulatedCloud(
    {
      dataDir: resolve(flags.dataDir),
      emulator: {
        httpPort: flags.emulatorPort,
        amqpPort: flags.amqpPort,
        amqpTlsPort: flags.amqpTlsPort,
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        tempo: flags.tempo,
        host: flags.bind,
        allowDemoPasswords: flags.allowDemoPasswords === true,
        ...control,
        ladder: flags.ladder,
        switches,
        ...(fleet ? { fleet } : {}),
      },
    },
    out,
  );
  const { emulator } = cloud;
  const busHost = new URL(emulator.url).hostname;
  const { owner, user } = emulator.accounts;
  const ignored = cloud.continued ? othersThan(emulator.world.origin(), { seed: flags.seed, fleet }) : null;
  out.say(`
The emulated cloud is running${cloud.continued ? ` and goes on with its earlier world${ignored === null ? '' : `, made of another ${ignored}`}` : ''}.

  API         ${emulator.url}   (instead of https://api.zaptec.com)
  Bus         amqp://${busHost}:${emulator.amqpPort}   with TLS: amqps://${busHost}:${emulator.amqpTlsPort}
  CA          ${cloud.caFile}   (new at each start; what a client with TLS trusts)
  Owner       ${owner.username} / ${owner.password}
  Control     ${controlNote(emulator.controlUrl, control.control?.key !== undefined)}
  User group  ${owner.userGroupIds.join(', ')}
  Plain user  ${user.username} / ${user.password}
  World       ${cloud.worldFile}${ignored === null ? '' : ` (for another ${ignored} move the file away, or give another --data-dir)`}
  Ladder      ${flags.ladder}${switchNote(switches)}

  Try         curl -A 'my-app/1.0 (you@example.org)' -d grant_type=password -d username=${owner.username} -d password=${owner.password} ${emulator.url}/oauth/token

Stop with Ctrl-C; the next start goes on where this one ended.
`);
  emulator.scenario.onLine((line) => out.say(lineOf(line)));
  if (scenario !== undefined) emulator.scenario.start(scenario);
  await signals.requested;
  out.say('Stopping …');
  await cloud.stop();
  return exitCodes.ok;
}

function controlNote(url: string | null, withKey: boolean): string {
  if (url === null) return 'none, since other machines reach this address; --control-port and a key open it';
  return `${url}/openapi.json${withKey ? '   (with the key: Authorization: Bearer …)' : ''}`;
}

/** What was asked for and an earlier world is not made of, in words; null when there is nothing. */
function othersThan(
  origin: ReturnType<Emulator['world']['origin']>,
  asked: { readonly seed: number | undefined; readonly fleet: FleetSize | undefined },
): string | null {
  const others = [
    ...(asked.seed === undefined || asked.seed === origin.seed ? [] : ['seed']),
    ...(asked.fleet === undefined || isDeepStrictEqual(asked.fleet, origin.fleet) ? [] : ['fleet']),
  ];
  return others.length === 0 ? null : others.join(' and ');
}

function switchNote(switches: Readonly<Record<string, unknown>>): string {
  const turned = Object.entries(switches).map(([id, value]) => `${id}=${value}`);
  return turned.length === 0 ? '' : `\n  Switches    ${turned.join(', ')}`;
}

function wholePositive(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('A number above 0 is needed.');
}
