// Who is remembered when more subjects break the policy than there is room for.
import { expect, test } from 'vitest';
import type { Severity } from '../clause.ts';
import { clauseIds } from '../decision.ts';
import { atHour, told } from '../testing/told-breach.ts';
import { type Ladder, openLadder } from './ladder.ts';
import { standings } from './standing-of.ts';
import { weigh } from './weigh.ts';

const flood = (
  opened: Ladder,
  count: number,
  severity: Severity,
  kind: 'account' | 'address' = 'account',
  name = 'x',
) => {
  for (let n = 0; n < count; n += 1)
    weigh(opened, told('no-intrusion', severity, atHour(n / 10_000), { kind, id: `${name}${n}` }));
};
const has = (opened: Ladder, id: string) => opened.subjects.account.has(id);

test('1,024 accounts are remembered; who stands well and was heard of longest ago is forgotten first', () => {
  const opened = openLadder();
  weigh(opened, told('push-first', 'major', atHour(0), { kind: 'account', id: 'warned' }));
  flood(opened, 1023, 'minor');
  weigh(opened, told('no-intrusion', 'minor', atHour(0.2), { kind: 'account', id: 'x0' }));
  expect(opened.subjects.account.size).toBe(1024);
  flood(opened, 1, 'minor', 'account', 'new');
  expect(opened.subjects.account.size).toBe(1024);
  expect(['warned', 'x0', 'x1', 'x2', 'new0'].map((id) => has(opened, id))).toEqual([true, true, false, true, true]);
});

test('where nobody stands well the warned make room, and the suspended never', () => {
  const opened = openLadder();
  flood(opened, 1022, 'critical');
  for (const id of ['w1', 'w2']) weigh(opened, told('push-first', 'major', atHour(0.2), { kind: 'account', id }));
  flood(opened, 1, 'critical', 'account', 'new');
  expect(['w1', 'w2', 'x0', 'new0'].map((id) => has(opened, id))).toEqual([false, true, true, true]);
  flood(opened, 3, 'critical', 'account', 'newer');
  expect(opened).toMatchObject({ crowdedOut: 2 });
  expect(opened.subjects.account.size).toBe(1024);
});

test('a flood of addresses pushes no account out', () => {
  const opened = openLadder();
  flood(opened, 10, 'minor');
  flood(opened, 3000, 'minor', 'address', '10.0.0.');
  expect([opened.subjects.account.size, opened.subjects.address.size]).toEqual([10, 1024]);
});

test('standings are told accounts first and by id, and the log keeps the latest 256 steps', () => {
  const opened = openLadder();
  flood(opened, 2, 'major', 'address', 'b');
  flood(opened, 299, 'major', 'account', 'a');
  const ids = standings(opened, atHour(1)).map(({ subject }) => subject.id);
  expect(ids.slice(0, 3)).toEqual(['a0', 'a1', 'a10']);
  expect(ids.slice(-2)).toEqual(['b0', 'b1']);
  expect(opened.steps).toHaveLength(256);
  expect(opened.steps.at(-1)?.subject.id).toBe('a298');
});

test('the worst that one account can leave behind is below 50 kB', () => {
  const opened = openLadder({ terminatingSuspensions: 100 });
  for (let hours = 0; hours < 1000; hours += 0.9) {
    const long = { ...told('no-intrusion', 'major', atHour(hours)), what: 'x'.repeat(1000) };
    for (const clause of clauseIds) weigh(opened, { ...long, clause });
  }
  const record = opened.subjects.account.get('main');
  expect(record?.byClause.size).toBe(30);
  expect(record?.warning?.step.evidence).toHaveLength(30);
  const text = JSON.stringify(record, (_name, held) => (held instanceof Map ? [...held] : held));
  expect(text.length).toBeGreaterThan(10_000);
  expect(text.length).toBeLessThan(50_000);
});
