// `fairlead demo`: the emulated cloud, the gateway connected to it by HTTP and AMQP, and the live page, in one process.
import type { Gateway } from '@fairlead/gateway';
import { Command } from 'commander';
import { dashboardFiles } from '../dashboard-files.ts';
import { dataDirOption, demoDataDir } from '../data-dir-option.ts';
import { exitCodes, exitHelp } from '../exit-code.ts';
import { settledOrStopped } from '../first-contact.ts';
import { openHint } from '../open-hint.ts';
import { emulatorPortOptions, portOption, ports } from '../port-option.ts';
import { shownPath } from '../shown-path.ts';
import type { StopSignals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { type EmulatedCloud, startEmulatedCloud } from './emulated-cloud.ts';

export interface DemoFlags {
  readonly port: number;
  readonly emulatorPort: number;
  readonly amqpPort: number;
  readonly amqpTlsPort: number;
  readonly dataDir: string;
}

/** The first lists are in after about two seconds; past this the summary is printed with what is missing. */
const settledWithinMs = 15_000;

export function demoCommand(run: (flags: DemoFlags) => Promise<void>): Command {
  const command = new Command('demo')
    .description('Run everything on this machine, without an account: emulated cloud, gateway and live page.')
    .addOption(portOption('--port', "the gateway's HTTP port", ports.gateway, 'FAIRLEAD_PORT'))
    .addOption(dataDirOption(demoDataDir));
  for (const option of emulatorPortOptions) command.addOption(option);
  return command.addHelpText('after', exitHelp('demo')).action((flags: DemoFlags) => run(flags));
}

export async function runDemo(flags: DemoFlags, out: Terminal, signals: StopSignals): Promise<number> {
  const dashboardDir = await dashboardFiles(out.say);
  const cloud = await startEmulatedCloud(
    {
      dataDir: flags.dataDir,
      emulator: {
        fleet: 'demo',
        httpPort: flags.emulatorPort,
        amqpPort: flags.amqpPort,
        amqpTlsPort: flags.amqpTlsPort,
      },
    },
    out,
  );
  let gateway: Gateway;
  try {
    gateway = await openHouse(flags, cloud, dashboardDir);
  } catch (cause) {
    await cloud.stop();
    throw cause;
  }
  try {
    const contact = await settledOrStopped(gateway, signals, settledWithinMs);
    if (contact.kind === 'settled') out.say(summary(flags, cloud, gateway, contact.trouble));
    await signals.requested;
    out.say('Stopping …');
  } finally {
    await gateway.close();
    await cloud.stop();
  }
  out.say('Stopped. The next start goes on where this one ended.');
  return exitCodes.ok;
}

async function openHouse(flags: DemoFlags, cloud: EmulatedCloud, dashboardDir: string | null): Promise<Gateway> {
  // Here, not above: the other commands start sooner, and weigh less, without the gateway.
  const { startGateway } = await import('@fairlead/gateway');
  const { owner } = cloud.emulator.accounts;
  return startGateway({
    config: {
      port: flags.port,
      dataDir: flags.dataDir,
      demo: true,
      logLevel: 'warn',
      accounts: [{ id: 'main', baseUrl: cloud.emulator.url, userGroupIds: [...owner.userGroupIds] }],
    },
    credentials: { main: { read: async () => ({ username: owner.username, password: owner.password }) } },
    dashboardDir,
    onPageOpened: () => cloud.emulator.world.notice(),
  });
}

function summary(flags: DemoFlags, cloud: EmulatedCloud, gateway: Gateway, trouble: string | null): string {
  const dir = shownPath(flags.dataDir);
  const { owner } = cloud.emulator.accounts;
  return `
Fairlead is running${cloud.continued ? ' and goes on where it was stopped' : ''}: an emulated cloud, the gateway, and a live page.
${trouble === null ? '' : `\n  Not ready   ${trouble}\n`}
  Page        ${gateway.openUrl()}
              (this link opens once, within 5 minutes; "${openHint({ url: gateway.url, dataDir: flags.dataDir })}" prints a new one)
  Drop-in API ${gateway.url}   (for apps that speak to https://api.zaptec.com; log in as demo-app / flk_demo-app-key)
  Try         curl -H "Authorization: Bearer $(cat ${shownPath(gateway.adminKeyFile)})" ${gateway.url}/v1/chargers
  Cloud       ${cloud.emulator.url}   (emulated; ${owner.username} / ${owner.password}, user group ${owner.userGroupIds.join(', ')})
  Data        ${dir}

Stop with Ctrl-C.
`;
}
