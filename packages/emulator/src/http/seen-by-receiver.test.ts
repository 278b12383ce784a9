// What the facts of the cloud's own journal tell of a call, told from the world as it is.
import { type CallFact, judge } from '@fairlead/policy';
import { afterEach, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { ChargerTruth, Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function house(fleet = { chargers: 2, charging: 1 }) {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet });
  running.push(emulator);
  const { username, password, userGroupIds } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const answer = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  const { access_token } = (await answer.json()) as { access_token: string };
  /** The fact of the call, as the cloud keeps it. */
  const factOf = async (path: string, init: RequestInit = {}): Promise<CallFact | undefined> => {
    await emulator.fetch(`${emulator.url}${path}`, { ...init, headers: { authorization: `Bearer ${access_token}` } });
    return emulator.calls().at(-1);
  };
  const [busy, free] = [3, 1].map((mode) => emulator.world.chargers().find((one) => one.mode === mode));
  return { clock, emulator, factOf, busy: busy as ChargerTruth, free: free as ChargerTruth, userGroupIds };
}

const unknownId = '0a0a0a0a-0000-4000-8000-000000000000';
const update = (fields: object | string): RequestInit => ({
  method: 'POST',
  body: typeof fields === 'string' ? fields : JSON.stringify(fields),
});

test('a state read tells the installation, the rows, and whether the charger charges', async () => {
  const { clock, factOf, busy, free } = await house();
  expect(await factOf(`/api/chargers/${busy.id}/state`)).toMatchObject({
    resource: busy.id,
    installationId: busy.installationId,
    rows: busy.observations.size,
    charging: 'yes',
    shown: 'yes',
    code: null,
    connected: 'unknown',
    allowed: 'unknown',
    changed: 'unknown',
  });
  await clock.advanceBy(700_000);
  expect(await factOf(`/api/chargers/${free.id}/state`)).toMatchObject({ charging: 'no' });
});

test('whether a charger charges is left open until its slowest reader had to know that it stopped', async () => {
  const { clock, emulator, factOf, busy } = await house();
  emulator.world.unplug(busy.id);
  await clock.advanceBy(600_000);
  expect(await factOf(`/api/chargers/${busy.id}/state`)).toMatchObject({ charging: 'unknown' });
  await clock.advanceBy(30_000);
  expect(await factOf(`/api/chargers/${busy.id}/state`)).toMatchObject({ charging: 'no' });
});

test('what a list, a hierarchy or an event never showed is told as such, with the code of the answer', async () => {
  const { factOf, busy, userGroupIds } = await house();
  expect(await factOf(`/api/chargers/${unknownId}/state`)).toMatchObject({
    shown: 'no',
    status: 404,
    code: 512,
    rows: null,
    installationId: null,
    charging: 'unknown',
  });
  expect(await factOf(`/api/installation/${unknownId}`)).toMatchObject({ shown: 'no', status: 404, code: null });
  expect(await factOf(`/api/installation/${busy.installationId}`)).toMatchObject({
    shown: 'yes',
    installationId: busy.installationId,
  });
  const details = (group: string) => factOf(`/api/userGroups/${group}/messagingConnectionDetails`);
  expect(await details(userGroupIds[0] ?? '')).toMatchObject({ shown: 'yes', installationId: null });
  expect(await details(unknownId)).toMatchObject({ shown: 'no', status: 404 });
  expect(await factOf('/api/chargers')).toMatchObject({ shown: 'unknown', rows: 2, resource: null });
});

test('a command tells its number, whether a car is there, and the code of its refusal', async () => {
  const { factOf, busy, free } = await house();
  const command = (id: string, number: string) =>
    factOf(`/api/chargers/${id}/sendCommand/${number}`, { method: 'POST' });
  expect(await command(busy.id, '506')).toMatchObject({ command: 506, connected: 'yes', code: null, status: 200 });
  expect(await command(free.id, '507')).toMatchObject({ command: 507, connected: 'no', code: 528, status: 500 });
  expect(await command(unknownId, '507')).toMatchObject({
    command: 507,
    connected: 'unknown',
    code: null,
    status: 404,
  });
  expect(await command(busy.id, 'x')).toMatchObject({ command: null });
});

test('an update tells whether it sets the available current, in any casing, and whether a car is there', async () => {
  const { clock, emulator, factOf, busy } = await house();
  const path = `/api/installation/${busy.installationId}/update`;
  for (const fields of [{ availableCurrent: 16 }, { AvailableCurrentPhase1: 6, maxCurrent: 20 }]) {
    expect(await factOf(path, update(fields))).toMatchObject({ sets: 'available-current', connected: 'yes' });
  }
  for (const fields of [{ maxCurrent: 20 }, {}]) {
    expect(await factOf(path, update(fields))).toMatchObject({ sets: 'other' });
  }
  for (const text of ['', 'null', 'availableCurrent=16']) {
    expect(await factOf(path, update(text))).toMatchObject({ sets: null });
  }
  expect(await factOf(`/api/chargers/${busy.id}/update`, update({ minChargeCurrent: 6 }))).toMatchObject({
    sets: 'other',
    connected: 'unknown',
  });
  emulator.world.unplug(busy.id);
  await clock.advanceBy(1000);
  expect(await factOf(path, update({ availableCurrent: 0 }))).toMatchObject({ connected: 'no', allowed: 'yes' });
  emulator.world.setMode(busy.installationId, 'automatic');
  expect(await factOf(path, update({ availableCurrent: 0 }))).toMatchObject({ code: 527, allowed: 'no' });
  expect(await factOf(`/api/installation/${unknownId}/update`, update({}))).toMatchObject({ connected: 'unknown' });
});

test('a list narrowed to a serial tells it; a name that somebody typed is told to nobody', async () => {
  const { factOf, busy } = await house();
  expect(await factOf(`/api/chargers?NameFilter=${busy.serial.toLowerCase()}`)).toMatchObject({
    narrowing: 'name',
    resource: busy.serial,
    rows: 1,
  });
  expect(await factOf('/api/chargers?NameFilter=Ola%20Nordmann')).toMatchObject({ narrowing: 'name', resource: null });
  expect(await factOf(`/api/chargers?InstallationId=${busy.installationId}`)).toMatchObject({
    narrowing: 'installation',
    resource: busy.installationId,
    installationId: busy.installationId,
  });
});

test('history tells its window where both ends are given, in query or body, with a zone or without', async () => {
  const { factOf, busy } = await house();
  const window = { fromAtMs: Date.UTC(2026, 10, 1), toAtMs: Date.UTC(2026, 10, 2) };
  expect(await factOf('/api/chargehistory?From=2026-11-01T00:00:00Z&To=2026-11-02T00:00:00Z')).toMatchObject({
    window,
  });
  const report = '/api/chargehistory/installationreport?FromDate=2026-11-01T00:00Z&EndDate=2026-11-02T00:00Z';
  expect(await factOf(report)).toMatchObject({ window });
  const body = { fromDate: '2026-11-01T00:00:00', endDate: '2026-11-02', installationId: busy.installationId };
  expect(await factOf('/api/chargehistory/installationreport', update(body))).toMatchObject({
    window,
    installationId: busy.installationId,
    resource: busy.installationId,
    rows: expect.any(Number),
  });
  expect(await factOf('/api/sessions/archived?From=2026-11-01&To=2026-11-02')).toMatchObject({ window, status: 400 });
  expect(await factOf('/api/chargehistory?From=2026-11-01T00:00:00Z')).toMatchObject({ window: null });
});

test('history tells whose sessions it brought, how many, and which page; of a person only that it was one', async () => {
  const { factOf, busy } = await house();
  const { installationId } = busy;
  expect(await factOf(`/api/chargehistory?ChargerId=${busy.id}&PageSize=7&PageIndex=2`)).toMatchObject({
    resource: busy.id,
    installationId,
    rows: 7,
    page: 2,
  });
  const days = 'From=2026-11-01&To=2026-11-08';
  const archived = await factOf(`/api/sessions/archived?InstallationId=${installationId}&${days}&PageSize=3`);
  expect(archived).toMatchObject({ resource: installationId, installationId, rows: 3, page: 0 });
  expect(archived?.cursor).toBeUndefined();
  const goesOn = await factOf(`/api/sessions/archived?InstallationId=${installationId}&${days}&Cursor=where-it-ended`);
  // printf where-it-ended | openssl dgst -sha256 -binary | base64 | tr +/ -_ | cut -c 1-22
  expect(goesOn).toMatchObject({ page: null, cursor: 'D4PMQF_17mjOuMr3EP_jmM' });
  const [one, same, other] = [
    await factOf(`/api/sessions/archived?UserId=${unknownId}&${days}`),
    await factOf(`/api/sessions/archived?UserId=${unknownId}&${days}`),
    await factOf(`/api/sessions/archived?UserId=${busy.id}&${days}`),
  ];
  expect(one?.resource).toBe(same?.resource);
  expect(new Set([one?.resource, other?.resource, unknownId, busy.id, null]).size).toBe(5);
});

test('a session by its id tells the installation at which it is', async () => {
  const { factOf, busy } = await house();
  const id = busy.observations.get(721)?.value ?? '';
  expect(await factOf(`/api/session/${id}`)).toMatchObject({
    resource: id,
    installationId: busy.installationId,
    status: 200,
    rows: null,
    window: null,
  });
  expect(await factOf(`/api/session/${unknownId}`)).toMatchObject({ resource: unknownId, installationId: null });
  expect(await factOf(`/api/session/${id}/priority`, update({ prioritizedPhases: 1 }))).toMatchObject({
    sets: 'other',
    installationId: busy.installationId,
  });
});

test('no-scraping, backoff-heavy: pages of one window are one fetch, the same window again is found', async () => {
  const { clock, emulator, factOf, busy } = await house();
  const days = `InstallationId=${busy.installationId}&From=2026-11-01T00:00:00Z&To=2026-11-08T00:00:00Z&PageSize=5`;
  const broken = () =>
    judge(emulator.calls())
      .verdicts.filter(({ verdict }) => verdict === 'broken')
      .map(({ clause }) => clause);
  for (const page of [0, 1, 2]) {
    await factOf(`/api/chargehistory?${days}&PageIndex=${page}`);
    await clock.advanceBy(1_000);
  }
  expect(broken()).not.toContain('no-scraping');
  expect(broken()).not.toContain('backoff-heavy');
  await clock.advanceBy(3_600_000);
  await factOf(`/api/chargehistory?${days}&PageIndex=0`);
  expect(broken()).toContain('no-scraping');
});

test('a planned answer that calls itself JSON and is none has no rows', async () => {
  const { emulator, factOf } = await house();
  emulator.faults.failNext({}, { status: 200, body: 'so sorry', contentType: 'application/json' });
  expect(await factOf('/api/chargers')).toMatchObject({ status: 200, rows: null, code: null });
});
