import { type CallFact, parseFact } from '@fairlead/policy';
import type { CommandRules } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { withSettings } from '../commands/held-settings.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import { watchedClock } from '../watched-clock.ts';
import { HeldKnowledge, nothingKnown } from './known-of-call.ts';

const startMs = Date.UTC(2026, 10, 20, 15);
const house: InstallationRecord = {
  id: 'i1',
  name: 'House',
  messagingEnabled: true,
  roles: 2,
  readAtMs: startMs,
  row: {},
};
const siteId = '1a57a110-0000-4000-8000-000000000001';
const charger = (id: string): ChargerRow => ({
  id,
  serial: `ZAP-${id}`,
  name: id,
  installationId: 'i1',
  deviceType: 4,
  active: true,
  roles: 2,
  readAtMs: startMs,
  row: {},
});

function open(rules?: CommandRules) {
  const machine = manualClock(startMs);
  const at = (atMs: number): void => {
    machine.jumpWall(atMs - machine.nowMs());
    clock.nowMs();
  };
  const clock = watchedClock(machine);
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const known = new HeldKnowledge(mirror, { clock, aheadMs: () => 0, rules });
  mirror.subscribe((change) => change.kind === 'observation' && known.noticed(change));
  let told = 0;
  return {
    ...{ known, at },
    /** The machine's clock is put back. */
    putBack: (byMs: number) => at(machine.nowMs() - byMs),
    held: () => mirror.installation(house.id) ?? house,
    apply: (record: InstallationRecord | undefined) =>
      mirror.apply({ chargers: [], observations: [], installations: record ? [record] : [] }),
    list: (...ids: readonly string[]) =>
      mirror.apply({ chargers: ids.map(charger), installations: [house], observations: [] }),
    read(readAtMs: number, mode: number | null) {
      at(readAtMs);
      return mirror.apply({
        ...{ chargers: [], observations: [] },
        installations: [{ ...house, readAtMs, row: { Id: siteId, AvailableCurrentMode: mode } }],
      });
    },
    tell: async (chargerId: string, stateId: number, value: string, observedAtMs?: number) => {
      told += 1;
      const receivedAtMs = Math.max(startMs + told, machine.nowMs());
      at(receivedAtMs);
      await mirror.apply({
        chargers: [],
        installations: [],
        observations: [
          {
            ...{ chargerId, stateId, value, receivedAtMs, observedAtUs: (observedAtMs ?? receivedAtMs) * 1000 },
            ...{ via: 'stream', sequenceNumber: told, clockSuspect: false },
          },
        ],
      });
    },
  };
}

const refusedPause = parseFact(
  JSON.stringify({
    ...{ v: 1, kind: 'call', id: '1', accountId: 'main', app: null, door: { scheme: 'https', host: 'api.zaptec.com' } },
    ...{ class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}', resource: 'c1' },
    ...{ narrowing: 'none', page: null, pageSize: null, installationId: 'i1', command: 506, sets: null, window: null },
    ...{ status: 500, code: 528, sentAtMs: startMs, answeredAtMs: startMs, retryAfterMs: null, tokenLifeMs: null },
    ...{ attempt: 1, retryOf: null, cause: 'command', bytes: 50, rows: null, changed: 'unknown', charging: 'unknown' },
    ...{ connected: 'yes', allowed: 'yes', shown: 'yes', userAgent: 'x/1 (+y)', clientAddress: null },
  }),
) as CallFact;
const pause = { endpoint: 'charger-command', resource: 'c1', command: 506 } as const;

test('before anything is held nothing is known', () => {
  const { known } = open();
  expect(known.of(pause)).toEqual(nothingKnown);
  expect(known.of({ endpoint: 'installation', resource: 'i1', command: null })).toEqual({
    ...nothingKnown,
    installationId: 'i1',
  });
  expect(known.of({ endpoint: 'chargers', resource: null, command: null })).toEqual(nothingKnown);
});

test('a charger of the list was shown, an id of nobody was not, and a session cannot be told', async () => {
  const { known, list } = open();
  await list('c1');
  const shownOf = (endpoint: 'charger-state' | 'installation' | 'session', resource: string) =>
    known.of({ endpoint, resource, command: null }).shown;
  expect(shownOf('charger-state', 'c1')).toBe('yes');
  expect(shownOf('charger-state', 'c9')).toBe('no');
  expect(shownOf('installation', 'i1')).toBe('yes');
  expect(shownOf('installation', 'i9')).toBe('no');
  expect(shownOf('session', 's1')).toBe('unknown');
});

test('the mode tells whether a car is connected, is charging, and whether a pause is allowed', async () => {
  const { known, list, tell } = open();
  await list('c1');
  await tell('c1', 710, '3');
  expect(known.of(pause)).toMatchObject({ installationId: 'i1', connected: 'yes', charging: 'yes', allowed: 'yes' });
  await tell('c1', 710, '1');
  expect(known.of(pause)).toMatchObject({ connected: 'no', charging: 'no', allowed: 'no' });
  await tell('c1', 710, '0');
  expect(known.of(pause)).toMatchObject({ connected: 'unknown', charging: 'unknown', allowed: 'unknown' });
});

test('an installation has a car connected when one of its chargers has, and none when every charger says so', async () => {
  const { known, list, tell } = open();
  const connected = () => known.of({ endpoint: 'installation-update', resource: 'i1', command: null }).connected;
  await list('c1', 'c2');
  await tell('c1', 710, '1');
  expect(connected()).toBe('unknown');
  await tell('c2', 710, '1');
  expect(connected()).toBe('no');
  await tell('c2', 710, '2');
  expect(connected()).toBe('yes');
});

test('after a refusal a command waits for 710, 718 or 763 to change', async () => {
  const { known, list, tell } = open();
  await list('c1');
  await tell('c1', 710, '5');
  expect(known.of(pause).changed).toBe('unknown');
  known.refused(pause, 528);
  expect(known.of(pause).changed).toBe('no');
  await tell('c1', 513, '7000');
  expect(known.of(pause).changed).toBe('no');
  await tell('c1', 718, '0');
  expect(known.of(pause).changed).toBe('yes');
});

test('a value that changed and is as it was again has changed: the next session may be ended as this one was', async () => {
  const { known, list, tell } = open();
  const deauthorize = { ...pause, command: 10_001 };
  await list('c1');
  await tell('c1', 710, '3');
  known.refused(deauthorize, 528);
  expect(known.of(deauthorize).changed).toBe('no');
  await tell('c1', 710, '1');
  await tell('c1', 710, '3');
  expect(known.of(deauthorize).changed).toBe('yes');
  known.refused(deauthorize, 528);
  expect(known.of(deauthorize).changed).toBe('no');
});

test('what an earlier run was refused stays refused until something is observed that is newer', async () => {
  const { known, at, list, tell } = open();
  await list('c1');
  await tell('c1', 710, '5');
  at(startMs + 2_000);
  const told = { ...refusedPause, resource: 'c1', answeredAtMs: startMs + 1_000 };
  known.restore(told);
  expect(known.of(pause).changed).toBe('no');
  known.restore({ ...told, status: 200, code: null });
  expect(known.of(pause).changed).toBe('unknown');
  known.restore({ ...told, answeredAtMs: startMs });
  expect(known.of(pause).changed).toBe('yes');
});

test('an update that was answered 527 is allowed again once the installation is read in manual mode, and not before', async () => {
  const update = { endpoint: 'installation-update', resource: 'i1', command: null } as const;
  for (const how of ['this run', 'an earlier run'] as const) {
    const { known, at, list, read } = open();
    await list('c1');
    await read(startMs + 10_000, 0);
    at(startMs + 20_000);
    expect(known.of(update).allowed).toBe('unknown');
    if (how === 'this run') known.refused(update, 527);
    else known.restore({ ...refusedPause, class: 'update', resource: 'i1', code: 527, answeredAtMs: startMs + 20_000 });
    expect(known.of(update).allowed).toBe('unknown');
    await read(startMs + 30_000, 2);
    expect(known.of(update).allowed).toBe('no');
    await read(startMs + 40_000, null);
    expect(known.of(update).allowed).toBe('unknown');
    await read(startMs + 50_000, 0);
    expect(known.of(update).allowed).toBe('yes');
    known.refused(update, 527);
    expect(known.of(update).allowed).toBe('unknown');
  }
});

test('neither a write of this program, nor a list that tells of no mode beside an older detail, ends a 527', async () => {
  const update = { endpoint: 'installation-update', resource: 'i1', command: null } as const;
  const { known, list, read, apply, held } = open();
  await list('c1');
  await read(startMs + 10_000, 0);
  const detail = { readAtMs: startMs + 11_000, body: { Id: siteId, AvailableCurrentMode: 0 } };
  await apply({ ...held(), readAtMs: startMs + 11_000, answers: { detail } });
  known.refused(update, 527);
  await apply(withSettings(held(), { maxCurrent: 20 }));
  expect(known.of(update).allowed).toBe('unknown');
  await apply({ ...house, readAtMs: startMs + 30_000, row: { Id: siteId } });
  expect(known.of(update).allowed).toBe('unknown');
  await read(startMs + 50_000, 0);
  expect(known.of(update).allowed).toBe('yes');
});

test('what sources disagree on about commands is as the account was told', async () => {
  const resume = { endpoint: 'charger-command', resource: 'c1', command: 507 } as const;
  for (const [rules, allowed] of [
    [undefined, 'yes'],
    [{ resumeWhileScheduled: 'refused' }, 'no'],
  ] as const) {
    const { known, list, tell } = open(rules);
    await list('c1');
    await tell('c1', 710, '5');
    await tell('c1', 763, '2026-11-20T22:00:00Z');
    expect(known.of(resume).allowed).toBe(allowed);
  }
});

test('refusals that are remembered are bounded: the oldest is forgotten', () => {
  const { known } = open();
  for (let n = 0; n <= 10_000; n += 1) known.refused({ ...pause, resource: `c${n}` }, 528);
  expect(known.of({ ...pause, resource: 'c0' }).changed).toBe('unknown');
  expect(known.of({ ...pause, resource: 'c1' }).changed).toBe('no');
  for (const code of [512, 520, 527]) known.refused({ ...pause, resource: 'c0' }, code);
  expect(known.of({ ...pause, resource: 'c0' }).changed).toBe('unknown');
});

test('a 527 ends with the next details in manual mode also where the clock was put back since', async () => {
  const update = { endpoint: 'installation-update', resource: 'i1', command: null } as const;
  const { known, at, list, read, putBack } = open();
  await list('c1');
  at(startMs + 10_000);
  await read(startMs + 20_000, 2);
  known.refused(update, 527);
  putBack(86_400_000);
  await read(startMs + 30_000 - 86_400_000, 0);
  expect(known.of(update).allowed).toBe('yes');
});

test('what a run that kept nothing reads first is no change since an earlier run was refused, but where it was observed later', async () => {
  const { known, at, list, tell } = open();
  known.restore({ ...refusedPause, resource: 'c1', answeredAtMs: startMs });
  await list('c1');
  at(startMs + 60_000);
  await tell('c1', 710, '5', startMs - 60_000);
  expect(known.of(pause).changed).toBe('no');
  await tell('c1', 718, '1', startMs + 10_000);
  expect(known.of(pause).changed).toBe('yes');
});
