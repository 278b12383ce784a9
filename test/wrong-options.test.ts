// Whatever is opened or called by a function of its own, as a program without types may: what is wrong is refused by a sentence
// of ours that names it, what nobody knows by the name that is nearest.
import * as sdk from '@fairlead/sdk';
import {
  connect,
  consentLink,
  fileJournal,
  fileKeeper,
  fileSecrets,
  fromCommand,
  fromEnvironment,
  fromFile,
  fromPrompt,
  fromSystemd,
  memoryJournal,
  memoryKeeper,
  openAccount,
  openGovernor,
  openMirror,
  openSecretBox,
  readOrMakeSecret,
  SdkError,
  serviceBusSource,
  superviseStream,
  systemClock,
} from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anything, outcomeOf, strangers } from './anything.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const userAgent = 'wrong-arguments/1.0 (+https://example.org)';
const credentials = { read: async () => ({ username: 'a', password: 'b' }) };
type Opener = (...given: readonly never[]) => unknown;
/** What is opened by a function of its own: how it is opened rightly, and which of its arguments are objects of options. */
const openers: readonly (readonly [
  name: string,
  open: Opener,
  right: readonly unknown[],
  options: readonly number[],
])[] = [
  ['connect', connect, [{ credentials, userAgent }], [0]],
  ['openAccount', openAccount, [{ credentials, userAgent }], [0]],
  ['openGovernor', openGovernor, [{ userAgent }], [0]],
  ['openMirror', openMirror, [{ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log }], [0]],
  ['serviceBusSource', serviceBusSource, [{ log }], [0]],
  ['memoryJournal', memoryJournal, [{}], [0]],
  ['fileJournal', fileJournal, [{ folder: 'nowhere' }], [0]],
  ['fileKeeper', fileKeeper, [{ folder: 'nowhere' }], [0]],
  [
    'superviseStream',
    superviseStream,
    [
      {
        ...{ accountId: 'main', scopes: [], details: async () => {}, source: { open: async () => {} } },
        mirror: openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log }),
        ...{ clock: systemClock, random: Math.random, log, journal() {}, onStatus() {}, onUnknownCharger() {} },
      },
    ],
    [0],
  ],
  ['fileSecrets', fileSecrets, [{ folder: 'nowhere' }], [0]],
  ['consentLink', consentLink, [{ lookupKey: 'abc', partnerName: 'A' }], [0]],
  ['fromEnvironment', fromEnvironment, [{}, {}], [1]],
  ['fromSystemd', fromSystemd, [{}, {}], [0]],
  ['fromFile', fromFile, ['nowhere'], []],
  ['fromCommand', fromCommand, [['true'], {}], [1]],
  ['fromPrompt', fromPrompt, [{}], [0]],
];

test.each([
  ['openGovernor', openGovernor, [{ userAgent, mostQueued: '5' }], '`mostQueued` must be a whole number from 1 on'],
  ['openGovernor', openGovernor, [{ userAgent, weightOf: 2 }], '`weightOf` must be a function'],
  ['openGovernor', openGovernor, [{ userAgent, margn: {} }], 'there is no option "margn". Leave it out, or say margin'],
  ['openGovernor', openGovernor, [{ userAgent, colour: {} }], 'there is no option "colour". Leave it out.'],
  ['openGovernor', openGovernor, [{}], 'userAgent is missing. Give a userAgent such as'],
  ['fromFile', fromFile, [5], 'Failed to take the login from a file: `path` must be a text that is not empty'],
  ['fromCommand', fromCommand, ['pass show'], '`argv` must be a list that begins with a program'],
  ['fromCommand', fromCommand, [[]], '`argv` must be a list that begins with a program'],
  ['fromCommand', fromCommand, [['pass', 5]], '`argv[1]` must be a text'],
  ['fromCommand', fromCommand, [['pass'], { timeLimitMs: Number.POSITIVE_INFINITY }], '`source.timeLimitMs` must be'],
  [
    'fromCommand',
    fromCommand,
    [['pass'], { usernam: 'a' }],
    '`source` has no "usernam", the nearest that it has is username',
  ],
  ['fromCommand', fromCommand, [['pass'], { colour: 'a' }], '`source` has no "colour", it has username, '],
  [
    'fromEnvironment',
    fromEnvironment,
    [{}, { pasword: 'A' }],
    '`names` has no "pasword", the nearest that it has is password',
  ],
  ['fromSystemd', fromSystemd, [{ username: 5 }], '`names.username` must be a text'],
  ['fromPrompt', fromPrompt, [{ input: {} }], '`prompt.input` must be an object with the functions setEncoding'],
  ['fileSecrets', fileSecrets, ['nowhere'], 'no options are given. Give an object with folder'],
  ['serviceBusSource', serviceBusSource, [{ log, ca: 5 }], '`ca` must be a list'],
  ['superviseStream', superviseStream, [{}], 'accountId and scopes and details'],
])('%s refuses what cannot be used (%#)', (_, open, given, sentence) => {
  expect(() => (open as Opener)(...(given as never[]))).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(sentence) }),
  );
});

test('whatever is opened alone refuses what is wrong by a sentence of ours, and a name that it does not know', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...openers),
      anything,
      fc.nat(1),
      strangers,
      async (opener, value, place, stranger) => {
        const [, open, right, options] = opener;
        fc.pre(place < right.length && value !== undefined && typeof value !== 'string' && value !== right[place]);
        fc.pre(typeof value !== 'object' || value === null || Array.isArray(value));
        const wrong = right.map((each, at) => (at === place ? value : each));
        const error = await outcomeOf(() => open(...(wrong as never[])));
        // A list of texts is a command.
        if (!Array.isArray(value)) expect(error).toBeInstanceOf(SdkError);
        if (error instanceof Error) expect(error).toMatchObject({ code: 'invalid-option' });
        if (!options.includes(place) || Object.hasOwn(right[place] as object, stranger)) return;
        const named = right.map((each, at) => (at === place ? { ...(each as object), [stranger]: 1 } : each));
        const refused = await outcomeOf(() => open(...(named as never[])));
        expect(refused).toMatchObject({ code: 'invalid-option' });
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a governor, a mirror and a key file refuse what they are asked wrongly', async () => {
  const governor = openGovernor({ userAgent });
  for (const request of [undefined, null, 5, {}, { endpoint: 'nothing' }, { endpoint: 'chargers', querry: {} }])
    await expect(governor.submit(request as never, async () => ({ status: 200 }))).rejects.toMatchObject({
      code: 'invalid-option',
    });
  await expect(governor.submit({ endpoint: 'chargers' }, 5 as never)).rejects.toThrow('`send` must be a function');
  await governor.close();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: systemClock, log });
  for (const wrong of [undefined, null, 5, {}, { observations: [], chargers: 5, installations: [] }])
    await expect(mirror.apply(wrong as never)).rejects.toMatchObject({ code: 'invalid-option' });
  for (const ask of [mirror.find, mirror.subscribe] as readonly Opener[])
    expect(() => ask(5 as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  for (const open of [openSecretBox, readOrMakeSecret] as readonly Opener[])
    expect(() => open(5 as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

/** Every other function that is exported, with what it takes rightly. */
const followed = { upkeep: 'stream', nowMs: 0, lateMs: 0, readAtMs: null, toldUntilMs: null };
const held = { value: '1', observedAtUs: 1, receivedAtMs: 0, via: 'poll', sequenceNumber: 0, clockSuspect: false };
const nobody = { observation: () => undefined, observations: () => new Map() };
const functions: Readonly<Record<string, readonly unknown[]>> = {
  discreetLog: [log],
  chargerOf: [{ id: 'a', serial: 'ZAP000001', name: 'A', installationId: null, row: {} }, nobody, followed],
  freshnessOf: [{ lastSeenAtMs: null, lastReadAtMs: null, lastVia: null }, true, 0],
  heldCurrent: [{ id: 'a', readAtMs: 0, row: {} }],
  isConfirmed: ['pause', nobody, 'a', 0, { sessionId: null, firmware: null }],
  merge: [held, held],
  mostAgeMs: [510, followed],
  receive: [held, 0],
  signsOf: [nobody, 'a', null],
  streamUpFor: [[{ bus: 'group', scope: 'a', state: 'live' }], null],
  unseenReason: [{ outcome: 'accepted', sentAtMs: 0 }, 60_000],
};
/** They take whatever there is: what was thrown, any text or number. */
const takeAnything = [
  'discreetError',
  'explain',
  'explainAnswer',
  'rawObservation',
  'roleOf',
  'tellingOf',
  'warningsOf',
];
const alone = [...openers.map(([name]) => name), 'openSecretBox', 'readOrMakeSecret'];
const takeNothing = ['everyExplanation', 'memoryKeeper', 'memorySecrets'];

test('no exported function is left out', () => {
  const exported = Object.entries(sdk).flatMap(([name, value]) =>
    typeof value === 'function' && !/^class /.test(String(value)) ? [name] : [],
  );
  const known = [...Object.keys(functions), ...takeAnything, ...alone, ...takeNothing];
  expect(exported.sort()).toEqual(known.sort());
});

test('no wrong argument of an exported function gives another error than one of ours', () => {
  const functionOf = (name: string) => (sdk as unknown as Readonly<Record<string, Opener>>)[name] as Opener;
  let refused = 0;
  for (const [name, right] of Object.entries(functions)) {
    expect(() => functionOf(name)(...(right as never[])), name).not.toThrow();
    for (const [place, each] of right.entries())
      for (const wrong of [null, 5, 'x', {}, [], () => {}, Symbol(), undefined]) {
        if (typeof wrong === typeof each && Array.isArray(wrong) === Array.isArray(each) && !isBare(each)) continue;
        const given = right.map((one, at) => (at === place ? wrong : one));
        try {
          functionOf(name)(...(given as never[]));
        } catch (error) {
          expect(error, `${name} ${String(wrong)}`).toBeInstanceOf(SdkError);
          refused++;
        }
      }
  }
  expect(refused).toBeGreaterThan(100);
  fc.assert(
    fc.property(fc.constantFrom(...takeAnything), anything, anything, (name, one, other) => {
      functionOf(name)(...([one, other, held] as never[]));
    }),
  );
});

/** Null may be left out, or be anything: whether it is refused is the function's own. */
const isBare = (value: unknown): boolean => typeof value === 'object';

test.each([undefined, null, 5, {}, { lookupKey: 'abc' }, { lookupKey: 'abc', partnerName: 'A', showExisting: 'no' }])(
  'consentLink refuses %j',
  (options) => {
    expect(() => consentLink(options as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  },
);
