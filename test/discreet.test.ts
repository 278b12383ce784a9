// Nothing secret passes the border, and nothing secret or personal is said: every field and id that the tables mark is seeded
// into what the cloud answers and publishes, the SDK lives through it at its most talkative, and all that it holds, keeps,
// writes and says is searched (secrets-confidential, personal-data).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import type { Fact } from '@fairlead/policy';
import { encodeBusMessage, type Field, models, observations } from '@fairlead/protocol';
import {
  type Account,
  type AccountEvent,
  type Batch,
  connect,
  explain,
  fileJournal,
  fileKeeper,
  fileSecrets,
  type LinkLoss,
  type Log,
  type MessageSource,
  memoryKeeper,
  memorySecrets,
  openAccount,
  SdkError,
  type SecretName,
  type Zaptec,
} from '@fairlead/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from './manual-clock.ts';

const fields: readonly Field[] = Object.values(models).flat();
const namesOf = (sensitivity: Field['sensitivity']): readonly string[] => [
  ...new Set(fields.filter((field) => field.sensitivity === sensitivity).map(({ name }) => name)),
];
const idsOf = (sensitivity: Field['sensitivity']): readonly number[] => [
  ...new Set(observations.filter((each) => each.sensitivity === sensitivity).map(({ id }) => id)),
];
/** Names that no table has and that look like what they are. */
const lookalikes = [
  ...['NewDevicePassword', 'partnerSecret', 'HostKey', 'WifiPassphrase', 'sessionToken', 'ownerPin'],
  ...['wpaPsk', 'Bearer', 'authorization', 'sharedAccessSignature', 'connectionString', 'basicAuth'],
];
/** Observations whose value is JSON by the tables, and one that no table has. */
const jsonIds = [...new Set(observations.filter(({ type }) => type === 'json').map(({ id }) => id)), 5002];
/** Values that the SDK reads as something: a marker in their place would make the row unreadable. */
const readAsThemselves: ReadonlySet<string> = new Set([
  ...['DeviceId', 'SerialNo', 'MID', 'Latitude', 'Longitude'],
  ...['deviceId', 'authorizedUser', 'UserDetails', 'UserId'],
]);
const secret = (name: string | number): string => `S3CRET-${name}-value`;
const personal = (name: string | number): string => `P3RSON-${name}-value`;

/** JSON text with every name that is or looks secret, as it stands, in a list, and in a text of its own. */
const seededJson = (id: number): string => {
  const hidden = Object.fromEntries(
    [...namesOf('secret'), ...lookalikes].map((name) => [name.toUpperCase(), secret(`${name}-in-${id}`)]),
  );
  const inner = JSON.stringify({ ...hidden, Deep: [hidden] });
  const Texts = [...namesOf('secret'), ...lookalikes].flatMap((name) => plainTexts(name, secret(`${name}-in-${id}`)));
  return JSON.stringify({ SchemaVersion: `json-of-${id}`, ...hidden, List: [{ ...hidden }], Text: inner, Texts });
};

/** Texts that are no JSON and hold a secret behind its name, in every form, and what is left to know each of them by. */
function plainTexts(name: string, value: string): readonly string[] {
  const wide = name.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
  return [
    `query-of /x?a=1&${name}=${value}&b=2`,
    `settings-of User=x;${name}=${value};b=2`,
    `xml-of <a><${name}>${value}</${name}><b>2</b></a>`,
    `pair-of {Key:'${name}', Value:'${value}'}`,
    `json-pair-of {"Name":"${name}","Value":"${value}"}`,
    `wide-of ${wide}=${value}`,
    `wide-json-of {"${wide}":"${value}"}`,
  ];
}
/** Observations that no table has, with a text of each of these forms. */
const textIds = [6001, 6002, 6003, 6004, 6005, 6006] as const;
const seededText = (id: number): string =>
  [...namesOf('secret'), ...lookalikes]
    .map((name) => plainTexts(name, secret(`${name}-in-${id}`))[id - 6001])
    .join('\n');

let clock: ManualClock;
let emulator: Emulator;
let zaptec: Zaptec;
const said: string[] = [];
const facts: Fact[] = [];
const batches: Batch[] = [];
const metrics: unknown[] = [];
const events: AccountEvent[] = [];
const changes: unknown[] = [];
const standings: string[] = [];
const answers: unknown[] = [];
const errors: unknown[] = [];
/** What became of writes that the cloud refused with words of its own. */
const outcomes: unknown[] = [];
const inspected: string[] = [];
/** Ended sessions and reports, as a program that asked for them has them. */
const ended: Record<string, readonly object[]> = {};
/** Installations, chargers, trees and firmware, as a program that asked for them has them. */
const things: Record<string, readonly { readonly row: Readonly<Record<string, unknown>> }[]> = {};
let seeded = 0;
let kept: string | null = null;
/** Everything that the folder of `keepIn` would hold, byte by byte. */
let onDisk = '';

const talkative: Log = Object.fromEntries(
  (['debug', 'info', 'warn', 'error'] as const).map((level) => [
    level,
    (lines: object, message: string) => void said.push(`${level} ${whole(lines)} ${message}`),
  ]),
) as unknown as Log;

/** Everything of a value that anybody could see, hidden parts, causes and stacks too. */
function whole(value: unknown): string {
  return inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null });
}

/** What the cloud may say in an error, of whom and with what. */
const spoken = (name: string): object => ({
  [name]: `token ${secret(`said-in-${name}`)} of ${personal(`said-in-${name}`)}`,
  ...{ StackTrace: secret('trace'), Title: personal('title'), password: secret('password-in-error') },
});

/** Puts a marker into every object of an answer, at every depth, for each name that the tables know. */
function seed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seed);
  if (typeof value !== 'object' || value === null) return value;
  seeded++;
  const row: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, seed(inner)]),
  );
  for (const name of [...namesOf('secret'), ...lookalikes]) row[name] = secret(name);
  row['FutureTexts'] = [...namesOf('secret'), ...lookalikes].flatMap((name) =>
    plainTexts(name, secret(`${name}-noted`)),
  );
  row['FuturePairs'] = [...namesOf('secret')].map((name) => ({ Name: name, Value: secret(`${name}-paired`) }));
  for (const name of namesOf('personal')) if (!readAsThemselves.has(name)) row[name] = personal(name);
  return row;
}

function seededState(items: unknown): unknown {
  if (!Array.isArray(items)) return items;
  const [{ ChargerId }] = items;
  const item = (StateId: number, ValueAsString: string) => ({
    ...{ ChargerId, StateId, ValueAsString },
    Timestamp: '2026-11-20T15:00:00',
  });
  const known = items.filter(
    ({ StateId }) => ![...idsOf('secret'), ...idsOf('personal'), ...jsonIds].includes(StateId),
  );
  const seeds = [
    ...idsOf('secret').map((id) => item(id, secret(id))),
    ...idsOf('personal').map((id) => item(id, personal(id))),
    ...jsonIds.filter((id) => !idsOf('personal').includes(id)).map((id) => item(id, seededJson(id))),
    ...textIds.map((id) => item(id, seededText(id))),
  ];
  return [...known, ...seeds];
}

/** What the cloud itself gives to be kept secret: tokens, and the keys of the bus. */
const keys = new Set<string>();
let isWayBroken = false;

const seeding: typeof fetch = async (input, init) => {
  if (isWayBroken) {
    const cause = Object.assign(new Error(secret('cause')), { code: secret('code-of-cause') });
    throw Object.assign(new TypeError(secret('fetch'), { cause }), { code: secret('code') });
  }
  const answer = await emulator.fetch(input, init);
  const path = new URL(String(input instanceof Request ? input.url : input)).pathname;
  if (!answer.headers.get('content-type')?.includes('json')) return answer;
  if (/token|ConnectionDetails/.test(path)) {
    const told = (await answer.clone().json()) as { readonly access_token?: string; readonly Password?: string };
    for (const key of [told.access_token, told.Password]) if (key !== undefined) keys.add(key);
    return answer;
  }
  const body: unknown = JSON.parse(await answer.text());
  const told = path.endsWith('/state') ? seededState(body) : seed(body);
  return new Response(JSON.stringify(told), { status: answer.status, headers: { 'content-type': 'application/json' } });
};

beforeAll(async () => {
  clock = manualClock();
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2, charging: 1 } });
  const { owner } = emulator.accounts;
  const keeper = memoryKeeper();
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-discreet-'));
  const disk = { journal: fileJournal({ folder }), keeper: fileKeeper({ folder }), secrets: fileSecrets({ folder }) };
  const secrets = memorySecrets();
  let isBroken = false;
  let isBusBroken = false;
  let loseLink = (_: LinkLoss): void => {};
  const bus = emulator.messageSource();
  const source: MessageSource = {
    open(details, handler, credit) {
      const told = { condition: secret('condition'), code: secret('code-of-bus') };
      if (isBusBroken) throw Object.assign(new Error(`cannot open ${details.password} ${secret('open')}`), told);
      loseLink = (loss) => handler.lost(loss);
      return bus.open(details, handler, credit);
    },
  };
  const options = {
    ...{ baseUrl: emulator.url, userAgent: 'discreet/1.0 (+https://example.org)', userGroupIds: owner.userGroupIds },
    ...{ credentials: { read: async () => owner }, fetch: seeding, source, clock },
    log: talkative,
    secrets: {
      load: secrets.load,
      async save(name: SecretName, value: string | null) {
        await Promise.all([secrets.save(name, value), disk.secrets.save(name, value)]);
      },
    },
    keeper: {
      load: keeper.load,
      async persist(accountId: string, batch: Batch) {
        batches.push(batch);
        await disk.keeper.persist(accountId, batch);
        if (isBroken) throw new Error(`postgres://u:${secret('store')}@db: row ${personal('store')} is not unique`);
        await keeper.persist(accountId, batch);
      },
    },
    journal: (fact: Fact) => {
      facts.push(fact);
      disk.journal.write(fact);
      if (fact.kind === 'call' && facts.length < 5) throw new Error(personal('journal'));
    },
    metrics: {
      count: (...told: readonly unknown[]) => void metrics.push(told),
      gauge(...told: readonly unknown[]) {
        metrics.push(told);
        if (metrics.length === 3) throw new Error(personal('metrics'));
      },
    },
  } as const;
  zaptec = await connect(options);
  zaptec.account.subscribe((event) => {
    events.push(event);
    if (event.kind === 'observation' && event.observation.value?.startsWith('P3RSON'))
      throw new Error(`cannot use ${event.observation.value}`, { cause: personal('cause') });
  });
  const following = (async () => {
    for await (const change of zaptec.changes({ also: ['stream', 'login', 'governor'] })) changes.push(change);
  })();
  await clock.advanceBy(30_000);

  const [charger] = emulator.world.chargers();
  if (!charger) throw new Error('a world without chargers');
  const publish = ([StateId, ValueAsString]: readonly [number, string], Timestamp: string): void => {
    const { id: ChargerId, serial: DeviceId } = charger;
    const body = encodeBusMessage({ ChargerId, DeviceId, DeviceType: 4, StateId, ValueAsString, Timestamp });
    emulator.faults.publishRaw(charger.installationId, body);
  };
  for (const id of idsOf('secret')) publish([id, secret(id)], '2026-11-20T15:01:00Z');
  for (const id of idsOf('personal')) publish([id, personal(id)], '2026-11-20T15:01:00Z');
  await clock.advanceBy(1_000);
  for (const id of jsonIds) publish([id, seededJson(id)], '2026-11-20T15:02:00Z');
  for (const id of textIds) publish([id, seededText(id)], '2026-11-20T15:02:00Z');
  publish([5003, `{"torn": "json-of-5003", "wpaPsk": "${secret('torn')}`], '2026-11-20T15:02:00Z');
  emulator.faults.publishRaw(charger.installationId, new TextEncoder().encode(`broken ${secret('message')}`));
  await clock.advanceBy(10_000);

  for (const endpoint of ['chargers', 'installations', 'constants'] as const)
    answers.push(await asked(zaptec.account.call({ endpoint, cause: 'command', lane: 'command', app: null })));
  emulator.faults.failNext(
    {},
    {
      status: 500,
      body: JSON.stringify({ Code: 505, Details: personal('details'), StackTrace: secret('stack') }),
      contentType: 'application/json',
    },
  );
  answers.push(
    await asked(
      zaptec.account.call({
        endpoint: 'charger',
        params: { id: charger.id },
        cause: 'command',
        lane: 'command',
        app: null,
      }),
    ),
  );
  answers.push(await asked(zaptec.chargers.pause(personal('unknown'))));
  const { installationId } = charger;
  const [charging, idle] = [3, 1].map((mode) => emulator.world.chargers().find((one) => one.mode === mode)?.id ?? '');
  const refusals: readonly (readonly [number, object, () => Promise<unknown>])[] = [
    [500, { Code: 528, ...spoken('Details') }, () => zaptec.chargers.pause(charging ?? '')],
    [403, { errorCode: 404, ...spoken('message') }, () => zaptec.chargers.restart(charging ?? '')],
    [500, { errorCode: 528, ...spoken('message') }, () => zaptec.chargers.restart(idle ?? '')],
    [
      500,
      { Code: 527, ...spoken('Details') },
      async () => (await zaptec.installations.setAvailableCurrent(installationId, { amps: 9 })).done,
    ],
    [
      500,
      { errorCode: 527, ...spoken('message') },
      () => zaptec.chargers.update(charger.id, { meterValueIntervalS: 900 }),
    ],
    [
      400,
      { error: secret('oauth'), ...spoken('error_description') },
      () => zaptec.chargers.update(idle ?? '', { meterValueIntervalS: 1800 }),
    ],
  ];
  for (const [status, body, write] of refusals) {
    emulator.faults.failNext(
      { method: 'POST' },
      { status, body: JSON.stringify(body), contentType: 'application/json' },
    );
    outcomes.push(await asked(write()));
  }
  const archived = { from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z', installationId };
  const before = { from: '2026-10-10T00:00:00Z', to: '2026-11-01T00:00:00Z', installationId };
  /** Of the same days a report is asked for once a day. */
  const reports = [
    ['user', { from: '2026-10-01', to: '2026-10-11' }],
    ['charger', { from: '2026-10-11', to: '2026-10-21' }],
    ['card', { from: '2026-10-21', to: '2026-11-01' }],
  ] as const;
  // The deprecated history is asked only as long as no archive answered.
  emulator.faults.plan({ kind: 'status', status: 404 }, { path: '/api/sessions/archived' }, 1);
  const older = { from: '2026-09-25T00:00:00Z', to: '2026-10-10T00:00:00Z', installationId };
  ended['of the deprecated history'] = rowsIn(await asked(all(zaptec.sessions.history(older))));
  ended['archived'] = rowsIn(await asked(all(zaptec.sessions.archived(archived))));
  ended['of the archive, by history'] = rowsIn(await asked(all(zaptec.sessions.history(before))));
  const [session] = ended['archived'] as readonly { readonly id: string }[];
  ended['by id'] = rowsIn([await asked(zaptec.sessions.get(session?.id ?? ''))]);
  for (const [groupedBy, days] of reports)
    ended[`in a report by ${groupedBy}`] = rowsIn([
      await asked(zaptec.installations.report(installationId, { ...days, groupedBy })),
    ]);
  const thing = async (told: Promise<unknown>): Promise<(typeof things)[string]> =>
    rowsIn([await asked(told)]).flatMap((one) => ('value' in one ? one.value : one)) as (typeof things)[string];
  things['installation of the list'] = await thing(all(zaptec.installations.list()));
  things['installation that was found'] = await thing(zaptec.installations.find(installationId));
  things['installation’s detail'] = await thing(zaptec.installations.detail(installationId));
  things['charger’s detail'] = await thing(zaptec.chargers.detail(charger.id));
  things['hierarchy'] = await thing(zaptec.installations.hierarchy(installationId));
  things['charger’s firmware'] = await thing(zaptec.installations.firmware(installationId));
  isBroken = true;
  emulator.world.unplug(emulator.world.chargers().find(({ mode }) => mode === 3)?.id ?? charger.id);
  await clock.advanceBy(60_000);
  const look = (): void => void standings.push(whole([zaptec.account.streamStatus(), zaptec.account.loginState()]));
  look();
  isBroken = false;
  await clock.advanceBy(120_000);
  loseLink({ condition: secret('condition-of-loss'), message: secret('loss'), permanent: false });
  await clock.advanceBy(0);
  look();
  isBusBroken = true;
  await clock.advanceBy(30_000);
  look();
  isBusBroken = false;
  isWayBroken = true;
  await asked(zaptec.chargers.readState(emulator.world.chargers()[1]?.id ?? charger.id));
  look();
  isWayBroken = false;
  await clock.advanceBy(120_000);
  emulator.faults.revokeTokens();
  emulator.faults.rotateBusKeys();
  await clock.advanceBy(900_000);
  kept = await options.secrets.load('access-token');
  inspected.push(whole(zaptec), whole(zaptec.account), whole(zaptec.chargers), whole(options.secrets));

  const closing = zaptec.close();
  await clock.advanceBy(10_000);
  await closing;
  await following;

  const wrong = openAccount({
    ...options,
    secrets: memorySecrets(),
    credentials: { read: async () => ({ username: owner.username, password: secret('password') }) },
  });
  await wrong.start();
  await asked(wrong.ready());
  await clock.advanceBy(5_000);
  const leaky = openAccount({
    ...options,
    secrets: { load: async () => Promise.reject(new Error(secret('kept'))), save: async () => {} },
    credentials: { read: (): Promise<never> => Promise.reject(new Error(`cannot parse ${secret('source')}`)) },
  });
  await leaky.start();
  await asked(leaky.ready());
  inspected.push(whole(wrong), whole(leaky));
  const closed = (account: Account): Promise<void> => clock.during(account.close(), 10_000);
  // A login is followed once in a process.
  for (const account of [wrong, leaky]) await closed(account);
  const unreadable = openAccount({
    ...options,
    keeper: { ...options.keeper, load: () => Promise.reject(new Error(`row ${personal('load')} is torn`)) },
  });
  await asked(unreadable.start());
  inspected.push(whole(unreadable));
  await closed(unreadable);
  for (const { parentPath, name } of readdirSync(folder, { withFileTypes: true }))
    onDisk += readFileSync(join(parentPath, name), 'latin1');
  disk.journal.close();
  disk.keeper.close();
  rmSync(folder, { recursive: true });
  errors.push(new SdkError('held', 'Failed to x: y. Z.', { cause: null }));
}, 60_000);
afterAll(() => emulator.stop());

/** What came of it, or why it failed; time runs until one of them is there. */
async function asked(promise: Promise<unknown>): Promise<unknown> {
  const settled = promise.then(
    (answer) => answer,
    (error) => {
      errors.push(error);
      return null;
    },
  );
  await clock.advanceBy(70_000);
  return settled;
}

function rowsIn(told: unknown): readonly object[] {
  if (!Array.isArray(told) || told.length === 0 || told.includes(null))
    throw new Error(`nothing to search was told: ${errors.at(-1)}`);
  return told;
}

/** Markers in a text, each once. */
const found = (text: string, kind: 'S3CRET' | 'P3RSON'): string[] => [
  ...new Set(text.match(new RegExp(`${kind}-[\\w-]+-value`, 'g'))),
];
const identities = (): readonly string[] => {
  const { owner } = emulator.accounts;
  return [owner.username, owner.password, ...emulator.world.chargers().flatMap(({ serial, name }) => [serial, name])];
};
/** Tokens and keys of the bus that stand in a text. */
const keysIn = (text: string): string[] => [...keys].filter((key) => text.includes(key));
const identitiesIn = (text: string): string[] => identities().filter((each) => text.includes(each));

describe('what was seeded', () => {
  test('is every secret and personal name and id of the tables, in answers and on the bus', () => {
    expect(namesOf('secret').length).toBeGreaterThan(3);
    expect(namesOf('personal').length).toBeGreaterThan(20);
    expect(idsOf('secret')).toEqual(expect.arrayContaining([863, 864]));
    expect(seeded).toBeGreaterThan(20);
  });

  test('arrived: personal values are held and kept, for whoever may see them', () => {
    expect(found(whole(batches), 'P3RSON').length).toBeGreaterThan(namesOf('personal').length - 10);
    const arrived = found(whole(events), 'P3RSON');
    for (const id of idsOf('personal')) expect(arrived).toContain(personal(id));
    const [charger] = emulator.world.chargers();
    expect(found(whole(zaptec.chargers.observations(charger?.id ?? '')), 'P3RSON')).toEqual([]);
  });

  test('holds JSON in texts, of which all but its secrets arrived by answer and by bus', () => {
    expect(jsonIds).toEqual(expect.arrayContaining([-100, 100, 101, 717, 723, 5002]));
    for (const via of ['poll', 'stream'])
      for (const id of jsonIds.filter((each) => via === 'stream' || !idsOf('personal').includes(each)))
        expect(
          batches.flatMap(({ observations: held }) => held.filter((one) => one.stateId === id && one.via === via)),
        ).toContainEqual(expect.objectContaining({ value: expect.stringContaining(`json-of-${id}`) }));
  });

  test('holds texts that are no JSON, of which all but their secrets arrived by answer and by bus', () => {
    const marks = ['query-of', 'settings-of', 'xml-of', 'pair-of', 'json-pair-of', 'wide-of'];
    for (const via of ['poll', 'stream'])
      for (const [place, mark] of marks.entries())
        expect(
          batches.flatMap(({ observations: held }) =>
            held.filter((one) => one.stateId === textIds[place] && one.via === via),
          ),
        ).toContainEqual(expect.objectContaining({ value: expect.stringContaining(mark) }));
    for (const mark of marks) expect(String(things['charger’s detail']?.[0]?.row['FutureTexts'])).toContain(mark);
  });

  test('came with tokens and keys of the bus, one of them kept by the keeper of secrets', () => {
    expect(keys.size).toBeGreaterThan(3);
    expect([...keys].some((key) => kept?.includes(key))).toBe(true);
  });

  test('came in every kind of refusal of a write', () => {
    expect(outcomes.map((told) => (told as { readonly why?: string }).why)).toEqual([
      ...['rejected', 'role', 'rejected', 'not-supported', 'not-supported', 'other'],
    ]);
  });

  test('made the SDK talk, fail and count', () => {
    expect(said.some((line) => line.startsWith('error'))).toBe(true);
    expect(said.join('\n')).toContain('The journal threw');
    expect(said.join('\n')).toContain('The metrics threw');
    expect(said.join('\n')).toContain('A listener of the account threw');
    expect(said.join('\n')).toContain('A bus message could not be read');
    expect(said.join('\n')).toContain('The store failed to keep state');
    expect(said.join('\n')).toContain('The stream could not be opened');
    expect(said.join('\n')).toContain('The stream was lost');
    expect(errors.map((error) => (error as SdkError).code)).toContain('store-unreadable');
    expect(standings.map((text) => /state: '(\w+)'/.exec(text)?.[1])).toEqual(['down', 'connecting', 'down', 'down']);
    expect(errors.length).toBeGreaterThan(4);
    expect(errors.every((error) => error instanceof SdkError)).toBe(true);
    expect(metrics.length).toBeGreaterThan(50);
    expect(facts.length).toBeGreaterThan(10);
  });
});

describe('nothing secret is', () => {
  test.each([
    [
      'in the mirror',
      () => [
        zaptec.account.mirror.chargers(),
        zaptec.account.mirror.installations(),
        emulator.world.chargers().map(({ id }) => zaptec.account.mirror.observations(id)),
      ],
    ],
    [
      'in what lies below a view, personal values too',
      () => emulator.world.chargers().map(({ id }) => zaptec.chargers.observations(id, { personal: true })),
    ],
    ['handed to the keeper', () => batches],
    ['in the journal', () => facts],
    ['in events', () => events],
    ['in changes', () => changes],
    ['in answers to single calls', () => answers],
  ])('%s', (_, seen) => {
    expect(found(whole(seen()), 'S3CRET')).toEqual([]);
    expect(keysIn(whole(seen()))).toEqual([]);
  });
});

describe('nothing secret and nobody’s name is said', () => {
  test.each([
    ['in a line of the log', () => said.join('\n')],
    ['in the journal', () => whole(facts)],
    ['in a metric', () => whole(metrics)],
    ['in the status of streams and login while store, bus and way fail', () => standings.join('\n')],
    ['in an error, its causes, its stack and its explanation', () => whole([errors, errors.map(explain)])],
    ['in what became of writes that the cloud refused', () => whole(outcomes)],
    ['by whoever inspects a client, an account or a keeper of secrets', () => inspected.join('\n')],
  ])('%s', (_, text) => {
    expect(text().length).toBeGreaterThan(100);
    expect(found(text(), 'S3CRET')).toEqual([]);
    expect(found(text(), 'P3RSON')).toEqual([]);
    expect(keysIn(text())).toEqual([]);
    expect(identitiesIn(text())).toEqual([]);
  });
});

describe('who charged is told to who names it, and by nothing that prints, spreads or serialises', () => {
  /** Names of things stand in these; who charged does not. */
  const named = ['DeviceName', 'deviceName', 'InstallationName'].map(personal);
  test.each([
    'archived',
    'of the archive, by history',
    'of the deprecated history',
    'by id',
    'in a report by user',
    'in a report by charger',
    'in a report by card',
  ])('a session %s', (where) => {
    const rows = ended[where] ?? [];
    // By charger each group is one.
    const things = where === 'in a report by charger' ? [...named, personal('GroupAsString')] : named;
    expect(rows.length).toBeGreaterThan(0);
    expect(found(whole(rows), 'P3RSON').filter((name) => !things.includes(name)).length).toBeGreaterThan(0);
    const printed = [
      inspect(rows, { depth: 9, maxArrayLength: null }),
      JSON.stringify(rows),
      JSON.stringify(rows.map((row) => ({ ...row }))),
      inspect(structuredClone(rows), { depth: 9, maxArrayLength: null, showHidden: true }),
    ].join('\n');
    expect(found(printed, 'P3RSON').filter((name) => !things.includes(name))).toEqual([]);
    expect(found(printed, 'S3CRET')).toEqual([]);
  });
});

describe('where people live and how they are reached is told to who names it, and by nothing that prints, spreads or serialises', () => {
  /** What a thing is called stands beside its row, as the view's own. */
  const named = ['Name'].map(personal);
  const fields = ['Address', 'ZipCode', 'City', 'ContactEmail', 'UserEmail', 'Username'];
  test.each([
    'installation of the list',
    'installation that was found',
    'installation’s detail',
    'charger’s detail',
    'hierarchy',
    'charger’s firmware',
  ])('in the row of: %s', (where) => {
    const rows = things[where] ?? [];
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) for (const name of fields) expect(row[name]).toBe(personal(name));
    const printed = [
      inspect(rows, { depth: 9, maxArrayLength: null }),
      JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      inspect(
        rows.map(({ row }) => ({ ...row })),
        { depth: 9 },
      ),
      inspect(structuredClone(rows), { depth: 9, maxArrayLength: null, showHidden: true }),
    ].join('\n');
    expect(printed).toMatch(/"row":\{"\w+":/);
    expect(found(printed, 'P3RSON').filter((name) => !named.includes(name))).toEqual([]);
    expect(found(whole(rows), 'S3CRET')).toEqual([]);
  });
});

async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

test('what lies on a disk has no secret, nothing personal, no token and no name of anybody', () => {
  expect(onDisk.length).toBeGreaterThan(50_000);
  // What is to be kept is there: an observation's number, a call's path.
  expect(onDisk).toContain('/api/chargers/{id}/state');
  expect([found(onDisk, 'S3CRET'), found(onDisk, 'P3RSON'), keysIn(onDisk), identitiesIn(onDisk)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
});
