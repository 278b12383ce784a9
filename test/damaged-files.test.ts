// A kept file that is damaged where its opening does not show it: it is set aside, once, and the program goes on.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { connect } from '@fairlead/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const pageBytes = 4096;
/** What the journal says was listed just before is not listed again sooner, although it is lost. */
const listFloorMs = 3_700_000;
let clock: ManualClock;
let emulator: Emulator;
let keepIn: string;
beforeEach(async () => {
  clock = manualClock();
  keepIn = mkdtempSync(join(tmpdir(), 'fairlead-damaged-'));
  emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 40, charging: 3 } });
});
afterEach(async () => {
  await emulator.stop();
  rmSync(keepIn, { recursive: true });
});

/** One life of a program; what it was told, and how many chargers it held at once and in the end. */
async function live(lastsMs = 60_000) {
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const zaptec = await connect({
    ...clientOptions(emulator, clock),
    ...{ keepIn, log: { debug() {}, info() {}, warn: line, error: line } },
  });
  const atOnce = zaptec.account.mirror.chargers().length;
  await clock.advanceBy(lastsMs);
  const held = zaptec.account.mirror.chargers().length;
  await clock.during(zaptec.close(), 10_000);
  await clock.advanceBy(60_000);
  return { lines, atOnce, held };
}

const within = (): string => join(keepIn, readdirSync(keepIn)[0] ?? '', 'main');
const calls = (...classes: readonly string[]): number =>
  emulator.calls().filter((call) => classes.includes(call.class)).length;
const setAside = (name: string) => [
  expect.stringMatching(new RegExp(`^The file .*${name} is damaged and was set aside as .*${name}.damaged; it begins`)),
];

function zeroPages(name: string, from: number, to = Number.POSITIVE_INFINITY): void {
  const file = join(within(), name);
  const bytes = readFileSync(file);
  bytes.fill(0, from * pageBytes, Math.min(bytes.length, to * pageBytes));
  writeFileSync(file, bytes);
}

function indexPage(): number {
  const db = new DatabaseSync(join(within(), 'journal.sqlite'));
  const found = db.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'fact_1_slow'").get();
  db.close();
  return Number(found?.['rootpage']);
}

function alter(name: string, sql: string): void {
  const db = new DatabaseSync(join(within(), name));
  db.exec(sql);
  db.close();
}

const oneValue = (set: string): string =>
  `UPDATE value_1 SET ${set} WHERE state_id = 710 AND charger_id = (SELECT charger_id FROM value_1 LIMIT 1)`;
const oneRow = `UPDATE row_1 SET sealed = zeroblob(200) WHERE kind = 'charger' AND id =
  (SELECT id FROM row_1 WHERE kind = 'charger' LIMIT 1)`;

describe.each([
  ['one page without a word', () => zeroPages('state.sqlite', 2, 3)],
  ['all but the first pages gone', () => zeroPages('state.sqlite', 3)],
  ['tables of another form', () => alter('state.sqlite', 'DROP TABLE value_1; CREATE TABLE value_1 (x)')],
  ['a number that none of ours can be', () => alter('state.sqlite', 'UPDATE value_1 SET received_at_ms = 9e18')],
  ['a value that is no text', () => alter('state.sqlite', oneValue('value = CAST(value AS BLOB)'))],
  ['a time that is text', () => alter('state.sqlite', oneValue("received_at_ms = 'x'"))],
  ['a time between two', () => alter('state.sqlite', oneValue('observed_at_us = 1.5'))],
  ['a time of another age', () => alter('state.sqlite', oneValue('received_at_ms = 9000000000000'))],
  ['a row that is no sealed one', () => alter('state.sqlite', "UPDATE row_1 SET sealed = 'text'")],
  ['one row that does not open', () => alter('state.sqlite', oneRow)],
  ['a number without a rest', () => alter('state.sqlite', 'UPDATE value_1 SET received_at_ms = 9007199254740993')],
])('state with %s', (_, damage) => {
  test('is set aside at the start and kept again, without another login', async () => {
    await live();
    damage();
    const second = await live(listFloorMs);
    expect([second.atOnce, second.held]).toEqual([0, 40]);
    expect(second.lines.slice(0, 1)).toEqual(setAside('state.sqlite'));
    const third = await live();
    expect([third.atOnce, third.held, third.lines]).toEqual([40, 40, []]);
    expect(calls('token')).toBe(1);
  });
});

test.each([
  ['empty', ''],
  ['of other bytes', 'c2hvcnQ'],
])('a key that is %s is set aside, told in one line, and costs one login', async (_, content) => {
  await live();
  writeFileSync(join(within(), 'secret-key'), content);
  const second = await live(listFloorMs);
  expect([second.atOnce, second.held]).toEqual([0, 40]);
  // What was sealed with it goes with it, and needs no line of its own.
  expect(second.lines).toEqual(setAside('secret-key'));
  expect(
    readdirSync(within())
      .filter((name) => name.endsWith('.damaged'))
      .toSorted(),
  ).toEqual([
    'access-token.sealed.damaged',
    'former-owners.sealed.damaged',
    'owner.sealed.damaged',
    'secret-key.damaged',
  ]);
  const third = await live();
  expect([third.atOnce, third.held, third.lines]).toEqual([40, 40, []]);
  expect(calls('token')).toBe(2);
});

test.each([
  ['access-token.sealed', 2],
  ['refused-login.sealed', 1],
  ['owner.sealed', 1],
  ['former-owners.sealed', 1],
])('%s of other bytes is set aside and told in one line', async (name, logins) => {
  await live();
  const other = Buffer.alloc(300, 7);
  writeFileSync(join(within(), name), other);
  const second = await live(listFloorMs);
  expect(second.lines).toEqual(setAside(name));
  expect(readFileSync(join(within(), `${name}.damaged`))).toEqual(other);
  expect(second.held).toBe(40);
  const third = await live();
  expect([third.atOnce, third.held, third.lines]).toEqual([40, 40, []]);
  expect(calls('token')).toBe(logins);
});

test.each([
  ['its text', "json = x'00ff'"],
  ['its time', "at_ms = 'x'"],
  ['its kind', "slow = 'x'"],
])('a journal whose rows have lost %s goes on', async (_, set) => {
  await live();
  alter('journal.sqlite', `UPDATE fact_1 SET ${set} WHERE seq % 3 = 0`);
  const second = await live();
  expect([second.atOnce, second.held, second.lines]).toEqual([40, 40, []]);
});

test('damaged state is told in one line, and one such file is kept', async () => {
  await live();
  for (const _ of [1, 2]) {
    zeroPages('state.sqlite', 2, 3);
    expect((await live(listFloorMs)).lines.filter((line) => line.includes('damaged'))).toEqual(
      setAside('state.sqlite'),
    );
  }
  expect(readdirSync(within()).filter((name) => name.includes('damaged'))).toEqual(['state.sqlite.damaged']);
});

test.each([
  ['one page without a word', () => zeroPages('journal.sqlite', 5, 6)],
  // Reading does not need the index: the damage shows at the first write.
  ['an index without a word', () => zeroPages('journal.sqlite', indexPage() - 1, indexPage())],
  ['tables of another form', () => alter('journal.sqlite', 'DROP TABLE fact_1; CREATE TABLE fact_1 (x)')],
])('a journal with %s is set aside, told in one line and written again', async (_, damage) => {
  await live();
  damage();
  const second = await live();
  expect([second.atOnce, second.held, second.lines]).toEqual([40, 40, setAside('journal.sqlite')]);
  const kept = new DatabaseSync(join(within(), 'journal.sqlite'));
  expect(kept.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  kept.close();
  expect((await live()).lines).toEqual([]);
});

test('what can still be read of a damaged journal binds, and goes on in the new one', async () => {
  await live();
  const before = rows();
  zeroPages('journal.sqlite', 5, 6);
  const lists = calls('charger-list', 'installation-list');
  await live();
  expect(rows().slice(0, 3)).toEqual(before.slice(0, 3));
  expect(calls('charger-list', 'installation-list')).toBe(lists);
});

function rows(): readonly unknown[] {
  const db = new DatabaseSync(join(within(), 'journal.sqlite'));
  const found = db.prepare('SELECT seq, json FROM fact_1 ORDER BY seq').all();
  db.close();
  return found;
}
