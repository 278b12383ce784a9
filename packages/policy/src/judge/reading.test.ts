// What the judge cannot tell about reads, and where the share of reads in vain lies.
import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const from = 'from=198.51.100.1';
const verdictOn = (clause: ClauseId, text: string) =>
  judge(history(text)).verdicts.find((verdict) => verdict.clause === clause);

describe('the receiver cannot see causes', () => {
  test('no-aggressive-polling: a read may have followed a write, the next one may not', () => {
    const once = `0 state c1 ${from}\n 1 command c1 ${from}\n 16 state c1 ${from}`;
    expect(verdictOn('no-aggressive-polling', once)).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
    expect(verdictOn('no-aggressive-polling', `${once}\n 32 state c1 ${from}`)).toMatchObject({ count: 1 });
    expect(verdictOn('no-aggressive-polling', `${once} 503`)).toMatchObject({ verdict: 'cannot-tell' });
  });

  test('detail-cadence: a read may have followed an update, the next one may not', () => {
    const once = `0 installation i1 ${from}\n 1 update i1 other ${from}\n 3 installation i1 ${from}`;
    expect(verdictOn('detail-cadence', once)).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
    expect(verdictOn('detail-cadence', `${once}\n 9 installation i1 ${from}`)).toMatchObject({ count: 1 });
    expect(verdictOn('detail-cadence', `${once} 503`)).toMatchObject({ verdict: 'cannot-tell' });
  });

  test('targeted-lookup: a list at its hourly floor is the refresh, a sooner one may have been for one charger', () => {
    const hourly = `0 list page=0 ${from}\n 5 list page=1 ${from}\n 3600 list ${from}`;
    expect(verdictOn('targeted-lookup', hourly)).toMatchObject({ verdict: 'kept', lookedAt: 3 });
    expect(verdictOn('targeted-lookup', `0 list ${from}\n 3599.999 list ${from}`)?.verdict).toBe('cannot-tell');
    expect(verdictOn('targeted-lookup', `0 list ${from}\n 600 list unknown ${from}`)?.verdict).toBe('kept');
    expect(verdictOn('targeted-lookup', `0 list ${from} 503\n 9 list ${from}`)?.verdict).toBe('kept');
  });
});

test('detail-cadence: look-ups that do not tell what they asked for cannot be told apart within the hour', () => {
  expect(verdictOn('detail-cadence', '0 list name\n 3599.999 list name')).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('detail-cadence', '0 list name\n 3600 list name')).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('detail-cadence', '0 list c1 name 503 id=l\n 9 list c1 name')).toMatchObject({ verdict: 'kept' });
});

test('no-aggressive-polling: streams that repeat themselves, come back, and more of them than are followed', () => {
  const polling = (events: string) =>
    verdictOn('no-aggressive-polling', `${events}\n 100 state c1 in=i1\n 160 state c1 in=i1`);
  expect(polling('0 stream opened i1\n 1 stream opened i1\n 99 stream message i1')?.verdict).toBe('broken');
  expect(polling('0 stream lost i1\n 100.001 stream message i1')?.verdict).toBe('kept');
  expect(polling('0 stream opened i2+ x=1023\n 1 stream opened i1')?.verdict).toBe('broken');
  expect(polling('0 stream opened i2+ x=1024\n 1 stream opened i1')?.verdict).toBe('kept');
  expect(polling('0 stream opened g2\n 1 stream opened g1')?.verdict).toBe('broken');
});

describe('local-state', () => {
  const early = (fresh: number, again: number, changed = 'no') =>
    `0 detail c1+ x=${fresh} every=1\n 200 detail c1+ x=${again} every=1 changed=${changed}`;

  test('under 5 % of the reads of a day, however few they are', () => {
    expect(verdictOn('local-state', early(96, 4))).toMatchObject({
      verdict: 'kept',
      lookedAt: 100,
      closest: { value: 4, limit: 5, unit: '%' },
    });
    expect(verdictOn('local-state', early(95, 5))).toMatchObject({ verdict: 'broken', count: 1 });
    expect(verdictOn('local-state', early(20, 1))?.verdict).toBe('kept');
    expect(verdictOn('local-state', early(19, 1))).toMatchObject({ verdict: 'broken', count: 1 });
    expect(verdictOn('local-state', early(1, 1))).toMatchObject({ verdict: 'broken', count: 1 });
  });

  test('what brought something new is not in vain, what nobody knows may be', () => {
    expect(verdictOn('local-state', early(90, 10, 'yes'))?.verdict).toBe('kept');
    expect(verdictOn('local-state', early(95, 5, 'unknown'))).toMatchObject({ verdict: 'cannot-tell' });
    expect(verdictOn('local-state', early(96, 4, 'unknown'))?.verdict).toBe('kept');
  });

  test('days are counted apart, each from the first read after the day before', () => {
    const twoDays = (second: number) =>
      `0 detail c1+ x=80 every=1\n 100 detail c1+ x=5 every=1 changed=no\n ${second} detail c101+ x=20`;
    expect(verdictOn('local-state', twoDays(86_399))?.verdict).toBe('kept');
    expect(verdictOn('local-state', twoDays(86_400))?.verdict).toBe('broken');
    // The day that begins with the last read has no other.
    const alone = '0 detail c1+ x=95 every=1\n 86390 detail c1\n 86400 detail c1 changed=no';
    expect(verdictOn('local-state', alone)).toMatchObject({ verdict: 'broken', count: 1, first: { excess: 95 } });
  });

  test('reports that are asked for by POST are no reads, downloads are', () => {
    expect(verdictOn('local-state', '0 report i1')).toMatchObject({ lookedAt: 1 });
    const posted = history('0 report i1').map((fact) => ({ ...fact, method: 'POST' as const }));
    expect(judge(posted).verdicts.find(({ clause }) => clause === 'local-state')?.verdict).toBe('not-applicable');
  });
});
