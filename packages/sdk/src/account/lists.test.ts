import type { Fact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Answer, CallRequest } from '../account.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { watchedClock } from '../watched-clock.ts';
import { openLists } from './lists.ts';

const quiet = (): void => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const rowOf = (n: number) => ({
  Id: `c0ffee00-0000-4000-8000-${String(n).padStart(12, '0')}`,
  DeviceId: `ZAP${String(n).padStart(6, '0')}`,
  CurrentUserRoles: 2,
});
/** A page of 100, as the n-th of a list. */
const pageOf = (n: number) => Array.from({ length: 100 }, (_, row) => rowOf(n * 100 + row));

/** What a list asks for of a cloud that answers so. */
function listsOf(answer: (index: number, calls: number) => unknown) {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const asked: number[] = [];
  const call = async ({ query }: CallRequest): Promise<Answer> => {
    const index = Number(query?.['PageIndex']);
    asked.push(index);
    return { status: 200, body: answer(index, asked.length), receivedAtMs: clock.nowMs() };
  };
  const lists = openLists({ mirror, clock, log, call, callNow: call });
  const read = () => lists.readChargers({ cause: 'start' }, new AbortController().signal);
  return { machine, mirror, asked, lists, read };
}

test('a list whose pages say the same for ever is read until one brings nothing new', async () => {
  const { mirror, asked, lists, read } = listsOf(() => ({ Pages: 1e9, Data: pageOf(0) }));
  await read();
  expect(asked).toEqual([0, 1]);
  expect(mirror.chargers()).toHaveLength(100);
  expect(lists.readAtMs('chargers')).not.toBeNull();
});

test('so is one whose pages come round again, in another casing too', async () => {
  const { asked, read } = listsOf((index) => ({
    Pages: 50,
    Data: pageOf(index % 3).map((row) => (index < 3 ? row : { ...row, Id: row.Id.toUpperCase() })),
  }));
  await read();
  expect(asked).toEqual([0, 1, 2, 3]);
});

test('rows without an id are no rows', async () => {
  const { asked, read } = listsOf(() => ({ Pages: 9, Data: [{ Name: 'nameless' }, 7, null] }));
  await read();
  expect(asked).toEqual([0]);
});

test('a list that promises one page more with each is read one page further than its first page told', async () => {
  const { asked, read } = listsOf((index) => ({ Pages: index + 3, Data: pageOf(index) }));
  await read();
  expect(asked).toEqual([0, 1, 2, 3]);
});

test('a list that shrinks while it is read ends where it says', async () => {
  const { asked, read } = listsOf((index) => ({ Pages: index === 0 ? 5 : 2, Data: pageOf(index) }));
  await read();
  expect(asked).toEqual([0, 1]);
});

test('a read that broke off goes on where it was, and knows what it has', async () => {
  const { asked, lists, read } = listsOf((index, calls) => {
    if (calls === 2) throw new SdkError('unreachable', 'Failed to x: y. Z.', { cause: null });
    return { Pages: 4, Data: pageOf(Math.min(index, 1)) };
  });
  await expect(read()).rejects.toMatchObject({ code: 'unreachable' });
  expect(lists.readAtMs('chargers')).toBeNull();
  await read();
  expect(asked).toEqual([0, 1, 1, 2]);
});

test.each([
  ['3 h', -3 * 3_600_000, 'in one go'],
  ['3 h', -3 * 3_600_000, 'broken off in between'],
  ['20 s', -20_000, 'in one go'],
  ['20 s', -20_000, 'broken off in between'],
] as const)(
  'a clock that is set back by %s (%i ms) between two pages makes no charger leave: the list was read %s',
  async (_, byMs, how) => {
    const { machine, mirror, lists, read } = listsOf((index, calls) => {
      if (calls === 2) machine.jumpWall(byMs);
      if (calls === 2 && how !== 'in one go') throw new SdkError('unreachable', 'Failed to x: y. Z.', { cause: null });
      return { Pages: 2, Data: pageOf(index) };
    });
    await read().catch(() => read());
    const left = mirror.chargers().filter((charger) => !lists.tellsOf('chargers', charger));
    expect(mirror.chargers()).toHaveLength(200);
    expect(left).toHaveLength(0);
    // Less than 30 s is left alone: the list looks as much newer.
    expect(lists.readAtMs('chargers')).toBe(machine.nowMs() + (byMs < -30_000 ? 0 : -byMs));
  },
);

test('a clock that is set back by 20 s after a list makes nobody leave who is listed again or looked up', async () => {
  const { machine, mirror, lists, read } = listsOf(() => ({ Pages: 1, Data: [rowOf(1), rowOf(2)] }));
  const gone = () => mirror.chargers().filter((charger) => !lists.tellsOf('chargers', charger));
  await read();
  machine.jumpWall(-20_000);
  await read();
  expect(gone()).toEqual([]);
  machine.jumpWall(-20_000);
  await lists.keepChargers([rowOf(3)], { receivedAtMs: machine.nowMs() } as Answer);
  expect(mirror.chargers()).toHaveLength(3);
  expect(gone()).toEqual([]);
});

const earlier = { kind: 'call', class: 'list', status: 200, narrowing: 'none', resource: null, path: '/api/chargers' };
const pageRead = (page: number, rows: number | null, answeredAtMs: number, pages?: number): Fact =>
  ({ ...earlier, page, pageSize: 100, rows, pages, sentAtMs: answeredAtMs - 50, answeredAtMs }) as Fact;
const row = (n: number, readAtMs: number) => {
  const { Id: id, DeviceId: serial } = rowOf(n);
  return { id, serial, name: serial, installationId: null, deviceType: 4, active: true, roles: 2, readAtMs, row: {} };
};

test.each([
  ['one page', [pageRead(0, 3, 1_000)], 1_000, 1_000],
  ['two pages', [pageRead(0, 100, 1_000), pageRead(1, 3, 1_500)], 1_000, 1_000],
  ['an end that nobody counted', [pageRead(0, null, 1_000)], 1_000, 1_000],
  ['a second page that never came', [pageRead(0, 100, 1_000)], 1_000, null],
  ['a full page that is said to be the only one', [pageRead(0, 100, 1_000, 1)], 1_000, 1_000],
  ['two full pages', [pageRead(0, 100, 1_000, 2), pageRead(1, 100, 1_500, 2)], 1_000, 1_000],
  ['a full page that is said not to be the last', [pageRead(0, 100, 1_000, 2)], 1_000, null],
  ['a whole read, and one that broke off', [pageRead(0, 3, 1_000), pageRead(0, 100, 9_000)], 9_000, 1_000],
  ['rows that were not kept', [pageRead(0, 3, 1_000)], 999, null],
  ['a time still to come', [pageRead(0, 3, 1_000), pageRead(0, 3, 2e12)], 1_000, null],
] as const)('a list of an earlier run with %s', async (_, facts, rowsReadAtMs, readAtMs) => {
  const { lists, mirror } = listsOf(() => ({ Pages: 1, Data: [] }));
  await mirror.apply({ chargers: [row(0, 500), row(1, rowsReadAtMs)], installations: [], observations: [] });
  for (const fact of facts) lists.restore(fact, 1e12);
  lists.restored();
  expect(lists.readAtMs('chargers')).toBe(readAtMs);
});
