// What the judge says of more things than it remembers. Names of clauses stand before the sentences.
import { expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import type { CallFact } from '../fact.ts';
import { stateCall } from '../testing/call.ts';
import { noonMs } from '../testing/history.ts';
import { judge, openJudge } from './judge.ts';
import { keepRead, mayBeForgotten, noReads } from './latest-reads.ts';

const large = { name: 'large', ratePerSecond: 1000, burst: 1000 };
const found = (facts: Iterable<CallFact>, clause: ClauseId) =>
  judge(facts, { tier: large }).verdicts.find((verdict) => verdict.clause === clause);
const reads = (count: number, of: number, everyMs: number, given: Partial<CallFact> = {}) =>
  Array.from({ length: count }, (_, n) =>
    stateCall({ sentAtMs: noonMs + Math.floor(n * everyMs), resource: `c${n % of}`, charging: 'no', ...given }),
  );

test('a thing that was dropped may have been read until its floor has passed', () => {
  const kept = noReads<number>();
  for (const atMs of [100, 300, 200]) keepRead(kept, `thing ${atMs}`, atMs, 1, (read) => read);
  expect([...kept.of.keys()]).toEqual(['thing 200']);
  expect(mayBeForgotten(kept, 309, 10)).toBe(true);
  expect(mayBeForgotten(kept, 310, 10)).toBe(false);
});

test('no-aggressive-polling: 10,000 chargers read every 100 s are judged', () => {
  expect(found(reads(20_000, 10_000, 10), 'no-aggressive-polling')).toMatchObject({ verdict: 'broken', count: 10_000 });
});

test('no-aggressive-polling: more chargers than are remembered cannot be told, and those that were seen can', () => {
  const opened = openJudge({ tier: large });
  const verdict = () => opened.report().verdicts.find(({ clause }) => clause === 'no-aggressive-polling');
  const read = (resource: string, charging: CallFact['charging']) =>
    opened.add(stateCall({ sentAtMs: noonMs + 400_000, resource, charging }));
  for (const fact of reads(65_537, 65_537, 5)) opened.add(fact);
  read('c0', 'yes');
  expect(verdict()?.verdict).toBe('kept');
  read('c1', 'no');
  expect(verdict()).toMatchObject({
    missing: [{ what: expect.stringContaining('more than 65536 chargers'), count: 1 }],
  });
  read('c65536', 'no');
  expect(verdict()).toMatchObject({ verdict: 'broken', count: 1 });
});

test('no-aggressive-polling: more sessions than are remembered cannot be told', () => {
  const session = { class: 'history', path: '/api/session/{id}' } as const;
  const many = reads(8194, 8193, 1, session);
  expect(found(many.slice(0, 8193), 'no-aggressive-polling')?.verdict).toBe('kept');
  expect(found(many, 'no-aggressive-polling')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 8192 sessions'), count: 1 }],
  });
});

test('state-cache: 1,025 chargers are remembered, 16,385 read within 15 s are not', () => {
  expect(found(reads(2050, 1025, 1), 'state-cache')).toMatchObject({ verdict: 'broken', count: 1025 });
  expect(found(reads(16_386, 16_385, 0.5), 'state-cache')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 16384 chargers'), count: 1 }],
  });
});

test('detail-cadence: more things, and more look-ups, than are remembered cannot be told', () => {
  const detail = { class: 'detail', path: '/api/chargers/{id}' } as const;
  expect(found(reads(41_986, 41_985, 5, detail), 'detail-cadence')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 41984 were read'), count: 1 }],
  });
  const lookup = { class: 'list', path: '/api/chargers', narrowing: 'name', page: 0 } as const;
  expect(found(reads(2050, 2049, 5, lookup), 'detail-cadence')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 2048 were made'), count: 1 }],
  });
});

test('local-state: reads that may have been early may have been in vain', () => {
  const many = [...reads(65_537, 65_537, 1), ...reads(5000, 5000, 1, { changed: 'no' }).map(later)];
  expect(found(many, 'local-state')).toMatchObject({ verdict: 'cannot-tell' });
  const news = [...reads(65_537, 65_537, 1), ...reads(5000, 5000, 1, { changed: 'yes' }).map(later)];
  expect(found(news, 'local-state')?.verdict).toBe('kept');
});
const later = (fact: CallFact): CallFact =>
  stateCall({ ...fact, sentAtMs: fact.sentAtMs + 70_000, answeredAtMs: fact.sentAtMs + 70_000 });
