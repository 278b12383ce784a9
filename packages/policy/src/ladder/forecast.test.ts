// Judge and ladder in one pass over a history.
import { describe, expect, test } from 'vitest';
import { judge } from '../judge/judge.ts';
import { call } from '../testing/call.ts';
import { history, noonMs } from '../testing/history.ts';
import { atHour } from '../testing/told-breach.ts';
import { act } from './act.ts';
import { forecast } from './forecast.ts';
import { type Ladder, openLadder } from './ladder.ts';
import { standingOf } from './standing-of.ts';

const stepsOf = (text: string) =>
  forecast(history(text)).steps.map(({ subject, from, to, atMs }) => [subject.id, from, to, (atMs - noonMs) / 1000]);

test('documented-only: undocumented calls all day are warned of, suspended, terminated', () => {
  expect(stepsOf('0 settings x=100 every=1800')).toEqual([
    ['main', 'good-standing', 'warned', 0],
    ['main', 'warned', 'suspended', 3600],
    ['main', 'warned', 'terminated', 10_800],
  ]);
});

test('each step says why, and the report of the same pass is the judge’s', () => {
  const facts = history('0 settings\n 7200 settings\n 9000 list');
  const { steps, report, standings, atMs, furtherSteps } = forecast(facts);
  expect(steps[1]?.because).toEqual({
    rule: 'points',
    clauses: ['documented-only'],
    sentence: 'Suspended until 2026-11-22T15:00Z: documented-only brought the points to 109.4; 50 bring a suspension.',
  });
  expect(steps[1]?.evidence[0]?.what).toBe('GET /api/chargers/{id}/settings is no documented call');
  expect(report).toEqual(judge(facts));
  expect(atMs).toBe(noonMs + 9_000_000);
  expect(standings).toMatchObject([{ kind: 'suspended', atMs: noonMs + 9_000_000 }]);
  expect(furtherSteps).toBe(0);
});

test('rate-limit: an account is forecast by the tier that its ladder holds', () => {
  const busy = history(`0 login\n${Array.from({ length: 30 }, (_, n) => `${1 + n / 1000} state c${n}`).join('\n')}`);
  const verdictOf = (ladder: Ladder) =>
    forecast(busy, { ladder }).report.verdicts.find(({ clause }) => clause === 'rate-limit')?.verdict;
  expect(verdictOf(openLadder())).toBe('broken');
  const raised = openLadder();
  const tier = { name: 'Large', ratePerSecond: 50, burst: 100 };
  act(raised, { kind: 'set-tier', accountId: 'main', tier, who: 'support', why: 'agreed by letter', atMs: noonMs });
  expect(verdictOf(raised)).toBe('kept');
});

test('nothing of a history is a forecast of nothing', () => {
  expect(forecast([])).toMatchObject({ steps: [], standings: [], atMs: null, fromTheFuture: 0 });
});

test('push-first: an undone duty is told when the history ends, and weighs then', () => {
  const { steps, standings } = forecast(history('0 login\n 1 list\n 1 state c1 x=50 every=600'));
  expect(steps.some(({ because }) => because.clauses[0] === 'push-first')).toBe(true);
  expect(standings[0]?.kind).not.toBe('good-standing');
});

test('token-rate: refused logins warn the address and never the account', () => {
  const logins = (second: number) => `${second} login 400 from=192.0.2.7 x=3 every=0.1`;
  const { standings } = forecast(history([0, 4000, 8000, 12_000].map(logins).join('\n')));
  expect(standings.find(({ subject }) => subject.id === '192.0.2.7')?.points).toBeGreaterThan(3.5);
  expect(standings.filter(({ subject, points }) => subject.kind === 'account' && points > 0)).toEqual([]);
});

test('a failed login never changes an account, whatever it broke and whoever wrote it down', () => {
  for (const text of [
    '0 login 400 x=6 every=60',
    '0 login 400 from=192.0.2.7 door=https://portal.zaptec.com',
    '0 login 400 door=https://portal.zaptec.com',
  ]) {
    const { standings } = forecast(history(text));
    expect(standings.map(({ subject, kind }) => [subject.kind, kind])).toEqual([
      ['address', expect.stringMatching(/warned|suspended/)],
    ]);
  }
});

test('a failed login is weighed, however long the name of its account', () => {
  const long = history('0 login 400 x=6 every=60').map((fact) => ({ ...fact, accountId: 'a'.repeat(256) }));
  expect(forecast(long).standings).toMatchObject([{ subject: { kind: 'address' }, kind: 'suspended' }]);
});

describe('what is asked of it', () => {
  const facts = history('0 settings\n 7200 settings');

  test('facts that are dated after the forecast are left out and counted', () => {
    const early = forecast([...facts, call({ sentAtMs: atHour(3), answeredAtMs: 0 })], { nowMs: atHour(1) });
    expect(early).toMatchObject({ fromTheFuture: 2, atMs: atHour(1), standings: [{ kind: 'warned' }] });
    expect(forecast(facts, { nowMs: atHour(2) }).fromTheFuture).toBe(1);
    expect(forecast(facts, { nowMs: atHour(2) + 20 }).fromTheFuture).toBe(0);
  });

  test('an instant that is none is refused', () => {
    expect(() => forecast(facts, { nowMs: Number.NaN })).toThrow('NaN is no instant');
  });

  test('waivers and numbers come with the ladder that it is given', () => {
    const waived = openLadder();
    act(waived, {
      kind: 'waive',
      accountId: 'main',
      clause: 'documented-only',
      who: 'support',
      why: 'pilot',
      atMs: noonMs,
    });
    expect(forecast(facts, { ladder: waived }).steps).toEqual([]);
    const opened = openLadder({ warningPoints: 11 });
    expect(forecast(facts, { ladder: opened }).steps).toHaveLength(1);
    expect(standingOf(opened, { kind: 'account', id: 'main' }, atHour(2)).kind).toBe('warned');
  });

  test('who asks to hear of breaches hears of them, and the judge gets its options', () => {
    const heard: string[] = [];
    forecast(facts, { onBreach: ({ clause }) => heard.push(clause) });
    expect(heard.filter((clause) => clause === 'documented-only')).toHaveLength(2);
    const early = history('0 state c1 429 after=1 from=a\n 0.4 state c2 from=a');
    const broken = (roundTripMs: number) =>
      forecast(early, { roundTripMs }).report.verdicts.find(({ clause }) => clause === 'respect-refusal')?.verdict;
    expect(broken(0)).toBe('broken');
    expect(broken(500)).not.toBe('broken');
  });

  test('the first 1,024 steps are told and the further ones counted', () => {
    const many = Array.from({ length: 1100 }, (_, n) =>
      call({ sentAtMs: noonMs + n * 1000, accountId: `account ${n}`, class: 'undocumented', path: '/x' }),
    );
    const { steps, furtherSteps } = forecast(many);
    expect(steps).toHaveLength(1024);
    expect([steps[0]?.subject.id, furtherSteps]).toEqual(['account 0', 76]);
  });
});

test('a month of undocumented calls, one a minute, is one pass of bounded memory', () => {
  function* month() {
    for (let n = 0; n < 43_200; n += 1)
      yield call({ sentAtMs: noonMs + n * 60_000, class: 'undocumented', path: '/x' });
  }
  const { steps, report } = forecast(month());
  expect(report.facts.calls).toBe(43_200);
  expect(steps.map(({ to }) => to)).toEqual(['warned', 'suspended', 'terminated']);
});
