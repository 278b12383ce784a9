import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact, Fact, StreamFact } from '@fairlead/policy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { openKeptFile } from '../keep/kept-file.ts';
import { silentLog } from '../log/silent-log.ts';
import { FileJournal, fileJournal, openFileJournal, schema } from './file-journal.ts';
import type { Journal } from './journal.ts';
import { memoryJournal } from './memory-journal.ts';

const hourMs = 3_600_000;
let folder: string;
let clock: ReturnType<typeof manualClock>;
const open: Journal[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-journal-'));
  clock = manualClock();
});
afterEach(() => {
  for (const journal of open.splice(0)) journal.close();
  rmSync(folder, { recursive: true });
});

const sent = (id: string, more: Partial<CallFact> = {}): CallFact => ({
  ...{ v: 1, kind: 'call', id, accountId: 'main', app: null, door: { scheme: 'https', host: 'api.zaptec.com' } },
  ...{ class: 'state', method: 'GET', path: '/api/chargers/{id}/state', resource: 'c1', installationId: null },
  ...{ command: null, sets: null, narrowing: 'none', page: null, pageSize: null, window: null, status: null },
  ...{ sentAtMs: clock.nowMs(), answeredAtMs: null, retryAfterMs: null, tokenLifeMs: null, attempt: 1, retryOf: null },
  ...{ cause: 'routine', bytes: null, rows: null, code: null, changed: 'unknown', charging: 'unknown' },
  ...{ connected: 'unknown', allowed: 'unknown', shown: 'unknown', userAgent: null, clientAddress: null },
  ...more,
});
const answered = (fact: CallFact): CallFact => ({ ...fact, status: 200, answeredAtMs: fact.sentAtMs + 100 });
const stream = (): StreamFact => ({
  ...{ v: 1, kind: 'stream', accountId: 'main', bus: 'group', scope: 'g', event: 'opened', atMs: clock.nowMs() },
});
const opened = (): Journal => {
  const journal = fileJournal({ folder, clock });
  open.push(journal);
  return journal;
};
const reopened = (journal: Journal): readonly Fact[] => {
  journal.close();
  return opened().history();
};

describe.each([
  ['in a file', opened, reopened],
  ['in memory', () => memoryJournal({ mostFacts: 200 }), (journal: Journal) => journal.history()],
])('a journal %s', (_, make, next) => {
  test('gives back what happened, in order: a call once, with its end', () => {
    const journal = make();
    const [one, two] = [sent('1'), sent('2', { resource: 'c2' })];
    for (const fact of [one, two, stream(), answered(two), answered(one)]) journal.write(fact);
    expect(next(journal)).toEqual([answered(one), answered(two), stream()]);
  });

  test('a call that left and whose end nobody saw is told as such', () => {
    const journal = make();
    journal.write(sent('1'));
    expect(next(journal)).toEqual([sent('1')]);
  });

  test('ids begin anew with each run: the same id is another call once the first has ended', () => {
    const journal = make();
    const calls = ['c1', 'c2', 'c3'].map((resource) => sent('1', { resource }));
    for (const call of calls) {
      journal.write(call);
      journal.write(answered(call));
    }
    expect(next(journal)).toEqual(calls.map(answered));
  });

  test('of an answer that it never saw leave it keeps the answer', () => {
    const journal = make();
    journal.write(answered(sent('7')));
    expect(next(journal)).toEqual([answered(sent('7'))]);
  });
});

test('a memory journal holds its newest facts and no more', () => {
  const journal = memoryJournal({ mostFacts: 4 });
  for (let id = 0; id < 50; id++) journal.write(answered(sent(String(id))));
  expect(journal.history().map((fact) => fact.kind === 'call' && fact.id)).toEqual(['46', '47', '48', '49']);
});

test('what binds nobody any more is not given back', async () => {
  const journal = opened();
  journal.write(answered(sent('1')));
  await clock.advanceBy(24 * hourMs);
  journal.write(answered(sent('2')));
  expect(journal.history()).toHaveLength(2);
  await clock.advanceBy(2 * hourMs);
  expect(reopened(journal).map((fact) => fact.kind === 'call' && fact.id)).toEqual(['2']);
});

test('the file holds 30,000 state reads and stream events, 20,000 of all others, and at most a thousand more', () => {
  const kept = openKeptFile(join(folder, 'journal.sqlite'), schema, silentLog);
  const journal = new FileJournal(kept, 'journal.sqlite', clock, silentLog);
  open.push(journal);
  kept.transact(() => {
    const insert = kept.db.prepare('INSERT INTO fact_1 (at_ms, slow, json) VALUES (?, ?, ?)');
    const json = JSON.stringify(answered(sent('1')));
    for (let n = 0; n < 60_000; n++) insert.run(clock.nowMs(), n % 2, json);
    insert.run(clock.nowMs() - 16 * 24 * hourMs, 1, json);
  });
  for (let id = 0; id < 1_000; id++) journal.write(answered(sent(String(id))));
  const counted = kept.db.prepare('SELECT slow, count(*) AS n, min(at_ms) AS oldest FROM fact_1 GROUP BY slow').all();
  expect(counted.map(({ n }) => Number(n) > 19_999 && Number(n) <= 31_000)).toEqual([true, true]);
  expect(Number(counted[1]?.['n'])).toBeLessThanOrEqual(21_000);
  expect(counted.map(({ oldest }) => oldest)).toEqual([clock.nowMs(), clock.nowMs()]);
});

test('the file is for its owner alone', () => {
  opened().write(sent('1'));
  expect(statSync(join(folder, 'journal.sqlite')).mode & 0o777).toBe(0o600);
});

test('a file that is damaged is set aside, told once, and begun anew', () => {
  const file = join(folder, 'journal.sqlite');
  writeFileSync(file, 'torn '.repeat(2_000));
  const lines: string[] = [];
  const journal = fileJournal({ folder, clock, log: { ...silentLog, warn: (_, line) => lines.push(line) } });
  open.push(journal);
  journal.write(answered(sent('1')));
  expect(journal.history()).toHaveLength(1);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('torn torn');
  expect(lines).toEqual([expect.stringMatching(/is damaged and was set aside/)]);
});

test('a full disk stops nothing, is told in one sentence, and what waited is written when there is room', async () => {
  const kept = openKeptFile(join(folder, 'journal.sqlite'), schema, silentLog);
  const lines: string[] = [];
  const line = (_: object, message: string) => void lines.push(message);
  const journal = new FileJournal(kept, 'journal.sqlite', clock, { ...silentLog, warn: line, error: line });
  open.push(journal);
  journal.write(answered(sent('0')));
  kept.db.exec('PRAGMA max_page_count = 1');
  const called = Array.from({ length: 60 }, (_, id) => sent(`${id + 1}`));
  for (const fact of called) {
    journal.write(fact);
    await clock.advanceBy(1_000);
    journal.write(answered(fact));
  }
  expect(lines).toEqual([
    expect.stringMatching(/^Failed to write the journal .*the disk is full\. Make room; calls go on/),
  ]);
  kept.db.exec('PRAGMA max_page_count = 1000000');
  await clock.advanceBy(10_000);
  journal.write(stream());
  expect(lines).toHaveLength(2);
  expect(reopened(journal)).toHaveLength(62);
});

test('of what waits for a disk the newest is lost beyond ten thousand, and counted', async () => {
  const kept = openKeptFile(join(folder, 'journal.sqlite'), schema, silentLog);
  const told: object[] = [];
  const warn = (fields: object): void => void told.push(fields);
  const journal = new FileJournal(kept, 'journal.sqlite', clock, { ...silentLog, warn });
  open.push(journal);
  kept.db.exec('PRAGMA max_page_count = 1');
  for (let id = 0; id < 10_200; id++) journal.write(answered(sent(String(id))));
  kept.db.exec('PRAGMA max_page_count = 1000000');
  await clock.advanceBy(10_000);
  journal.write(stream());
  const [{ dropped = 0 } = {}] = told as readonly { readonly dropped?: number }[];
  expect(dropped).toBeGreaterThan(150);
  expect(journal.history().length).toBe(10_201 - dropped);
});

test('a second one is refused while the first is open, in the same process too', () => {
  const journal = opened();
  expect(() => opened()).toThrow(expect.objectContaining({ code: 'in-use' }));
  journal.close();
  expect(opened().history()).toEqual([]);
});

test('a second one that is refused in this process leaves the lock to the first: no other process gets in', () => {
  const ofAnotherProcess = (): string => {
    const source = JSON.stringify(new URL('./file-journal.ts', import.meta.url).href);
    const program = `import(${source}).then(({ fileJournal }) => fileJournal({ folder: process.argv[1] })).then(
      () => console.log('opened'), ({ code }) => console.log(code))`;
    return spawnSync(process.execPath, ['-e', program, folder], { encoding: 'utf8' }).stdout.trim();
  };
  const journal = opened();
  expect(ofAnotherProcess()).toBe('in-use');
  expect(() => opened()).toThrow(expect.objectContaining({ code: 'in-use' }));
  expect(ofAnotherProcess()).toBe('in-use');
  journal.close();
  expect(ofAnotherProcess()).toBe('opened');
});

test('a folder that cannot be made is told with its reason', () => {
  expect(() => fileJournal({ folder: '/proc/nowhere', clock })).toThrow(
    expect.objectContaining({
      code: 'store-unreadable',
      message: expect.stringMatching(/the system says E\w+\. Name a folder that this user may write/),
    }),
  );
  expect(() => fileJournal({ folder: '', clock })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

test('what a login asked lies aside while another one has the file, and comes back in its place; logins are everybody’s', () => {
  const own = openFileJournal({ folder, clock });
  const ends = (id: string, more: Partial<CallFact> = {}): CallFact => {
    clock.jumpWall(1_000);
    const fact = answered(sent(id, more));
    own.write(fact);
    return fact;
  };
  const token = { class: 'token', path: '/oauth/token', resource: null } as const;
  const [first, read] = [ends('1', token), ends('2')];
  own.close();
  const others = openFileJournal({ folder, clock });
  open.push(others);
  clock.jumpWall(1_000);
  const second = answered(sent('3', token));
  others.write(sent('3', token));
  others.handOver({ from: 'one', to: 'two', keep: ['one'] });
  others.write(second);
  expect(others.history()).toEqual([first, second]);
  const theirs = answered(sent('4', { resource: 'c9' }));
  others.write(theirs);
  expect(others.historyAs('one')).toEqual([first, read, second]);
  others.close();
  const back = openFileJournal({ folder, clock });
  open.push(back);
  back.handOver({ from: 'two', to: 'one', keep: ['two'] });
  expect(back.history()).toEqual([first, read, second]);
  back.handOver({ from: 'one', to: 'three', keep: ['one'] });
  expect(back.historyAs('two')).toEqual([first, second]); // not kept any more
});
