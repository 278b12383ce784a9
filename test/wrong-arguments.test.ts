// Every method of the front door, called as a program without types may: what is of a wrong type is refused by its name, in a
// sentence, what nobody knows by the name that is nearest, and nothing is sent.
import { SdkError, type Zaptec } from '@fairlead/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anything, outcomeOf, strangers } from './anything.ts';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

let site: CarefulSite;
beforeAll(async () => {
  site = await openCarefulSite();
});
afterAll(() => site.end());

const junk = { text: [undefined, null, 5, {}], object: [undefined, null, 5], options: [null, 5] };
const uuid = '00000000-0000-4000-8000-000000000001';
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', installationId: uuid };
const { installationId: _, ...span } = october;
const days = { from: '2026-10-01', to: '2026-11-01' };
/** What goes along where a method takes more than an id. */
const given: Readonly<Record<string, object>> = {
  setAvailableCurrent: { amps: 16 },
  update: { minPowerOfflineMode: true },
};
const order = [
  ['idOrSerial', [], junk.text],
  ['options', ['ZAP000001'], [...junk.options, { app: 5 }, { signal: {} }, { confirmWithinMs: 'soon' }, { onSent: 1 }]],
] as const;
const idThenAsking = [
  ['id', [], junk.text],
  ['asking', [uuid], [...junk.options, { app: 5 }, { signal: 'now' }]],
] as const;
const chargerThenAsking = [
  ['idOrSerial', [], junk.text],
  ['asking', ['ZAP000001'], [...junk.options, { app: {} }, { signal: {} }]],
] as const;
const windows = [
  [
    'window',
    [],
    [
      ...junk.text,
      { ...october, from: 5 },
      { ...october, from: null },
      { ...october, to: [] },
      { ...october, signal: 1 },
    ],
  ],
] as const;

type Argument = readonly [name: string, before: readonly unknown[], wrong: readonly unknown[]];
const methods: Readonly<Record<string, readonly Argument[]>> = {
  'chargers.list': [
    ['asking', [], [...junk.options, { name: 5 }, { installationId: 5 }, { maxAgeMs: 'x' }, { maxAgeMs: -1 }]],
  ],
  'chargers.find': chargerThenAsking,
  'chargers.detail': chargerThenAsking,
  'chargers.readState': chargerThenAsking,
  'chargers.pause': order,
  'chargers.resume': order,
  'chargers.deauthorize': order,
  'chargers.restart': order,
  'chargers.upgradeFirmware': order,
  'chargers.update': [
    ['idOrSerial', [], junk.text],
    [
      'settings',
      ['ZAP000001'],
      [
        ...[...junk.object, [], 'x', {}, { maxChargeCurrentA: undefined }, { isAuthorizationRequired: true }],
        ...[{ maxChargeCurrentA: '16' }, { minChargeCurrentA: Number.NaN }, { maxChargePhases: '1' }],
        ...[{ offlineChargePhases: 'toString' }, { offlineChargeCurrentA: 'always' }, { meterValueIntervalS: null }],
      ],
    ],
    ['options', ['ZAP000001', { meterValueIntervalS: 900 }], [...junk.options, { onSent: 5 }]],
  ],
  'chargers.observations': [
    ['idOrSerial', [], junk.text],
    ['options', ['ZAP000001'], [...junk.options, { personal: 'yes' }]],
  ],
  'chargers.freshness': [['idOrSerial', [], junk.text]],
  'installations.list': [
    [
      'asking',
      [],
      [...junk.options, { maxAgeMs: Number.NaN }, { roles: 'Owner' }, { roles: ['none'] }, { type: 'Go' }],
    ],
  ],
  'installations.candidates': [
    ['lookupKey', [], junk.text],
    ['asking', ['abcd1234'], [...junk.options, { name: 5 }]],
  ],
  'installations.find': [
    ['idOrName', [], junk.text],
    ['asking', ['x'], junk.options],
  ],
  'installations.detail': idThenAsking,
  'installations.hierarchy': idThenAsking,
  'installations.firmware': idThenAsking,
  'installations.chargers': [
    ['id', [], junk.text],
    ['asking', [uuid], junk.options],
  ],
  'installations.report': [
    ['id', [], junk.text],
    [
      'asking',
      [uuid],
      [
        ...junk.text,
        ...[{ userIds: 'abc' }, { chargerIds: [5] }, { groupedBy: 'day' }, { form: 'x' }].map((wrong) => ({
          ...{ from: '2026-10-01', to: '2026-11-01' },
          ...wrong,
        })),
      ],
    ],
  ],
  'installations.setAvailableCurrent': [
    ['id', [], junk.text],
    ['wish', [uuid], [...junk.object, 16, [16, 16, 16], {}, { amps: '16' }, { amps: Number.NaN }, { ampsA: 16 }]],
    ['options', [uuid, { amps: 16 }], [...junk.options, { app: 5 }]],
  ],
  'installations.availableCurrent': [['id', [], junk.text]],
  'installations.update': [
    ['id', [], junk.text],
    [
      'settings',
      [uuid],
      [...junk.object, {}, { maxCurrentA: '25' }, { minPowerOfflineMode: 1 }, { availableCurrentA: 10 }],
    ],
    ['options', [uuid, { minPowerOfflineMode: true }], junk.options],
  ],
  'sessions.get': idThenAsking,
  'sessions.archived': windows,
  'sessions.archivedPages': windows,
  'sessions.history': windows,
  'sessions.setPriority': [
    ['id', [], junk.text],
    ['priority', [uuid], [...junk.object, { phases: '1' }, { currentA: '16' }]],
    ['asking', [uuid, { phases: 1 }], junk.options],
  ],
  constants: [['asking', [], [...junk.options, { app: 5 }]]],
  changes: [
    ['options', [], [...junk.options, { also: 'login' }, { also: ['nothing'] }, { personal: 1 }, { signal: {} }]],
  ],
  'account.ready': [['signal', [], [null, 5, {}]]],
  'account.call': [['request', [], [...junk.text, { endpoint: 'constants', cause: 'user', lane: 'fast', app: null }]]],
  'account.sendCommand': [
    ['chargerId', [], junk.text],
    ['command', ['ZAP000001'], [undefined, null, '506', {}]],
    ['options', ['ZAP000001', 506], junk.object],
  ],
  'account.subscribe': [['listener', [], junk.text]],
  'account.followed': [['chargerId', [], junk.text]],
  'account.installationMostAgeMs': [['installationId', [], junk.text]],
};
/** They take nothing. */
const bare = [
  ...['close', 'account.start', 'account.close'],
  ...['account.loginState', 'account.governorStatus', 'account.streamStatus'],
];

const cases = Object.entries(methods).flatMap(([method, args]) =>
  args.flatMap(([name, before, wrong]) =>
    wrong.map((value) => [method, name, JSON.stringify(value), before, value] as const),
  ),
);

test.each(cases)('%s refuses a wrong %s: %s', async (method, name, _, before, value) => {
  const { emulator, zaptec } = site;
  const calls = emulator.calls().length;
  const error = await outcomeOf(() => methodOf(zaptec, method)(...before, value));
  expect(error).toBeInstanceOf(SdkError);
  expect(error).toMatchObject({
    code: 'invalid-option',
    message: expect.stringMatching(
      new RegExp(`^Failed to call ${method}: \`${name}[^\`]*\` (must be|has no) .*\\. Correct`),
    ),
  });
  expect(emulator.calls().length).toBe(calls);
});

const asking = { app: 'a', signal: new AbortController().signal };
const narrowed = {
  ...{ ...asking, maxAgeMs: 1, name: 'x', values: 'held', roles: ['Owner'], deviceType: 'Smart' },
};
const ordering = { ...asking, confirmWithinMs: 1_000, onSent: () => {} };
/** For each argument that is an object of options: what it takes, each name of it. */
const taken: readonly (readonly [
  method: string,
  before: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
])[] = [
  ['chargers.list', [], { ...narrowed, installationId: uuid }],
  ['chargers.find', ['ZAP000001'], { ...asking, values: 'held' }],
  ...['detail', 'readState'].map((method) => [`chargers.${method}`, ['ZAP000001'], asking] as const),
  ...['pause', 'resume', 'deauthorize', 'restart', 'upgradeFirmware'].map(
    (method) => [`chargers.${method}`, ['ZAP000001'], ordering] as const,
  ),
  ['chargers.update', ['ZAP000001', { meterValueIntervalS: 900 }], { ...asking, onSent: () => {} }],
  ['chargers.observations', ['ZAP000001'], { personal: true }],
  ['installations.list', [], { ...asking, maxAgeMs: 1, name: 'x', roles: ['Owner'], type: 'Pro' }],
  ['installations.candidates', ['abcd1234'], { ...asking, name: 'x' }],
  ...['find', 'detail', 'hierarchy', 'firmware'].map((method) => [`installations.${method}`, [uuid], asking] as const),
  ['installations.chargers', [uuid], narrowed],
  [
    'installations.report',
    [uuid],
    {
      ...{ ...asking, from: '2026-10-01', to: '2026-11-01', groupedBy: 'user', userIds: [], chargerIds: [] },
      form: 'body',
    },
  ],
  ['chargers.update', ['ZAP000001'], { meterValueIntervalS: 900, maxChargeCurrentA: 16 }],
  ['installations.update', [uuid], { minPowerOfflineMode: true }],
  ['installations.setAvailableCurrent', [uuid], { amps: 16 }],
  ['installations.setAvailableCurrent', [uuid], { phase1: 16, phase2: 16, phase3: 16 }],
  ['installations.setAvailableCurrent', [uuid, { amps: 16 }], { app: 'a' }],
  ['installations.update', [uuid, { minPowerOfflineMode: true }], { ...asking, onSent: () => {} }],
  ['sessions.get', [uuid], asking],
  ['sessions.archived', [], { ...asking, ...october, cursor: 'c' }],
  ['sessions.archivedPages', [], { ...asking, ...october, cursor: 'c' }],
  ['sessions.history', [], { ...asking, ...october }],
  ['sessions.setPriority', [uuid], { phases: 1, currentA: 6 }],
  ['sessions.setPriority', [uuid, { phases: 1 }], asking],
  ['constants', [], asking],
  ['changes', [], { signal: asking.signal, also: ['login'], personal: true }],
  [
    'account.call',
    [],
    {
      ...{ ...asking, endpoint: 'chargers', cause: 'user', lane: 'sync', params: {}, query: {}, body: {} },
      ...{ heldSinceMs: 0, onSent: () => {} },
    },
  ],
  ['account.sendCommand', ['ZAP000001', 506], { ...asking, onSent: () => {} }],
];

test.each([
  ['installations.setAvailableCurrent', [uuid, { amp: 16 }], '`wish` has no "amp", the nearest that it has is amps'],
  [
    'installations.setAvailableCurrent',
    [uuid, { current: 16 }],
    '`wish` has no "current", it has amps, phase1, phase2, phase3',
  ],
  ['installations.list', [{ maxAge: 5 }], '`asking` has no "maxAge", the nearest that it has is maxAgeMs'],
  ['chargers.list', [{ pagesize: 5 }], '`asking` has no "pagesize"'],
  ['changes', [{ alsoo: ['login'] }], '`options` has no "alsoo", the nearest that it has is also'],
  ['account.call', [{ endpont: 'chargers' }], '`request` has no "endpont", the nearest that it has is endpoint'],
  ['installations.setAvailableCurrent', [uuid, { amps: 16, phase1: 6 }], '`wish` must be { amps }, or { phase1,'],
  ['installations.setAvailableCurrent', [uuid, { phase1: 6, phase2: 6 }], '`wish` must be { amps }, or { phase1,'],
  ['installations.setAvailableCurrent', [uuid, {}], '`wish` must be { amps }, or { phase1,'],
])('%s says what it does not know of %j', async (method, given, sentence) => {
  const error = await outcomeOf(() => methodOf(site.zaptec, method)(...given));
  expect(error).toMatchObject({ code: 'invalid-option', message: expect.stringContaining(sentence) });
});

test.each([
  ['chargers.update', 'charger', { maxChargeCurrentA: 40 }, 'maxChargeCurrentA must be 0 to 32 A'],
  ['chargers.update', 'charger', { meterValueIntervalS: 0.5 }, 'meterValueIntervalS must be whole seconds'],
  ['installations.update', 'installation', { threeToOnePhaseSwitchCurrentA: 40 }, 'must be 0 to 32 A'],
  ['installations.setAvailableCurrent', 'installation', { amps: 4_000 }, 'the available current must be 0 to'],
  ['installations.setAvailableCurrent', 'installation', { amps: Number.POSITIVE_INFINITY }, 'must be 0 to'],
  ['installations.setAvailableCurrent', 'installation', { phase1: 6, phase2: -1, phase3: 6 }, 'must be 0 to'],
] as const)('%s of the %s to %j, which the documents do not allow, is refused by one rule', async (...row) => {
  const [method, of, value, words] = row;
  const [charger] = site.emulator.world.chargers();
  const writes = () => site.emulator.calls().filter(({ method: verb }) => verb === 'POST').length;
  const before = writes();
  const id = of === 'charger' ? charger?.id : charger?.installationId;
  const told = (await site.settled(methodOf(site.zaptec, method)(id, value) as Promise<object>)) as object;
  if ('done' in told) expect(told).toMatchObject({ state: 'refused', phasesA: null });
  expect('done' in told ? await told.done : told).toEqual({
    ...{ outcome: 'refused', sentAtMs: null, why: 'bad-value', retryAtMs: null },
    reason: expect.stringMatching(new RegExp(`^Not sent: .*${words}.*\\.$`)),
  });
  expect(writes()).toBe(before);
});

const noId = [
  ['chargers.list', [{ installationId: 'Garage' }], 'asking.installationId', 'an installation', 'find(name)'],
  ['installations.chargers', ['Garage'], 'id', 'an installation', 'find(name)'],
  ...['detail', 'hierarchy', 'firmware', 'setAvailableCurrent', 'availableCurrent', 'update'].map(
    (method) => [`installations.${method}`, ['Garage', given[method]], 'id', 'an installation', 'find(name)'] as const,
  ),
  ['installations.report', ['Garage', days], 'id', 'an installation', 'find(name)'],
  [
    'installations.report',
    [uuid, { ...days, chargerIds: ['ZAP000001'] }],
    'asking.chargerIds[0]',
    'a charger',
    'find(',
  ],
  ['installations.report', [uuid, { ...days, userIds: ['x@y.example'] }], 'asking.userIds[0]', 'a user', 'the cloud'],
  ...['archived', 'archivedPages', 'history'].flatMap(
    (method) =>
      [
        [
          `sessions.${method}`,
          [{ ...span, installationId: 'Garage' }],
          'window.installationId',
          'an installation',
          'find(',
        ],
        [`sessions.${method}`, [{ ...span, chargerId: 'ZAP000001' }], 'window.chargerId', 'a charger', 'find(serial)'],
        [`sessions.${method}`, [{ ...span, userId: 'x@y.example' }], 'window.userId', 'a user', 'the cloud'],
      ] as const,
  ),
  ['sessions.get', ['ZAP000001'], 'id', 'a session', 'session'],
  ['sessions.setPriority', ['', { phases: 1 }], 'id', 'a session', 'session'],
] as const;

test.each(noId)('%s of %j says that %s must be the id of %s, and where it stands', async (...row) => {
  const [method, passed, name, thing, where] = row;
  const { emulator, zaptec } = site;
  const calls = emulator.calls().length;
  const error = await outcomeOf(() => methodOf(zaptec, method)(...passed));
  const { message } = error as Error;
  expect(error).toMatchObject({ name: 'SdkError', code: 'invalid-option' });
  expect(message).toContain(`\`${name}\` must be the id of ${thing}, a UUID`);
  expect(message).toContain(where);
  expect(message).not.toMatch(/Garage|ZAP000001|x@y/);
  expect(emulator.calls().length).toBe(calls);
});

const unfit: readonly (readonly [what: string, given: object, sentence: string])[] = [
  ['a body where nothing goes along', { endpoint: 'charger', params: { id: uuid }, body: { x: 1 } }, 'takes no body'],
  ['a body of null', { endpoint: 'chargers', body: null }, 'takes no body'],
  [
    'a parameter of the path that it has not',
    { endpoint: 'charger', params: { id: uuid, x: '1' } },
    'charger has no parameter "x" in its path. It takes: id',
  ],
  ['a parameter of a path without any', { endpoint: 'chargers', params: { id: uuid } }, 'It takes: none'],
  [
    'a parameter of the query that it has not',
    { endpoint: 'chargers', query: { PageSiz: 5 } },
    'no parameter "PageSiz"',
  ],
  ...[{ a: 1 }, null, undefined, Number.NaN, [5], [{ a: 1 }], () => 1, Symbol('x'), 5n].map(
    (NameFilter): readonly [string, object, string] => [
      'a parameter of the query that no text can say',
      { endpoint: 'chargers', query: { NameFilter } },
      'the parameter "NameFilter" of chargers must be a text, a number, true or false, or a list of texts',
    ],
  ),
];

test.each(unfit)('account.call refuses %s before anything waits: %o', async (_, given, sentence) => {
  const { emulator, zaptec } = site;
  const calls = emulator.calls().length;
  const request = { cause: 'user', lane: 'interactive', app: null, ...given };
  const error = await outcomeOf(() => methodOf(zaptec, 'account.call')(request));
  expect(error).toMatchObject({ code: 'invalid-option', message: expect.stringContaining(sentence) });
  await site.clock.advanceBy(30_000);
  expect(emulator.calls().length).toBe(calls);
});

test('every argument that is an object of options stands in the list of those', () => {
  const names = Object.entries(methods).flatMap(([method, args]) =>
    args.filter(([name]) => !['signal', 'listener'].includes(name)).map(([name]) => [method, name] as const),
  );
  const objects = names.filter(([, name]) => /^(asking|options|window|wish|settings|priority|request)$/.test(name));
  const listed = new Set(taken.map(([method, before]) => `${method} ${before.length}`));
  expect(listed.size).toBe(objects.length);
});

test('no wrong argument of any method gives another error than one of ours', { timeout: 60_000 }, async () => {
  const { emulator, zaptec } = site;
  const places = Object.entries(methods).flatMap(([method, args]) =>
    args.map(([, before]) => [method, before] as const),
  );
  const calls = emulator.calls().length;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), anything, async ([method, before], value) => {
      // A text can be right, a list may be asked for with nothing said: what is wrong is what the types forbid.
      fc.pre(value !== undefined && typeof value !== 'function' && typeof value !== 'string');
      fc.pre(typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length > 0);
      const [charger] = emulator.world.chargers();
      const real = before.map((each) =>
        each === uuid ? charger?.installationId : each === 'ZAP000001' ? charger?.serial : each,
      );
      const error = await outcomeOf(() => methodOf(zaptec, method)(...real, value));
      expect(error).toMatchObject({ name: 'SdkError', code: 'invalid-option' });
      refused++;
    }),
    { numRuns: 2_000 },
  );
  expect(refused).toBeGreaterThan(1_000);
  expect(emulator.calls().length).toBe(calls);
});

test('a name that an argument does not know is refused, and the nearest that it knows is named, or all where none is near', async () => {
  const { emulator, zaptec } = site;
  const calls = emulator.calls().length;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...taken), strangers, async ([method, before, options], stranger) => {
      fc.pre(!Object.hasOwn(options, stranger) && !/^(amps|phase[123]|__proto__)$/.test(stranger));
      const error = await outcomeOf(() => methodOf(zaptec, method)(...before, { ...options, [stranger]: 1 }));
      expect(error).toMatchObject({
        code: 'invalid-option',
        message: expect.stringMatching(/ has no ".*", (the nearest that it has is|it has) /),
      });
    }),
    { numRuns: 500 },
  );
  expect(emulator.calls().length).toBe(calls);
});

test('no method of the front door is left out', () => {
  const found = Object.entries(site.zaptec).flatMap(([room, value]) =>
    typeof value === 'function'
      ? [room]
      : Object.entries(value)
          .filter(([, member]) => typeof member === 'function')
          .map(([method]) => `${room}.${method}`),
  );
  expect(found.sort()).toEqual([...Object.keys(methods), ...bare].sort());
});

type Method = (...given: readonly unknown[]) => unknown;

function methodOf(zaptec: Zaptec, path: string): Method {
  const [room = '', method] = path.split('.');
  const thing = (zaptec as unknown as Readonly<Record<string, unknown>>)[room];
  return (method === undefined ? thing : (thing as Readonly<Record<string, unknown>>)[method]) as Method;
}
