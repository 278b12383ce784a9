// Every setting of the gateway, once: validation, `--help`, the docs page and the environment all read this table.
// Invariant: nothing else in this room reads the environment.
import { z } from 'zod';
import { GatewayError } from './gateway-error.ts';

const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

const accountId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use 1 to 32 lower-case letters, digits and hyphens');

/** Where an account's user name and password come from; they stay in memory. */
const credentialsSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('env'),
    usernameVariable: z.string().default('FAIRLEAD_USERNAME'),
    passwordVariable: z.string().default('FAIRLEAD_PASSWORD'),
  }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
]);
export type CredentialsSource = z.output<typeof credentialsSource>;

const flag = z.preprocess(
  (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
  z.boolean(),
);

const account = z.strictObject({
  id: accountId.default('main').describe('Name of the account in every table, metric and event.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.zaptec.com')
    .describe('Address of the cloud.'),
  userGroupIds: z
    .array(z.uuid())
    .max(64)
    .refine((ids) => new Set(ids.map((id) => id.toLowerCase())).size === ids.length, 'a user group is named twice')
    .default([])
    .describe('User groups whose bus is read; the portal shows them, no call tells them.'),
  detectSharedSubscription: flag
    .default(true)
    .describe(
      'Whether gaps in the numbers of its messages mean that somebody else reads a subscription; off where a bus numbers them in another way.',
    ),
  credentials: credentialsSource
    .default({ kind: 'env', usernameVariable: 'FAIRLEAD_USERNAME', passwordVariable: 'FAIRLEAD_PASSWORD' })
    .describe('Where user name and password are read from when a login is due.'),
});
export type AccountConfig = z.output<typeof account>;

export const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.coerce.number().int().min(0).max(65_535).default(8700).describe('HTTP port; 0 picks a free one.'),
  allowRemote: flag.default(false).describe('Listen on an address that other machines reach. Put TLS in front.'),
  publicHosts: z
    .array(z.string().min(1))
    .max(16)
    .default([])
    .describe('Further Host names (with port) that are answered, for a proxy in front.'),
  dataDir: z.string().min(1).default('.fairlead/gateway').describe('Folder of the store and the keys.'),
  contact: z
    .string()
    .regex(/^([\x21-\x27\x2a-\x7e]{3,200})?$/, 'give an address without spaces or brackets')
    .default('')
    .describe('Where the cloud can reach whoever runs this: a web address or an e-mail. Sent with every call to it.'),
  demo: flag.default(false).describe('Accept the public key of the app `demo-app`.'),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info').describe('How much is logged.'),
  journalDays: z.coerce.number().int().min(1).max(366).default(30).describe('Days for which calls are kept.'),
  journalFacts: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(5_000_000)
    .default(200_000)
    .describe('Calls and stream events kept at most (about 0.6 kB each).'),
  commandDays: z.coerce.number().int().min(1).max(366).default(90).describe('Days for which ended commands are kept.'),
  commandRows: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(1_000_000)
    .default(50_000)
    // 50,000 x 0.4 kB are 20 MB: more than 500 commands a day for 90 days.
    .describe('Ended commands kept at most (about 0.4 kB each).'),
  auditDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_660)
    .default(366)
    .describe('Days for which administrative acts are kept.'),
  accounts: z
    .array(account)
    .min(1)
    .max(16)
    .default([account.parse({})])
    .describe('Accounts of the cloud.'),
});
export type GatewayConfig = z.output<typeof configSchema>;
export type GatewayConfigInput = z.input<typeof configSchema>;
export type ConfigKey = keyof GatewayConfig;

export interface Setting {
  readonly key: ConfigKey;
  /** Environment variable; null for what only a file or the program can say. */
  readonly env: string | null;
  /** Command-line flag. */
  readonly flag: string | null;
  readonly unit: string | null;
  readonly default: unknown;
  readonly description: string;
}

const units: Partial<Record<ConfigKey, string>> = {
  journalDays: 'days',
  commandDays: 'days',
  auditDays: 'days',
  journalFacts: 'facts',
  commandRows: 'commands',
};

/** Neither a variable nor a flag: accounts are a list, and the demo's public key is for the program `demo` alone. */
const programOnly: ReadonlySet<ConfigKey> = new Set(['accounts', 'demo']);

/** The table of all settings, in the order of the schema. */
export const settings: readonly Setting[] = (Object.keys(configSchema.shape) as ConfigKey[]).map((key) => ({
  key,
  env: programOnly.has(key) ? null : `FAIRLEAD_${spaced(key, '_').toUpperCase()}`,
  flag: programOnly.has(key) ? null : `--${spaced(key, '-')}`,
  unit: units[key] ?? null,
  default: configSchema.shape[key].parse(undefined),
  description: configSchema.shape[key].description ?? '',
}));

/** What one account can be told by the environment, for a house with one account. */
export const accountVariables = {
  baseUrl: 'FAIRLEAD_BASE_URL',
  userGroupIds: 'FAIRLEAD_USER_GROUP_IDS',
  detectSharedSubscription: 'FAIRLEAD_DETECT_SHARED_SUBSCRIPTION',
  credentialsFile: 'FAIRLEAD_CREDENTIALS_FILE',
} as const;

export interface ConfigSources {
  /** From the command line, already named by key. Wins over everything. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A parsed configuration file. */
  readonly file?: Readonly<Record<string, unknown>>;
}

/**
 * Flags over environment over file over defaults.
 * @throws GatewayError `config-invalid`, `address-not-local`
 */
export function readConfig(sources: ConfigSources): GatewayConfig {
  const env = sources.env ?? {};
  const merged: Record<string, unknown> = { ...sources.file };
  for (const { key, env: name } of settings) {
    const text = name === null ? undefined : env[name];
    if (text !== undefined && text !== '') merged[key] = key === 'publicHosts' ? words(text) : text;
  }
  merged['accounts'] ??= [accountFrom(env)];
  for (const [key, value] of Object.entries(sources.flags ?? {})) if (value !== undefined) merged[key] = value;
  return parseConfig(merged);
}

/** @throws GatewayError `config-invalid`, `address-not-local` */
export function parseConfig(input: unknown): GatewayConfig {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const key = issue?.path.join('.') || 'the configuration';
    throw new GatewayError(
      'config-invalid',
      `Failed to read the configuration: ${key}: ${issue?.message}. ${remedy(issue?.path ?? [])}`,
      {
        key,
      },
    );
  }
  const config = parsed.data;
  const twice = config.accounts.find(
    ({ id }, index) => config.accounts.findIndex((other) => other.id === id) !== index,
  );
  if (twice)
    throw new GatewayError(
      'config-invalid',
      `Failed to read the configuration: two accounts are named ${twice.id}. Give each its own id.`,
    );
  const stranger = config.accounts.find(({ baseUrl }) => !loopbackHosts.includes(hostOf(baseUrl)));
  if (stranger && config.contact === '')
    throw new GatewayError(
      'config-invalid',
      `Failed to start: ${hostOf(stranger.baseUrl)} wants to know who calls, and no contact is set. Set FAIRLEAD_CONTACT to a web address or an e-mail address at which you can be reached.`,
      { key: 'contact' },
    );
  if (!config.allowRemote && !loopbackHosts.includes(config.host))
    throw new GatewayError(
      'address-not-local',
      `Failed to start: ${config.host} can be reached by other machines, and the local doors speak plain HTTP. Use --host 127.0.0.1, or put TLS in front and pass --allow-remote.`,
      { host: config.host },
    );
  return config;
}

/** Without the brackets of an IPv6 address. */
function hostOf(baseUrl: string): string {
  return new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
}

function accountFrom(env: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const baseUrl = env[accountVariables.baseUrl];
  const groups = env[accountVariables.userGroupIds];
  const detectShared = env[accountVariables.detectSharedSubscription];
  const path = env[accountVariables.credentialsFile];
  return {
    ...(baseUrl ? { baseUrl } : {}),
    ...(groups ? { userGroupIds: words(groups) } : {}),
    ...(detectShared ? { detectSharedSubscription: detectShared } : {}),
    ...(path ? { credentials: { kind: 'file', path } } : {}),
  };
}

function remedy(path: readonly PropertyKey[]): string {
  const setting = settings.find((candidate) => candidate.key === path[0]);
  const ofAccount = Object.entries(accountVariables).find(([key]) => path[0] === 'accounts' && key === path[2])?.[1];
  if (ofAccount) return `Correct ${ofAccount}.`;
  return setting?.flag ? `Correct ${setting.flag} or ${setting.env}.` : 'Correct it in the configuration file.';
}

function spaced(key: string, separator: string): string {
  return key.replace(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
