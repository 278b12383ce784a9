// `fairlead up`: the gateway alone, for a real account or an emulator that runs elsewhere.

import type { Gateway, GatewayConfig } from '@fairlead/gateway';
import { Command } from 'commander';
import { dashboardFiles } from '../dashboard-files.ts';
import { dataDirOption, gatewayDataDir } from '../data-dir-option.ts';
import { exitCodes, exitHelp } from '../exit-code.ts';
import { settledOrStopped } from '../first-contact.ts';
import { openHint } from '../open-hint.ts';
import { portOption, ports } from '../port-option.ts';
import { shownPath } from '../shown-path.ts';
import type { StopSignals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

export interface UpFlags {
  readonly port: number;
  readonly dataDir: string;
  readonly host?: string;
  readonly allowRemote?: boolean;
  readonly logLevel?: string;
  readonly publicHosts?: readonly string[];
}

export function upCommand(run: (flags: UpFlags) => Promise<void>): Command {
  return new Command('up')
    .description('Run the gateway: one well-behaved connection to the cloud for any number of local apps.')
    .addOption(portOption('--port', 'HTTP port', ports.gateway, 'FAIRLEAD_PORT'))
    .addOption(dataDirOption(gatewayDataDir))
    .option('--host <address>', 'address to listen on (default: 127.0.0.1, env: FAIRLEAD_HOST)')
    .option(
      '--allow-remote',
      'listen on an address that other machines reach; put TLS in front (env: FAIRLEAD_ALLOW_REMOTE)',
    )
    .option(
      '--public-hosts <names>',
      'further Host names that are answered, comma-separated, for a proxy in front (env: FAIRLEAD_PUBLIC_HOSTS)',
      (names: string) => names.split(',').map((name) => name.trim()),
    )
    .option('--log-level <level>', 'silent, error, warn, info or debug (default: info, env: FAIRLEAD_LOG_LEVEL)')
    .addHelpText('after', environmentHelp + exitHelp('up'))
    .action((flags: UpFlags) => run(flags));
}

/** A good start takes two to three seconds; a person does not wait much longer for a word. */
const settledWithinMs = 6_000;

/** For every command that needs the account. */
export const accountHelp = `
The account comes from the environment, and stays in memory:
  FAIRLEAD_CONTACT           where the cloud can reach you: a web address or an e-mail; sent with every call
  FAIRLEAD_USERNAME          the account's own user name
  FAIRLEAD_PASSWORD          its password
  FAIRLEAD_CREDENTIALS_FILE  or a file (mode 0600) with both
  FAIRLEAD_USER_GROUP_IDS    user groups whose service bus is read, comma-separated (the portal shows them)
  FAIRLEAD_DETECT_SHARED_SUBSCRIPTION
                             false: gaps in its messages' numbers do not mean that somebody else reads a subscription
  FAIRLEAD_BASE_URL          the cloud (default https://api.zaptec.com); http only for loopback
`;

const environmentHelp = `${accountHelp}
Example, against an emulator that runs beside it:
  $ FAIRLEAD_BASE_URL=http://127.0.0.1:8710 FAIRLEAD_USERNAME=owner@fairlead.test FAIRLEAD_PASSWORD=demo-owner fairlead up
`;

export async function runUp(
  flags: UpFlags,
  out: Terminal,
  signals: StopSignals,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  // Here, not above: the other commands start sooner, and weigh less, without the gateway.
  const { credentialsFrom, readConfig, startGateway } = await import('@fairlead/gateway');
  const config = readConfig({ flags: { ...flags }, env });
  // Without a login there is nothing to connect with; a login that the cloud refuses leaves what was stored to serve.
  for (const account of config.accounts) await credentialsFrom(account.credentials, env).read();
  const dashboardDir = await dashboardFiles(out.say);
  const gateway = await startGateway({ config, env, dashboardDir });
  try {
    const contact = await settledOrStopped(gateway, signals, settledWithinMs);
    if (contact.kind === 'settled') out.say(summary(gateway, config, contact.trouble));
    await signals.requested;
    out.say('Stopping …');
  } finally {
    await gateway.close();
  }
  out.say('Stopped.');
  return exitCodes.ok;
}

function summary(gateway: Gateway, { accounts, dataDir }: GatewayConfig, trouble: string | null): string {
  const clouds = [...new Set(accounts.map(({ baseUrl }) => baseUrl))].join(', ');
  return `
${trouble === null ? 'The gateway is running and follows the cloud.' : notConnected(trouble)}

  Cloud       ${clouds}
  Page        ${gateway.openUrl()}
              (this link opens once, within 5 minutes; "${openHint({ url: gateway.url, dataDir })}" prints a new one)
  Drop-in API ${gateway.url}   (for apps that speak to https://api.zaptec.com; each needs a key of its own)
  New key     curl -X POST -H "Authorization: Bearer $(cat ${shownPath(gateway.adminKeyFile)})" -H 'content-type: application/json' \\
                -d '{"name":"my-app","scopes":["read","command"]}' ${gateway.url}/v1/apps
  Data        ${shownPath(dataDir)}

Stop with Ctrl-C.
`;
}

function notConnected(trouble: string): string {
  return `The gateway is running, but not connected: what was stored before is served, with its age.

  Trouble     ${trouble}`;
}
