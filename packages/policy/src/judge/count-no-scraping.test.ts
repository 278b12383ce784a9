import { expect, test } from 'vitest';
import { call } from '../testing/call.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOf = (facts: Parameters<typeof judge>[0]) =>
  judge(facts).verdicts.find(({ clause }) => clause === 'no-scraping');
const verdictOn = (text: string) => verdictOf(history(text));

test('no-scraping: kept tells how soon a window came again and how much was taken on the busiest day', () => {
  const days = `0 archived i1 window=24..0 rows=300 bytes=9000
    10 archived i2 window=24..0 rows=200
    86400 archived i1 window=24..0 rows=450 bytes=8000
    90000 archived i2 window=24..0`;
  expect(verdictOn(days)).toMatchObject({
    verdict: 'kept',
    lookedAt: 4,
    closest: { value: 86_400_000, limit: 86_400_000, unit: 'ms' },
    notes: [
      { what: 'rows of history and reports that one account took in a day', value: 500 },
      { what: 'bytes of history and reports that one account took in a day', value: 9000 },
      { what: 'rows of history and reports of one charger or installation, taken in a day', value: 450 },
      { what: 'bytes of history and reports of one charger or installation, taken in a day', value: 9000 },
    ],
  });
});

test('no-scraping: rows and bytes are noted by charger and day where the call names one, and for as many as 4,096', () => {
  const taken = (text: string) => {
    const verdict = verdictOn(text);
    const notes = verdict?.verdict === 'kept' ? verdict.notes : [];
    return notes.filter(({ what }) => what.includes('of one')).map(({ value }) => value);
  };
  const ofOne = '0 archived c1 window=24..0 rows=300 bytes=7\n 10 archived c1 window=48..24 rows=200';
  expect(taken(`${ofOne}\n 20 archived c2 window=24..0 rows=400`)).toEqual([500, 7]);
  // The histories begin at noon: the next day does at 43,200.
  expect(taken(`${ofOne}\n 43199 archived c1 window=72..48 rows=1`)).toEqual([501, 7]);
  expect(taken(`${ofOne}\n 43200 archived c1 window=72..48 rows=499`)).toEqual([500, 7]);
  expect(taken('0 history window=24..0 rows=300\n 10 session s1 rows=9 bytes=9')).toEqual([]);
  const many = (others: number) =>
    `0 archived c1+ window=24..0 rows=1 x=${others}\n 10 archived c9999 window=24..0 rows=50`;
  expect([taken(many(4095)), taken(many(4096))]).toEqual([[50], [1]]);
});

test('no-scraping: that a window came again is told for two days', () => {
  const again = (seconds: number) => verdictOn(`0 archived i1 window=24..0\n ${seconds} archived i1 window=24..0`);
  expect(again(172_799.999)).toMatchObject({ verdict: 'kept', closest: { value: 172_799_999 } });
  expect(again(172_800)).toMatchObject({ verdict: 'kept', closest: { value: 0, limit: 0, unit: 'calls' } });
});

test('no-scraping: an offence is told with its numbers', () => {
  expect(verdictOn('0 archived i1 window=24..0\n 600 archived i1 window=24..0')).toMatchObject({
    first: {
      what: '/api/sessions/archived was read 600000 ms after 50 % or more of this window were served; 86400000 ms are asked',
    },
  });
  expect(verdictOn('0 history\n 600 history')).toMatchObject({
    first: { what: '/api/chargehistory was read 600000 ms after all of it was served; 86400000 ms are asked' },
  });
});

test('no-scraping: pages by cursor bear no number, so the same window within 60 s of its last page is the next page', () => {
  const pages = (...atMs: readonly number[]) =>
    atMs.map((sentAtMs) =>
      call({
        sentAtMs,
        class: 'history',
        path: '/api/sessions/archived',
        resource: 'i1',
        window: { fromAtMs: 0, toAtMs: 1000 },
      }),
    );
  expect(verdictOf(pages(0, 60_000, 120_000))).toMatchObject({ verdict: 'kept' });
  expect(verdictOf(pages(0, 60_000, 120_001))).toMatchObject({ verdict: 'broken', count: 1 });
  // A day counts from the first page.
  expect(verdictOf(pages(0, 60_000, 86_400_000))).toMatchObject({ verdict: 'kept' });
});

test('no-scraping: a report without its window, and a read narrowed to nobody knows what, cannot be told apart', () => {
  expect(verdictOn('0 report i1\n 5 report i1')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: 'the window of a report', count: 2 }],
  });
  expect(verdictOn('0 history inst window=24..0\n 5 history inst window=24..0')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: 'what a read of history was narrowed to', count: 2 }],
  });
  expect(verdictOn('0 history inst i1 window=24..0')).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('0 history inst in=i1 window=24..0')).toMatchObject({ verdict: 'kept' });
});

test('no-scraping: beyond 32 windows of a read, and 4,096 reads, the oldest is forgotten', () => {
  const read = (n: number, resource: string) =>
    call({
      sentAtMs: 1000,
      class: 'history',
      page: 0,
      path: '/p',
      resource,
      window: { fromAtMs: n * 10, toAtMs: n * 10 + 10 },
    });
  const windows = Array.from({ length: 33 }, (_, n) => read(n, 'i1'));
  expect(verdictOf([...windows, read(0, 'i1')])).toMatchObject({ verdict: 'kept' });
  expect(verdictOf([...windows, read(1, 'i1')])).toMatchObject({ verdict: 'broken' });
  const reads = Array.from({ length: 4097 }, (_, n) => read(0, `r${n}`));
  expect(verdictOf([...reads, read(0, 'r0')])).toMatchObject({ verdict: 'kept' });
  expect(verdictOf([...reads, read(0, 'r1')])).toMatchObject({ verdict: 'broken' });
});
