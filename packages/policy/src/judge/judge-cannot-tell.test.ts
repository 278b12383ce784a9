import { expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import { history } from '../testing/history.ts';
import type { JudgeOptions } from './count.ts';
import { judge } from './judge.ts';

const verdictOn = (clause: ClauseId, text: string, options: JudgeOptions = {}) =>
  judge(history(text), options).verdicts.find((verdict) => verdict.clause === clause);

test('rate-limit: a refusal that the calls shown do not explain points to another program', () => {
  expect(verdictOn('rate-limit', '0 detail c1\n 1 detail c1 429 after=1')).toMatchObject({
    verdict: 'cannot-tell',
    lookedAt: 2,
    missing: [{ what: expect.stringContaining('another program'), count: 1 }],
  });
});

test('token-reuse: a token whose life was not told cannot have been given up early', () => {
  const facts = history('0 login\n 7200 login').map((fact) => ({ ...fact, tokenLifeMs: null }));
  const verdict = judge(facts).verdicts.find(({ clause }) => clause === 'token-reuse');
  expect(verdict).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
});

test('token-reuse: a login of nobody we know cannot be counted', () => {
  const facts = history('0 login').map((fact) => ({ ...fact, accountId: null }));
  expect(judge(facts).verdicts.find(({ clause }) => clause === 'token-reuse')).toMatchObject({
    verdict: 'cannot-tell',
  });
});

test('list-cadence: the receiver cannot see that a charger was unknown, but two in an hour are too many', () => {
  const twice = '0 list from=198.51.100.1\n 600 list from=198.51.100.1';
  expect(verdictOn('list-cadence', twice)).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('list-cadence', `${twice}\n 1200 list from=198.51.100.1`)).toMatchObject({
    verdict: 'broken',
    count: 1,
  });
});

test('respect-refusal: the receiver cannot see which calls are tries of one call', () => {
  const facts =
    '0 detail c1 503 from=198.51.100.1\n 0.6 detail c1 503 from=198.51.100.1\n 1.2 detail c1 from=198.51.100.1';
  expect(verdictOn('respect-refusal', facts)).toMatchObject({ verdict: 'cannot-tell' });
});

test('respect-refusal: at the receiving side the round trip is allowed on top', () => {
  const facts = '0 detail c1 429 after=1 from=198.51.100.1\n 0.4 detail c2 from=198.51.100.1';
  expect(verdictOn('respect-refusal', facts)).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn('respect-refusal', facts, { roundTripMs: 200 })?.verdict).not.toBe('broken');
});

test('push-first: without stream events in the evidence nobody can say that no stream was read', () => {
  const polling = '0 state c1\n 1800 state c1\n 3600 state c1\n 5400 state c1';
  expect(verdictOn('push-first', polling)).toMatchObject({ verdict: 'broken' });
  expect(verdictOn('push-first', polling, { streamEvents: 'not-recorded' })).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('push-first', `0 details-of-stream\n${polling}`)).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('push-first', `0 details-of-stream\n 1 stream opened\n 2 stream lost\n${polling}`)).toMatchObject({
    verdict: 'broken',
  });
});
