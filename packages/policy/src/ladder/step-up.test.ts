// The steps and their boundaries: what brings each, when, and in which words.
import { describe, expect, test } from 'vitest';
import type { Breach } from '../breach.ts';
import { type ClauseId, clauseIds } from '../decision.ts';
import { atHour, hourMs, main, told } from '../testing/told-breach.ts';
import { type Ladder, openLadder } from './ladder.ts';
import { standingOf } from './standing-of.ts';
import { weigh } from './weigh.ts';

const fed = (breaches: readonly Breach[], opened: Ladder = openLadder()): Ladder => {
  for (const breach of breaches) weigh(opened, breach);
  return opened;
};
/** One finding of each of so many clauses, all at once. */
const slips = (count: number, atMs = atHour(0), severity: 'minor' | 'major' = 'minor') =>
  clauseIds.slice(0, count).map((clause) => told(clause, severity, atMs));
/** One episode with a breach each half hour. */
const lasting = (
  clause: ClauseId,
  fromHour: number,
  toHour: number,
  severity: 'minor' | 'major' | 'critical' = 'major',
) =>
  Array.from({ length: Math.floor((toHour - fromHour) * 2) + 1 }, (_, n) =>
    told(clause, severity, atHour(fromHour + n / 2)),
  );
const steps = (opened: Ladder) =>
  opened.steps.map(({ from, to, atMs }) => ({ from, to, hour: (atMs - atHour(0)) / hourMs }));
const kind = (opened: Ladder, hours: number) => standingOf(opened, main, atHour(hours)).kind;

describe('a formal warning', () => {
  test('comes with 10 points and not with 9', () => {
    expect(steps(fed(slips(9)))).toEqual([]);
    expect(steps(fed(slips(10)))).toEqual([{ from: 'good-standing', to: 'warned', hour: 0 }]);
    expect(steps(fed([told('push-first', 'major', atHour(0))]))).toHaveLength(1);
  });

  test('carries the clauses, the evidence and what to do', () => {
    const opened = fed([...lasting('list-cadence', 0, 0.5, 'minor'), told('push-first', 'major', atHour(1))]);
    expect(opened.steps[0]).toMatchObject({
      subject: main,
      untilMs: null,
      because: {
        rule: 'points',
        clauses: ['push-first', 'list-cadence'],
        sentence: 'Formal warning: push-first and list-cadence brought the points to 10.9; 10 bring a warning.',
      },
      evidence: [
        { clause: 'push-first', what: 'broke push-first', remedy: expect.stringMatching(/\.$/) },
        { clause: 'list-cadence', breaches: 2, firstAtMs: atHour(0), lastAtMs: atHour(0.5) },
      ],
    });
  });

  test('fades when half of what brought it is left, by time alone, and comes again', () => {
    const opened = fed([told('push-first', 'major', atHour(0))]);
    expect(standingOf(opened, main, atHour(0))).toMatchObject({
      kind: 'warned',
      sinceMs: atHour(0),
      fadesAtMs: atHour(24),
    });
    expect([kind(opened, 23.999), kind(opened, 24)]).toEqual(['warned', 'good-standing']);
    fed([told('push-first', 'major', atHour(24))], opened);
    expect(steps(opened)).toMatchObject([{ hour: 0 }, { from: 'good-standing', to: 'warned', hour: 24 }]);
    expect(standingOf(opened, main, atHour(24)).sentence).toBe(
      'Formal warning: push-first brought the points to 15; 10 bring a warning. The warning fades at 2026-11-25T02:02:21Z if nothing more is found.',
    );
  });

  test('comes to name what is found after it', () => {
    const opened = fed([told('push-first', 'major', atHour(0)), told('state-cache', 'minor', atHour(2))]);
    fed([told('state-cache', 'minor', atHour(4)), told('push-first', 'major', atHour(4))], opened);
    expect(steps(opened)).toEqual([
      { from: 'good-standing', to: 'warned', hour: 0 },
      { from: 'warned', to: 'warned', hour: 2 },
    ]);
    expect(opened.steps[1]?.because).toEqual({
      rule: 'named-too',
      clauses: ['state-cache', 'push-first'],
      sentence: 'Formal warning: it stands since 2026-11-22T12:00Z and names state-cache from now on too.',
    });
  });

  test('names three clauses in its sentence, and how many more', () => {
    const sentence = (count: number) => {
      const rules = { warningPoints: count };
      return fed(slips(count), openLadder({ ...rules, warningFadesPoints: 0.1 })).steps[0]?.because.sentence;
    };
    expect(sentence(1)).toContain(': rate-limit brought the points to 1;');
    expect(sentence(3)).toContain(': token-reuse, rate-limit and token-rate brought');
    expect(sentence(4)).toContain(': respect-refusal, rate-limit, token-rate and one other brought');
    expect(sentence(6)).toContain(' and 3 others brought');
  });
});

describe('a suspension', () => {
  test('comes with 50 points and not with 49', () => {
    const minors = clauseIds.slice(10, 19).map((clause) => told(clause, 'minor', atHour(0)));
    const near = fed([...slips(4, atHour(0), 'major'), ...minors]);
    expect(standingOf(near, main, atHour(0))).toMatchObject({ kind: 'warned', points: 49 });
    fed([told('monitored', 'minor', atHour(0))], near);
    expect(standingOf(near, main, atHour(0))).toMatchObject({
      kind: 'suspended',
      sinceMs: atHour(0),
      untilMs: atHour(1),
      clause: 'monitored',
      points: 10,
    });
    expect(near.steps.at(-1)?.because).toMatchObject({
      rule: 'points',
      sentence:
        'Suspended until 2026-11-22T13:00Z: monitored, rate-limit, token-rate and 11 others brought the points to 50; 50 bring a suspension.',
    });
  });

  test('comes at once with a critical finding', () => {
    expect(steps(fed([told('no-sharing', 'critical', atHour(0))]))).toEqual([
      { from: 'good-standing', to: 'suspended', hour: 0 },
    ]);
  });

  test('no-aggressive-polling: comes when it goes on for an hour after the warning, and not before', () => {
    const polling = lasting('no-aggressive-polling', 0, 0.5);
    const atMs = atHour(1);
    expect(steps(fed([...polling, told('no-aggressive-polling', 'major', atMs - 1)]))).toHaveLength(1);
    const opened = fed([...polling, told('no-aggressive-polling', 'major', atMs)]);
    expect(opened.steps[1]).toMatchObject({ from: 'warned', to: 'suspended', untilMs: atHour(2) });
    expect(opened.steps[1]?.because).toEqual({
      rule: 'went-on',
      clauses: ['no-aggressive-polling'],
      sentence:
        'Suspended until 2026-11-22T14:00Z: no-aggressive-polling went on for 1 h after the warning of 2026-11-22T12:00Z.',
    });
  });

  test('an episode that begins after the warning must last an hour itself', () => {
    const warned = told('push-first', 'major', atHour(0));
    expect(kind(fed([warned, ...lasting('no-scraping', 5, 5.5)]), 6)).toBe('warned');
    expect(kind(fed([warned, ...lasting('no-scraping', 5, 6)]), 6)).toBe('suspended');
  });

  test('a minor episode that goes on after a warning only counts its points', () => {
    const opened = fed([told('push-first', 'major', atHour(0)), ...lasting('state-cache', 0, 5, 'minor')]);
    expect(steps(opened).map(({ to }) => to)).toEqual(['warned', 'warned']);
    expect(standingOf(opened, main, atHour(5)).points).toBeGreaterThan(13);
  });

  test('ends by itself, and the account comes back warned, or well after a long one', () => {
    const short = fed([told('no-sharing', 'critical', atHour(0))]);
    expect([kind(short, 0.999), kind(short, 1)]).toEqual(['suspended', 'warned']);
    expect(standingOf(short, main, atHour(1))).toMatchObject({ sinceMs: atHour(1), fadesAtMs: atHour(24) });
    expect(standingOf(short, main, atHour(1)).sentence).toBe(
      'Warned by the suspension that ended 2026-11-22T13:00Z. The warning fades at 2026-11-23T12:00Z if nothing more is found.',
    );
    const long = fed([told('no-sharing', 'critical', atHour(0))], openLadder({ firstSuspensionMs: 24 * hourMs }));
    expect([kind(long, 23.999), kind(long, 24)]).toEqual(['suspended', 'good-standing']);
  });

  test('no second one comes while it runs', () => {
    const opened = fed([...slips(5, atHour(0), 'major'), ...slips(20, atHour(0.9), 'major')]);
    expect(steps(opened).map(({ to }) => to)).toEqual(['warned', 'warned', 'warned', 'warned', 'suspended']);
    fed([told('monitored', 'minor', atHour(1))], opened);
    expect(steps(opened).at(-1)).toEqual({ from: 'warned', to: 'suspended', hour: 1 });
  });

  test('what goes on after it is given an hour again', () => {
    const opened = fed(lasting('no-aggressive-polling', 0, 2.5));
    expect(steps(opened)).toHaveLength(2);
    fed([told('no-aggressive-polling', 'major', atHour(3))], opened);
    expect(opened.steps[2]).toMatchObject({
      atMs: atHour(3),
      untilMs: atHour(5),
      because: {
        sentence:
          'Suspended until 2026-11-22T17:00Z: no-aggressive-polling went on for 1 h after the suspension that ended 2026-11-22T14:00Z.',
      },
    });
  });

  test('ends every episode: what is found after it is a new finding, of its own severity', () => {
    const critical = (hours: number) => told('no-sharing', 'critical', atHour(hours));
    const opened = fed([critical(0), critical(0.5), told('no-sharing', 'major', atHour(1))]);
    expect(standingOf(opened, main, atHour(1))).toMatchObject({ kind: 'warned', points: expect.closeTo(19.7, 1) });
    fed([told('no-sharing', 'major', atHour(1.999))], opened);
    expect(kind(opened, 1.999)).toBe('warned');
    const during = fed([critical(0), told('no-sharing', 'major', atHour(1) - 1)]);
    expect([...(during.subjects.account.get('main')?.byClause.values() ?? [])]).toMatchObject([{ episodes: 1 }]);
    fed([told('no-sharing', 'major', atHour(1))], during);
    expect([...(during.subjects.account.get('main')?.byClause.values() ?? [])]).toMatchObject([{ episodes: 2 }]);
  });

  test('pays for what led to it, each clause keeping its share', () => {
    const opened = fed(slips(6, atHour(0), 'major'));
    const shares = [...(opened.subjects.account.get('main')?.byClause.values() ?? [])].map(({ points }) => points);
    expect(shares).toEqual([2, 2, 2, 2, 2, 10]);
    expect(
      fed(lasting('push-first', 0, 1), openLadder({ servedPoints: 49 })).subjects.account.get('main')?.points,
    ).toBeCloseTo(19.7, 1);
  });

  test('lasts twice as long each time, up to 7 days', () => {
    const opened = openLadder({ terminatingSuspensions: 100 });
    const every40days = Array.from({ length: 10 }, (_, n) => slips(5, atHour(960 * n), 'major')).flat();
    const hours = fed(every40days, opened)
      .steps.filter(({ to }) => to === 'suspended')
      .map(({ atMs, untilMs }) => ((untilMs ?? 0) - atMs) / hourMs);
    expect(hours).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 168, 168]);
  });
});

describe('a termination', () => {
  const suspendedOn = (...days: readonly number[]) => fed(days.flatMap((day) => slips(5, atHour(24 * day), 'major')));

  test('comes with the third suspension within 30 days, and not with the second or later', () => {
    expect(steps(suspendedOn(0, 10)).filter(({ to }) => to === 'terminated')).toEqual([]);
    expect(steps(suspendedOn(0, 10, 30.001)).filter(({ to }) => to === 'terminated')).toEqual([]);
    const opened = suspendedOn(0, 10, 30);
    expect(standingOf(opened, main, atHour(10_000))).toMatchObject({
      kind: 'terminated',
      sinceMs: atHour(720),
      clause: 'documented-only',
      sentence:
        'Terminated until an operator reinstates it: documented-only brought suspension number 3 within 30 days.',
    });
  });

  test('no-aggressive-polling: comes six hours after the first poll where nobody heeds anything', () => {
    expect(steps(fed(lasting('no-aggressive-polling', 0, 12)))).toEqual([
      { from: 'good-standing', to: 'warned', hour: 0 },
      { from: 'warned', to: 'suspended', hour: 1 },
      { from: 'warned', to: 'suspended', hour: 3 },
      { from: 'warned', to: 'terminated', hour: 6 },
    ]);
  });

  test('comes with a critical finding after a suspension, however long after', () => {
    const opened = fed([...slips(5, atHour(0), 'major'), told('no-sharing', 'critical', atHour(5000))]);
    expect(opened.steps.at(-1)).toMatchObject({ from: 'good-standing', to: 'terminated', untilMs: null });
    expect(opened.steps.at(-1)?.because).toEqual({
      rule: 'critical-after-suspension',
      clauses: ['no-sharing'],
      sentence:
        'Terminated until an operator reinstates it: no-sharing was found critical after the suspension that ended 2026-11-22T13:00Z.',
    });
  });

  test('comes with a critical finding while a suspension runs: it is found after the suspension was pronounced', () => {
    const opened = fed([...slips(5, atHour(0), 'major'), told('no-sharing', 'critical', atHour(0) + 1)]);
    expect(opened.steps.at(-1)).toMatchObject({ from: 'suspended', to: 'terminated', atMs: atHour(0) + 1 });
    expect(opened.steps.at(-1)?.because).toMatchObject({
      rule: 'critical-after-suspension',
      sentence:
        'Terminated until an operator reinstates it: no-sharing was found critical during the suspension until 2026-11-22T13:00Z.',
    });
  });

  test('does not come with what was done before the suspension was pronounced, or with the act that led to it', () => {
    const opened = fed([
      told('no-sharing', 'critical', atHour(0)),
      told('secrets-confidential', 'critical', atHour(0)),
      told('no-intrusion', 'critical', atHour(-2)),
    ]);
    expect(kind(opened, 0.9)).toBe('suspended');
  });

  test('comes during a suspension with the episode that led to it only when another hour of it is full', () => {
    const longer = openLadder({ firstSuspensionMs: 3 * hourMs });
    const opened = fed(lasting('no-sharing', 0, 0.5, 'critical'), longer);
    fed([told('no-sharing', 'critical', atHour(1) - 1)], opened);
    expect(kind(opened, 1)).toBe('suspended');
    fed([told('no-sharing', 'critical', atHour(1))], opened);
    expect(kind(opened, 1)).toBe('terminated');
  });

  test('comes during a suspension with a major episode that turns critical', () => {
    const opened = fed([...slips(5, atHour(0), 'major'), told('rate-limit', 'critical', atHour(0.5))]);
    expect(kind(opened, 0.5)).toBe('terminated');
  });

  test('comes during a suspension with a major episode that turns critical by however little', () => {
    const opened = openLadder({ majorPoints: 99.5 });
    fed([told('rate-limit', 'major', atHour(0)), told('rate-limit', 'critical', atHour(0.5))], opened);
    expect(steps(opened).map(({ to }) => to)).toEqual(['suspended', 'terminated']);
  });

  test('nothing that is found afterwards changes it', () => {
    const opened = fed([told('no-sharing', 'critical', atHour(0)), told('no-sharing', 'critical', atHour(1))]);
    const before = standingOf(opened, main, atHour(2));
    fed(slips(20, atHour(2), 'major'), opened);
    expect(standingOf(opened, main, atHour(2))).toEqual(before);
    expect(opened.steps).toHaveLength(2);
  });
});

describe('documented-only: critical when it goes on after a warning', () => {
  const call = (hours: number) => told('documented-only', 'major', atHour(hours));

  test('that named it an hour ago', () => {
    expect(kind(fed([call(0), told('documented-only', 'major', atHour(1) - 1)]), 1)).toBe('warned');
    expect(kind(fed([call(0), call(0), call(0.5)]), 1)).toBe('warned');
    const opened = fed([call(0), call(1)]);
    expect(opened.steps[1]).toMatchObject({
      to: 'suspended',
      evidence: [{ severity: 'critical', points: expect.closeTo(109.7, 1) }],
    });
  });

  test('and not of a warning that named another clause only', () => {
    const opened = fed([told('push-first', 'major', atHour(0)), call(2)]);
    expect(opened.steps[1]?.because.rule).toBe('named-too');
    expect(kind(fed([call(2.5)], opened), 2.5)).toBe('warned');
    expect(kind(fed([call(4)], opened), 4)).toBe('suspended');
  });

  test('and not of a warning that has faded', () => {
    expect(steps(fed([call(0), call(24)])).map(({ to }) => to)).toEqual(['warned', 'warned']);
  });

  test('and after the suspension it terminates', () => {
    expect(steps(fed([call(0), call(1), call(2.5), call(3.6)])).map(({ to, hour }) => [to, hour])).toEqual([
      ['warned', 0],
      ['suspended', 1],
      ['terminated', 3.6],
    ]);
  });

  test('a breach that is critical already stays so, and other clauses do not worsen', () => {
    const critical = fed([call(0), told('documented-only', 'critical', atHour(1))]);
    expect(critical.steps[1]?.evidence[0]?.severity).toBe('critical');
    const other = [0, 1, 2].map((hours) => told('proper-door', 'major', atHour(hours)));
    expect(fed(other).steps.map(({ evidence }) => evidence[0]?.severity)).toEqual(['major']);
  });
});
