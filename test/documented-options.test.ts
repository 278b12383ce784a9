// Whatever a program hands to the SDK says where it is declared what it is, its default and an example; what comes back has
// its unit in the name or says it. The guide's table of options is the type, and its examples are taken as they stand.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { type PublicMember, publicThings } from './public-members.ts';

const things = publicThings(new URL('../packages/sdk/src/index.ts', import.meta.url));
const members = things.flatMap((thing) => thing.members);

/** What is handed over as an object of options, and what stands in it. */
const options = [
  ...['AccountOptions', 'OpenGovernorOptions', 'RoomBounds', 'GovernedRequest', 'ToldAnswer', 'MirrorOptions'],
  ...['ServiceBusSourceOptions', 'StreamOptions', 'FileSecretsOptions', 'CommandSource', 'EnvironmentNames'],
  ...['SystemdNames', 'Prompt', 'CallRequest', 'ChangesOptions', 'Asking', 'ListAsking', 'ChargerListAsking'],
  ...['ReportAsking', 'SessionWindow', 'SessionPriority', 'CommandOptions', 'UpdateOptions', 'ChargerSettings'],
  ...['InstallationSettings', 'CurrentWish', 'ConsentLinkOptions', 'CandidatesAsking', 'ValuesAsking'],
  ...['InstallationListAsking', 'ArchiveAsking', 'FileJournalOptions', 'MemoryJournalOptions', 'FileKeeperOptions'],
];
/** What a program makes itself, and the SDK calls. */
const ports = [
  ...['PasswordLogin', 'CredentialProvider', 'OauthProvider', 'SecretKeeper', 'StateKeeper', 'PromptInput'],
  ...['MessageSource', 'MessageLink', 'Kept', 'Batch'],
];

const shown = ({ of, name }: PublicMember): string => `${of}.${name}`;
const of = (names: readonly string[]): readonly PublicMember[] => members.filter((member) => names.includes(member.of));

test('the members of the front door are found, each with its docstring', () => {
  expect(members.length).toBeGreaterThan(400);
  for (const name of [...options, ...ports]) expect(of([name]).map(shown), name).not.toEqual([]);
  expect(members.find((member) => shown(member) === 'AccountOptions.margin')).toMatchObject({
    isOptional: true,
    docstring: expect.stringMatching(/^What is stayed below: requests per second.*\n.*@example/s),
  });
});

test('every type of options is looked at', () => {
  const named = new Set(members.map((member) => member.of));
  const looksLikeOne = /(Options|Asking|Names|Settings|Window|Wish|Priority|Request|Bounds|CommandSource|Prompt)$/;
  expect([...named].filter((name) => looksLikeOne.test(name) && !options.includes(name))).toEqual([]);
});

test('every option, and every function of what a program hands in, says what it is', () => {
  const silent = of([...options, ...ports]).filter(
    ({ docstring }) => docstring.replace(/@example[\s\S]*/, '').trim() === '',
  );
  expect(silent.map(shown)).toEqual([]);
});

test('every option that can be left out says its default', () => {
  const silent = of(options).filter(({ isOptional, docstring }) => isOptional && !/\bdefault\b/i.test(docstring));
  expect(silent.map(shown)).toEqual([]);
});

test('every option has an example, but for flags and signals, which have one each', () => {
  const silent = of(options).filter(
    ({ type, docstring }) => !/^(boolean|AbortSignal)$/.test(type) && !/@example|\bsuch as\b/i.test(docstring),
  );
  expect(silent.map(shown)).toEqual([]);
});

test('every option that is a number says its unit, in words too: ms, A, seconds, or what is counted', () => {
  const unit = /\b(ms|A|seconds|calls?|requests?|rows?|status|code|phases?)\b|\[0, 1\)/i;
  const numbers = of(options).filter(({ type }) => /^(\(\) => )?number\b|^1 \| 3$/.test(type));
  expect(numbers.length).toBeGreaterThan(15);
  const silent = numbers.filter(({ docstring }) => !unit.test(docstring.replace(/@example[\s\S]*/, '')));
  expect(silent.map(shown)).toEqual([]);
});

test('every member of what is exported says what it is', () => {
  expect(members.filter(({ docstring }) => docstring === '').map(shown)).toEqual([]);
});

/** A field, with what its type says of all of them. */
const fields = things.flatMap((thing) =>
  thing.members
    .filter(({ isMethod, type }) => !isMethod && !type.includes('=>'))
    .map((member) => ({ ...member, said: `${thing.docstring}\n${member.docstring}`.replace(/@example.*/g, '') })),
);

test('every field that may be null says what null means', () => {
  const nullable = fields.filter(({ type }) => /\| null$/.test(type));
  expect(nullable.length).toBeGreaterThan(50);
  const bare = nullable.filter(({ docstring }) => !/\bnull\b|\bnone\b|\bdefault\b/i.test(docstring));
  expect(bare.map(shown)).toEqual([]);
});

test('every instant says from when it counts', () => {
  const instants = fields.filter(
    ({ name, type }) => /(AtMs|UntilMs|sinceMs|Us)$/.test(name) && /\bnumber\b/.test(type),
  );
  expect(instants.length).toBeGreaterThan(40);
  expect(instants.filter(({ said }) => !said.includes('since 1970 UTC')).map(shown)).toEqual([]);
});

test('every other number says its unit, or what it counts', () => {
  const counted =
    /\b(how many|facts|messages|links|calls|requests|rows|phases|chargers|port|status|codes?|numbers?|mask)\b/i;
  const measured = /\b([Mm]s|A|W|kWh|seconds|hours)\b|\[0, 1\)/;
  const numbers = fields.filter(
    ({ name, type }) => /^(?:readonly )?\[?number\b/.test(type) && !/(AtMs|UntilMs|sinceMs|Us)$/.test(name),
  );
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers.filter(({ said }) => !measured.test(said) && !counted.test(said)).map(shown)).toEqual([]);
});

interface Row {
  readonly option: string;
  readonly what: string;
  readonly unit: string;
  readonly byDefault: string;
  readonly example: string;
}

/** Rows of the guide's table whose first cell is the name of an option. */
function rowsOf(guide: string): readonly Row[] {
  const [, table = ''] = guide.split('| option | what it is | unit | default | example |\n');
  const lines = table.split('\n').slice(1);
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => {
      const [, option = '', what = '', unit = '', byDefault = '', example = ''] = line.split(' | ').flatMap((cell) => {
        const bare = cell.replace(/^\| | \|$/g, '');
        return cell.startsWith('| ') ? ['', bare] : [bare];
      });
      return { option: option.replaceAll('`', ''), what, unit, byDefault, example: example.replace(/^`|`$/g, '') };
    });
}

const guide = readFileSync(join(root, 'docs', 'sdk.md'), 'utf8');
const rows = rowsOf(guide);
const accountOptions = of(['AccountOptions']);

test('the guide’s table has every option of connect, in the order of the type, and no other', () => {
  expect(rows.map(({ option }) => option)).toEqual(accountOptions.map(({ name }) => name));
  for (const row of rows) for (const cell of Object.values(row)) expect(cell, row.option).not.toBe('');
  const needed = rows.filter(({ byDefault }) => byDefault === 'needed').map(({ option }) => option);
  expect(needed).toEqual(accountOptions.filter(({ isOptional }) => !isOptional).map(({ name }) => name));
});

test('table and type show the same example', () => {
  for (const { option, example } of rows) {
    const docstring = accountOptions.find(({ name }) => name === option)?.docstring ?? '';
    const [, declared = ''] = /@example (.*)/.exec(docstring) ?? [];
    const shown = declared.replace(/ \/\/ .*$/, '');
    expect(shown.startsWith(`${option}: `) ? shown : `${option}: ${shown}`).toBe(example);
  }
});

let folder = '';
beforeAll(() => {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules', '.sdk-options-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = promisify(execFile);

const preamble = `// @ts-check
import * as sdk from '@fairlead/sdk';
const { connect, fileSecrets, fromEnvironment, memoryKeeper, serviceBusSource, systemClock } = sdk;
/** @type {import('@fairlead/policy').Fact[]} */
const facts = [];
/** @type {string[]} */
const counted = [];
`;
const examplesIn = (texts: readonly string[]): string =>
  `${preamble}/** @type {readonly Partial<sdk.AccountOptions>[]} */
export const examples = [\n${texts.map((text) => `  { ${text} },\n`).join('')}];\n`;

/** What the compiler says of a program; empty where nothing is wrong. */
async function compilersWord(text: string, name: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const config = {
    extends: join(root, 'tsconfig.tests.json'),
    compilerOptions: { allowJs: true, checkJs: true, noUnusedLocals: false, skipLibCheck: true },
    files: [join(folder, name)],
    include: [],
    references: [],
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const told = await run(process.execPath, [tsc, '-p', join(folder, `${name}.json`)]).catch((error) => error);
  return String(told.stdout);
}

test('the examples type-check as options, and one that is wrong would not', async () => {
  const word = (texts: readonly string[], name: string) => compilersWord(examplesIn(texts), `${name}.mjs`);
  expect(
    await word(
      rows.map(({ example }) => example),
      'right',
    ),
  ).toBe('');
  const wrong = await word(["margin: { ratePerSecond: '5', burst: 6 }"], 'wrong');
  expect(wrong).toContain("'string' is not assignable to type 'number'");
  expect(await word(['margn: { ratePerSecond: 5, burst: 6 }'], 'strange')).toContain('margn');
});

/** What the examples at the declarations speak of: things and functions of whoever reads them. */
const world = `import type { Fact } from '@fairlead/policy';
import * as sdk from '@fairlead/sdk';
import { ReadStream } from 'node:tty';
const { fileSecrets, fromEnvironment, memoryKeeper, openMirror, serviceBusSource, systemClock } = sdk;
declare const [charger, installation]: readonly { readonly id: string }[] & { 0: { id: string }; 1: { id: string } };
declare const page: { readonly cursor: string };
declare const response: Response;
declare const row: { readonly readAtMs: number };
declare const [facts, counted, clock, log]: [Fact[], string[], sdk.Clock, sdk.Log];
declare const lastRead: ReadonlyMap<string, number>;
declare function connectionDetailsOf(scope: string): Promise<sdk.ConnectionDetails>;
declare function lookUp(chargerId: string): void;
declare function readStatesOf(scope: string): void;
declare const manualClock: () => sdk.Clock;
declare const pino: () => sdk.Log;
declare const postgresKeeper: sdk.StateKeeper;
type Field<T, K> = T extends unknown ? (K extends keyof T ? Exclude<T[K], undefined> : never) : never;
`;

test('the example at each option type-checks as its value', async () => {
  const shownOf = ({ docstring, name }: PublicMember): string | null => {
    const [, example] = /@example ((?:(?!@example ).)*)/s.exec(docstring) ?? [];
    return (
      example
        ?.trim()
        .replace(new RegExp(`^${name}: `), '')
        .split('\n')[0] ?? null
    );
  };
  const examples = of(options).flatMap((member) => {
    const shown = shownOf(member);
    const type = member.of === 'ChangesOptions' ? 'ChangesOptions<sdk.StandingKind>' : member.of;
    return shown === null ? [] : [`  (): Field<sdk.${type}, '${member.name}'> => (\n    ${shown}\n  ),`];
  });
  expect(examples.length).toBeGreaterThan(90);
  const text = `${world}export const examples = [\n${examples.join('\n')}\n];\n`;
  expect(await compilersWord(text, 'declared.mts')).toBe('');
  const wrong = `${world}export const example: Field<sdk.SessionPriority, 'currentA'> = '16';\n`;
  expect(await compilersWord(wrong, 'declared-wrong.mts')).toContain('not assignable');
});

test('with each example an account is opened on the emulated cloud, reads its lists and closes', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'sdk-options-'));
  const examples = rows.filter(({ option }) => option !== 'baseUrl').map(({ example }) => example);
  const program = `${examplesIn(examples)}
import { startEmulator } from '@fairlead/emulator';
const open = async (example) => {
  const emulator = await startEmulator({ doors: 'in-process', fleet: { chargers: 1 } });
  const { username, password } = emulator.accounts.owner;
  Object.assign(process.env, { ZAPTEC_USERNAME: username, ZAPTEC_PASSWORD: password });
  const needed = { credentials: fromEnvironment(), userAgent: 'options/1.0 (+https://example.org)' };
  const doors = { baseUrl: emulator.url, fetch: emulator.fetch, source: emulator.messageSource() };
  // A fetch and a source of its own would look for a cloud that is not there: those two are opened, and not waited for.
  const zaptec = await connect({ ...doors, ...needed, ...example });
  if (!('fetch' in example)) await zaptec.account.ready();
  await zaptec.close();
  await emulator.stop();
  return Object.keys(example).join();
};
console.info('opened ' + (await Promise.all(examples.map(open))).join(' '));
`;
  writeFileSync(join(folder, 'open.mjs'), program);
  const { stdout } = await run(process.execPath, [join(folder, 'open.mjs')], { cwd: elsewhere });
  rmSync(elsewhere, { recursive: true, force: true });
  const [, opened = ''] = /^opened (.*)$/m.exec(stdout) ?? [];
  expect(opened.split(' ')).toEqual(rows.filter(({ option }) => option !== 'baseUrl').map(({ option }) => option));
});
