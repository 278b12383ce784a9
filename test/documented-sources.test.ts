// Whoever hovers over a type learns where what it says of the cloud is from, and over a function how it refuses.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type PublicThing, publicThings } from './public-members.ts';

const things = publicThings(new URL('../packages/sdk/src/index.ts', import.meta.url));
/** What the SDK hands on as the cloud's answers were read: its own names for them are aliases. */
const answers = publicThings(new URL('../packages/protocol/src/index.ts', import.meta.url)).filter(({ name }) =>
  /^(?:Parsed(?:Charger|Session|Report|Constants|Hierarchy|Firmware)|EndedSession|ReportRow|Hierarchy(?:Circuit|Charger))$/.test(
    name,
  ),
);
const types = things.filter(({ kind }) => kind === 'type');
const hasSource = ({ docstring }: PublicThing): boolean => /\bSource:\s+zaptec-api\.md\s+§\d+(\.\d+)?/.test(docstring);

/** What this library made up itself; all other types mirror a thing of the cloud. */
const ours = [
  ...['Account', 'AccountEvent', 'AccountOptions', 'AnswerLabel', 'Asking', 'Batch', 'Change', 'ChangeOf'],
  ...['ChangesOptions', 'ChargerRaw', 'ChargerStanding', 'Clock', 'CommandOptions', 'CommandSent', 'CommandSource'],
  ...['CounterName', 'CredentialProvider', 'CurrentAnswer', 'CurrentOutcome', 'DiscreetError', 'Ending'],
  ...['EnvironmentNames', 'Explanation', 'Fault', 'FileJournalOptions', 'FileKeeper', 'FileKeeperOptions'],
  ...['FileSecretsOptions', 'Followed', 'GaugeName', 'GovernedRequest', 'GovernorStatus', 'Journal', 'Kept'],
  ...['KnownAnswer', 'LabelsOf', 'Lane', 'LinkHandler', 'LinkLoss', 'ListAsking', 'Log', 'LoginState'],
  ...['MemoryJournalOptions', 'MessageLink', 'MessageSource', 'Metrics', 'Mirror', 'MirrorChange', 'MirrorOptions'],
  ...['MirrorView', 'NotSentReason', 'OauthProvider', 'Oddity', 'OpenGovernorOptions', 'OpenedGovernor', 'Prompt'],
  ...['PromptInput', 'Question', 'Read', 'Refused', 'RoomBounds', 'SdkErrorCode', 'SdkErrorFacts', 'SecretBox'],
  ...['SecretKeeper', 'SecretName', 'ServiceBusSourceOptions', 'Signs', 'StandingChange', 'StandingKind'],
  ...['StateKeeper', 'StreamOptions', 'StreamSourceStatus', 'StreamState', 'StreamSupervisor', 'SystemdNames'],
  ...['Timer', 'Told', 'ToldAnswer', 'UpdateOptions', 'UpdateOutcome', 'ValuesAsking', 'WriteOutcome', 'Zaptec'],
];

test('every type that mirrors a thing of the cloud names its source, and no other does', () => {
  const sourceless = types.filter((type) => !hasSource(type)).map(({ name }) => name);
  expect(sourceless.sort()).toEqual(ours.toSorted());
});

test('what the cloud answers, as it was read, says what each field is and its source', () => {
  expect(answers.length).toBe(10);
  const silent = answers.flatMap(({ name, members }) =>
    members.filter(({ docstring }) => docstring === '').map((member) => `${name}.${member.name}`),
  );
  expect(silent).toEqual([]);
  expect(answers.filter((type) => !hasSource(type)).map(({ name }) => name)).toEqual([]);
});

const declaredCodes = readFileSync(new URL('../packages/sdk/src/sdk-error.ts', import.meta.url), 'utf8')
  .split('export type SdkErrorCode =')[1]
  ?.split(';\n')[0];
const codes = [...(declaredCodes ?? '').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, code = '']) => code);

/** What follows `@throws`, as far as the next tag. */
const refusalsIn = (docstring: string): readonly string[] =>
  [...docstring.matchAll(/@throws ((?:(?!@\w)[\s\S])*)/g)].map(([, said = '']) => said);
const codesIn = (said: string): readonly string[] =>
  [...said.matchAll(/`([^`]+)`/g)].flatMap(([, quoted = '']) => (codes.includes(quoted) ? [quoted] : []));

/** With what a method that refuses as another does takes over from that one. */
function refusalsOf(type: PublicThing, docstring: string): readonly string[] {
  return refusalsIn(docstring).map((said) => {
    const [, other] = /^SdkError as `(\w+)`/.exec(said) ?? [];
    const named = type.members.find(({ name }) => name === other);
    return named ? refusalsIn(named.docstring).join(' ') : said;
  });
}

test('the codes of errors are found, each with what it means', () => {
  expect(codes.length).toBeGreaterThan(16);
  expect(codes).toEqual(expect.arrayContaining(['invalid-option', 'unknown-installation', 'store-failed']));
  const silent = codes.filter((code) => !declaredCodes?.includes(`*/\n  | '${code}'`));
  expect(silent).toEqual([]);
});

test('every function that can refuse says with which codes', () => {
  const refusing = things.filter(
    ({ kind, source }) => kind === 'function' && /\bmustFit\(|\boptionsBy\(|\bthrow\b/.test(source),
  );
  expect(refusing.length).toBeGreaterThan(12);
  const silent = refusing.filter(({ docstring }) => codesIn(refusalsIn(docstring).join(' ')).length === 0);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

/** What a program calls; a method that takes something refuses what is of a wrong type. */
const doors = [
  ...['Zaptec', 'Account', 'Chargers', 'ChargerReads', 'ChargerCommands', 'ChargerRaw', 'Installations'],
  ...['InstallationWrites', 'Sessions', 'Mirror', 'OpenedGovernor', 'HeldAnswers', 'StateReads'],
];
/** They take nothing and refuse nothing. */
const willing = [
  ...['Zaptec.close', 'Account.close', 'Account.loginState', 'Account.governorStatus', 'Account.streamStatus'],
  ...['OpenedGovernor.status', 'OpenedGovernor.close', 'StateReads.lastMs'],
];

test('every method that can refuse says with which codes, at itself or at its type', () => {
  // `Chargers` is made of two parts, one of which has no name outside.
  const reads = publicThings(new URL('../packages/sdk/src/resources/charger-reads.ts', import.meta.url));
  const found = [...things, ...reads.filter(({ name }) => name === 'ChargerReads')]
    .filter(({ name }) => doors.includes(name))
    .flatMap((type) => type.members.filter(({ isMethod }) => isMethod).map((member) => ({ type, member })));
  expect(found.length).toBeGreaterThan(40);
  const silent = found
    .filter(({ type, member }) => {
      const said = refusalsOf(type, `${type.docstring}\n${member.docstring}`).join(' ');
      return codesIn(said).length === 0;
    })
    .map(({ type, member }) => `${type.name}.${member.name}`);
  expect(silent.sort()).toEqual(willing.toSorted());
});

test('no docstring names a code of errors that there is none of', () => {
  const docstrings = things.flatMap(({ docstring, members }) => [docstring, ...members.map((each) => each.docstring)]);
  const quoted = docstrings
    .flatMap(refusalsIn)
    .filter((said) => said.startsWith('SdkError'))
    .flatMap((said) => [...said.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code = '']) => code));
  expect(quoted.length).toBeGreaterThan(40);
  expect([...new Set(quoted)].filter((code) => !codes.includes(code))).toEqual([]);
});
