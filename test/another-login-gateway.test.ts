// What one login left in the gateway's folder is not another's: neither on its pages, nor in its numbers, nor at the doctor.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ChargerView, consultDoctor, type DoctorView, openStore } from '@fairlead/gateway';
import type { PasswordLogin } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type RehearsedHouse, rehearsedHouse } from './rehearsed-house.ts';

const hourMs = 3_600_000;

/** Null: the source cannot be read. */
let who: PasswordLogin | null;
let house: RehearsedHouse;
let known: readonly ChargerView[];
async function read(): Promise<PasswordLogin> {
  if (who === null) throw new Error('away');
  return who;
}
beforeEach(async () => {
  house = await rehearsedHouse('virtual', { credentials: { main: { read } } });
  who = house.emulator.accounts.owner;
  known = await house.filled();
});
afterEach(async () => {
  expect(brokenClauses(seenBy(house.emulator))).toEqual([]);
  await house.end();
});

const admin = (): string => readFileSync(house.gateway().adminKeyFile, 'utf8').trim();
const codesOf = ({ findings }: DoctorView): readonly string[] => findings.map(({ code }) => code);
const doctorsCodes = async () => codesOf((await house.ask('/v1/doctor', { key: admin() })).body);

/** Everything that a page, a program, Prometheus and the doctor are told, as one text; the page's first event among it. */
async function told(): Promise<string> {
  const paths = ['chargers', 'installations', 'streams', 'fair-use', 'doctor'].map((path) => `/v1/${path}`);
  const asking = [...paths, '/metrics', '/api/chargers', '/api/installation'];
  const answers = await Promise.all(asking.map((path) => house.ask(path, { key: admin() })));
  const events = await fetch(`${house.gateway().url}/v1/events`, { headers: { authorization: `Bearer ${admin()}` } });
  const { value } = (await events.body?.getReader().read()) ?? {};
  return [...answers.map(({ text }) => text), new TextDecoder().decode(value)].join('\n');
}
const ofFirst = (): readonly string[] =>
  known.flatMap(({ id, serial, name, installationId }) => [id, serial, name, `${installationId}`]);
const leaked = async (): Promise<readonly string[]> => {
  const text = await told();
  return ofFirst().filter((word) => text.includes(word));
};
const held = async () => (await house.chargers()).map(({ id, mode }) => [id, mode.value]);

function inStore(sql: string): void {
  const db = new DatabaseSync(join(house.dataDir, 'fairlead.db'));
  db.exec(sql);
  db.close();
}

/** With the cloud dark nothing can be read: what is told is what was kept. */
async function startInTheDark(login: PasswordLogin | null): Promise<void> {
  who = login;
  await house.stop();
  house.emulator.faults.goDark();
  await house.start();
}
async function cloudIsBack(): Promise<void> {
  await house.emulator.faults.comeBack();
  await house.until(house.account, ({ login }) => login === 'ok', 600_000);
}
/** Chargers, and calls of the day, that the metrics and the fair use tell of. */
async function counted(): Promise<readonly number[]> {
  const { body } = await house.ask('/v1/fair-use');
  const metrics = (await house.ask('/metrics')).text;
  const [, chargers = ''] = /^fairlead_chargers\{account="main"\} (\d+)$/m.exec(metrics) ?? [];
  return [Number(chargers), body.items[0].callsToday];
}

test('another login sees nothing of what the first one left, before the cloud knows it and after; the first one its own again', async () => {
  const modes = await held();
  await startInTheDark(house.emulator.accounts.stranger);
  expect(house.logged.join('\n')).toContain('What is kept belongs to another login and is not used; it is put aside');
  expect(await leaked()).toEqual([]);
  expect(await counted()).toEqual([0, 1]); // logins are everybody's: their space binds the next one too
  await cloudIsBack();
  await house.until(doctorsCodes, (codes) => codes.includes('no-charger'));
  expect(await leaked()).toEqual([]);
  expect(house.logins()).toEqual([200, 200]);

  const callsOfSecond = (await counted())[1] ?? 0;
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
  expect((await counted())[1]).toBeGreaterThan(callsOfSecond);
  await cloudIsBack();
  expect(house.logins()).toEqual([200, 200]); // its token lay aside
});

test('what is put aside lies nowhere in clear, nor whose it is', async () => {
  const { owner, stranger } = house.emulator.accounts;
  await startInTheDark(stranger);
  await cloudIsBack();
  await house.until(doctorsCodes, (codes) => codes.includes('no-charger'));
  await house.stop();
  const files = readdirSync(house.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['owner.sealed', 'former-owners.sealed']));
  const secret = [owner, stranger].flatMap(({ username, password }) => [username, password]);
  const words = [...secret, ...known.flatMap(({ name, serial }) => [name, serial])];
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    expect(
      words.filter((word) => bytes.includes(word)),
      name,
    ).toEqual([]);
  }
});

test('whose token has ended meanwhile is shown its own when the cloud has accepted it again', async () => {
  await startInTheDark(house.emulator.accounts.stranger);
  await cloudIsBack();
  await house.pass(25 * hourMs);
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual([]);
  // The lists are not to be had: what is shown is what was kept.
  for (const path of ['/api/chargers', '/api/installation'])
    house.emulator.faults.plan({ kind: 'status', status: 500 }, { path }, Infinity);
  await house.emulator.faults.comeBack();
  await house.until(house.chargers, (views) => views.length === known.length);
});

test('a wrong password, or a name that the cloud does not know, takes nothing from the last login', async () => {
  const modes = await held();
  await house.stop();
  who = { username: 'nobody@fairlead.test', password: 'wrong' };
  await house.start();
  await house.until(house.account, ({ login }) => login === 'refused');
  expect(await leaked()).toEqual([]);
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
});

test('while the login cannot be read nothing kept is shown; when it can, all of it is, and what was under way is ended', async () => {
  const charging = known.find(({ mode }) => mode.value === 'charging');
  const { body: command } = await house.ask(`/v1/chargers/${charging?.id}/pause`, { method: 'POST' });
  const stateOf = async () => (await house.ask(`/v1/commands/${command.id}`)).body.state;
  await house.until(stateOf, (state) => state === 'confirmed');
  const before = await counted();
  await house.stop();
  inStore("UPDATE command SET state = 'sent', ended_at_ms = NULL"); // as a kill leaves it
  who = null;
  await house.start();
  expect([await leaked(), await counted()]).toEqual([[], [0, 1]]);
  who = house.emulator.accounts.owner;
  await house.until(house.chargers, (views) => views.length === known.length, hourMs);
  // Each call once, whenever it is learnt of.
  await house.until(
    async () => (await counted())[1],
    (calls) => calls === house.emulator.calls().length,
  );
  expect(house.emulator.calls().length).toBeGreaterThan(before[1] ?? Infinity);
  await house.until(stateOf, (state) => state === 'confirmed');
});

test('a command of one login is no other’s to ask for, nor told to its pages', async () => {
  const charging = known.find(({ mode }) => mode.value === 'charging');
  const asking = { method: 'POST', headers: { 'idempotency-key': 'once' } };
  const { body: command } = await house.ask(`/v1/chargers/${charging?.id}/pause`, asking);
  await startInTheDark(house.emulator.accounts.stranger);
  expect((await house.ask(`/v1/commands/${command.id}`)).status).toBe(404);
  await house.emulator.faults.comeBack();
  await startInTheDark(house.emulator.accounts.owner);
  expect((await house.ask(`/v1/commands/${command.id}`)).body).toMatchObject({ id: command.id, accountId: 'main' });
  expect((await house.ask(`/v1/chargers/${charging?.id}/pause`, asking)).body.id).toBe(command.id);
});

test('what a version kept that noted nobody’s login becomes that of the login whose token lies beside it', async () => {
  const [modes, before] = [await held(), await counted()];
  await house.stop();
  rmSync(join(house.dataDir, 'logins'), { recursive: true });
  for (const table of ['observation', 'charger', 'installation', 'fact', 'command'])
    inStore(`UPDATE ${table} SET account_id = 'main' WHERE account_id LIKE 'main/%'`);
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
  expect((await counted())[1]).toBeGreaterThanOrEqual(before[1] ?? Infinity);
  await startInTheDark(house.emulator.accounts.stranger);
  expect([await leaked(), await counted()]).toEqual([[], [0, 1]]);
  await cloudIsBack();
});

test('what a version kept that noted nobody’s login is served while the cloud is away and no token is valid', async () => {
  const modes = await held();
  await house.stop();
  rmSync(join(house.dataDir, 'logins'), { recursive: true });
  for (const table of ['observation', 'charger', 'installation', 'fact', 'command'])
    inStore(`UPDATE ${table} SET account_id = 'main' WHERE account_id LIKE 'main/%'`);
  inStore("DELETE FROM meta WHERE name = 'login'; DELETE FROM secret WHERE name = 'access-token'");
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
  await house.pass(25 * hourMs); // the token that is lost has ended
  await startInTheDark(house.emulator.accounts.owner);
  await cloudIsBack();
  await startInTheDark(house.emulator.accounts.stranger);
  expect(await leaked()).toEqual([]);
});

/** A command that was sent under a key, and what is asked to be told of it again. */
async function commanded(): Promise<{ readonly id: string; again(): Promise<string> }> {
  const charging = known.find(({ mode }) => mode.value === 'charging');
  const asking = { method: 'POST', headers: { 'idempotency-key': 'once' } };
  const again = async (): Promise<string> => (await house.ask(`/v1/chargers/${charging?.id}/pause`, asking)).body.id;
  return { id: await again(), again };
}

test('a kill between the mark of the first login and the taking over loses nothing: the next start takes it over', async () => {
  const { id, again } = await commanded();
  const [modes, before] = [await held(), await counted()];
  await house.stop();
  for (const table of ['observation', 'charger', 'installation', 'fact', 'command'])
    inStore(`UPDATE ${table} SET account_id = 'main' WHERE account_id LIKE 'main/%'`);
  inStore("DELETE FROM meta WHERE name = 'login'");
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
  expect((await counted())[1]).toBeGreaterThanOrEqual(before[1] ?? Infinity);
  expect(await again()).toBe(id);
  await cloudIsBack();
});

test('where the mark of whose login it is is damaged, the next accepted login takes over what was stored', async () => {
  const { id, again } = await commanded();
  const [modes, before] = [await held(), await counted()];
  await house.stop();
  const mark = join(house.dataDir, 'logins', 'main', 'owner.sealed');
  writeFileSync(
    mark,
    readFileSync(mark).map((byte, at, all) => (at < all.length - 2 ? byte : 255 - byte)),
  );
  await startInTheDark(house.emulator.accounts.owner);
  expect(await held()).toEqual(modes);
  expect((await counted())[1]).toBeGreaterThanOrEqual(before[1] ?? Infinity);
  expect(await again()).toBe(id);
  await cloudIsBack();
  expect(house.logins()).toEqual([200]);
});

test('where the key of the seals is lost, what was asked counts before anybody’s login is known, and commands are found after', async () => {
  const { id } = await commanded();
  const before = await counted();
  await house.stop();
  rmSync(join(house.dataDir, 'secret-key'));
  await startInTheDark(house.emulator.accounts.owner);
  expect((await counted())[1]).toBeGreaterThanOrEqual(before[1] ?? Infinity);
  await house.pass(25 * hourMs); // the token that opens no more has ended
  await startInTheDark(house.emulator.accounts.owner);
  await cloudIsBack();
  expect((await house.ask(`/v1/commands/${id}`)).status).toBe(200);
});

describe('the doctor', () => {
  /** Where no gateway runs. */
  async function consult(): Promise<DoctorView> {
    const { dataDir, emulator } = house;
    const looking = consultDoctor({
      config: { dataDir, accounts: [{ baseUrl: emulator.url }] },
      ...{
        credentials: { main: { read } },
        clock: house.clock(),
        openStore,
        fetch: emulator.fetch,
        source: emulator.messageSource(),
      },
    });
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    looking.then(over, over);
    while (!isOver) await house.clock().advanceBy(100);
    return looking;
  }

  test('of a gateway that runs says in words of its own that the source gives another user’s login, and of a wrong password that it is refused', async () => {
    const { owner, stranger } = house.emulator.accounts;
    const findings = async () => (await house.ask('/v1/doctor', { key: admin() })).body.findings;
    who = stranger;
    house.emulator.faults.revokeTokens();
    await house.until(house.account, ({ login }) => login === 'refused', 2 * hourMs);
    expect(await findings()).toMatchObject([
      {
        ...{ code: 'another-login', level: 'problem', ask: 'whoever runs this gateway' },
        what: expect.stringMatching(/^Failed to log in: the source gave another user’s login /),
        remedy: expect.stringMatching(
          /^Give the first one again, .* or start the program again to follow the other\.$/,
        ),
      },
    ]);
    who = { ...owner, password: 'wrong' };
    await house.until(doctorsCodes, (codes) => codes.includes('login-refused'), hourMs);
    expect(await findings()).toMatchObject([{ what: expect.stringContaining('the cloud refused') }]);
  });

  test('finds nothing of another login in the folder, and takes nothing from it', async () => {
    await house.stop();
    who = house.emulator.accounts.stranger;
    const found = await consult();
    expect(codesOf(found)).toEqual(expect.arrayContaining(['login-ok', 'no-charger']));
    expect(ofFirst().filter((word) => JSON.stringify(found).includes(word))).toEqual([]);
    // The first one's login, its own, and two lists.
    expect(found.findings.find(({ code }) => code === 'within-limit')?.what).toMatch(/^4 calls /);
    await startInTheDark(house.emulator.accounts.owner);
    expect(await house.chargers()).toHaveLength(known.length);
    await cloudIsBack();
    expect(house.logins()).toEqual([200, 200]);
  });
});
