// Every method of the front door, called as a program without types may: what is of a wrong type is refused by its name, in a
// sentence, and nothing is sent.
import { consentLink, SdkError, type Zaptec } from '@fairlead/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

let site: CarefulSite;
beforeAll(async () => {
  site = await openCarefulSite();
});
afterAll(() => site.end());

const junk = { text: [undefined, null, 5, {}], object: [undefined, null, 5], options: [null, 5] };
const uuid = '00000000-0000-4000-8000-000000000001';
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', installationId: uuid };
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
  'chargers.list': [['asking', [], [...junk.options, { name: 5 }, { installationId: 5 }, { maxAgeMs: 'x' }]]],
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
    ['settings', ['ZAP000001'], [...junk.object, [], 'x']],
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
    ['wish', [uuid], [...junk.object, 16, [16, 16, 16]]],
    ['options', [uuid, { amps: 16 }], [...junk.options, { app: 5 }]],
  ],
  'installations.availableCurrent': [['id', [], junk.text]],
  'installations.update': [
    ['id', [], junk.text],
    ['settings', [uuid], junk.object],
    ['options', [uuid, { minPowerOfflineMode: true }], junk.options],
  ],
  'sessions.get': idThenAsking,
  'sessions.archived': windows,
  'sessions.archivedPages': windows,
  'sessions.history': windows,
  'sessions.setPriority': [
    ['id', [], junk.text],
    ['priority', [uuid], [...junk.object, { phases: 2 }, { currentA: '16' }]],
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
    message: expect.stringMatching(new RegExp(`^Failed to call ${method}: \`${name}[^\`]*\` must be .*\\. Correct`)),
  });
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

test.each([undefined, null, 5, {}, { lookupKey: 'abc' }, { lookupKey: 'abc', partnerName: 'A', showExisting: 'no' }])(
  'consentLink refuses %j',
  (options) => {
    expect(() => consentLink(options as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  },
);

type Method = (...given: readonly unknown[]) => unknown;

function methodOf(zaptec: Zaptec, path: string): Method {
  const [room = '', method] = path.split('.');
  const thing = (zaptec as unknown as Readonly<Record<string, unknown>>)[room];
  return (method === undefined ? thing : (thing as Readonly<Record<string, unknown>>)[method]) as Method;
}

/** The error of a method that throws, rejects, or hands over an iteration that does. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    const told = call();
    if (typeof told === 'object' && told !== null && Symbol.asyncIterator in told)
      return await Array.fromAsync(told as AsyncIterable<unknown>);
    return await told;
  } catch (error) {
    return error;
  }
}
