// Histories that keep the policy, written by hand from its words. Section and quotation stand above each clause.
import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const kept: Readonly<Record<ClauseId, Readonly<Record<string, string>>>> = {
  // §2 "a standard rate limit of 10 requests per second per account"
  'rate-limit': {
    '15 at once, then one each 100 ms': `
      0     detail c1 x=15
      0.1   detail c2
      0.2   detail c3
      0.3   detail c4`,
    '10 a second, all in one instant': `
      0  detail c1 x=10
      1  detail c1 x=10
      2  detail c1 x=10
      3  detail c1 x=10`,
    'logins are not counted': `
      0  detail c1 x=15
      0  login`,
  },
  // published: one login a second per address
  'token-rate': {
    'a login each second while the credentials are wrong': `
      0    login 400
      1    login 400
      2.1  login 400`,
    'two addresses at the same moment': `
      0    login 400 from=198.51.100.1
      0.2  login 400 from=198.51.100.2`,
  },
  // published: cache the token for its life
  'token-reuse': {
    'one login a day': `
      0        login life=86399
      86399.1  login life=86399`,
    'a login after a 401': `
      0    login life=86399
      500  detail c1 401
      501  login life=86399`,
    'logins that failed brought no token': `
      0  login 503
      2  login 503
      4  login`,
  },
  // §2 "retry mechanisms with exponential backoff to allow the system time to process"
  'respect-refusal': {
    'quiet for as long as Retry-After says': `
      0     detail c1 429 after=1
      1.02  detail c2
      1.03  detail c3`,
    'what left within 250 ms of the refusal could not know of it': `
      0     detail c1 429 after=1
      0.26  detail c2
      1.1   detail c1`,
    'tries after 0.5 s, 1 s and 2 s': `
      0     detail c1 503 id=a
      0.52  detail c1 503 try=2 of=a
      1.54  detail c1 503 try=3 of=a
      3.56  detail c1 200 try=4 of=a`,
    'a new call with the id of an older one that had failed three times': `
      0     detail c1 503 id=a
      0.52  detail c1 503 try=2 of=a
      1.54  detail c1 503 try=3 of=a
      20    detail c1 503 id=a
      20.6  detail c1 200 try=2 of=a`,
    'a call repeated at once after a new login': `
      0    detail c1 401 id=b
      0.1  login
      0.2  detail c1 200 try=2 of=b`,
  },
  // §2 "must only use officially documented and supported API endpoints"
  'documented-only': {
    'documented calls': `
      0  login
      1  list
      2  state c1
      3  command c1`,
    'a documented call that does not find its charger': `
      0  state c9 404`,
  },
  // §2 "the /api/chargers/{id}/state endpoint utilises a 15-second cache"
  'state-cache': {
    'every 15 s': `
      0   state c1
      15  state c1
      30  state c1`,
    'two chargers side by side': `
      0  state c1
      1  state c2
      2  state c3`,
    'a read that failed held nothing to cache': `
      0    state c1 503 id=s
      0.6  state c1 200 try=2 of=s`,
  },
  // §2 "at a maximum of once an hour, or specifically when a new unknown charging station is detected"
  'list-cadence': {
    hourly: `
      0     list
      3600  list
      7200  list`,
    'both lists at the start': `
      0  list
      1  list installations`,
    'three pages are one read': `
      0   list page=0
      5   list page=1
      50  list page=2`,
    'a following page that failed is tried again': `
      0    list page=0
      50   list page=1 503 id=p
      100  list page=1 try=2 of=p`,
    'lists narrowed by name or installation': `
      0  list
      1  list name
      2  list name
      3  list inst`,
    'an unknown charger appears': `
      0     list
      600   list unknown
      3600  list
      4200  list unknown`,
  },
  // §2 "utilize the provided installation or UserGroups service bus subscriptions"
  'push-first': {
    'the stream is opened within the hour': `
      0     state c1
      1800  state c1
      1900  stream opened
      3700  state c1
      7200  state c1`,
    'a trial of 50 minutes': `
      0     state c1
      1500  state c1
      3000  state c1`,
    'a lost stream is opened again within the hour': `
      0      stream opened
      10     state c1
      3000   state c1
      3100   stream lost
      5000   state c1
      6600   stream opened
      8000   state c1`,
  },
};

describe.each(Object.entries(kept))('%s is kept', (clause, histories) => {
  test.each(Object.entries(histories))('%s', (_name, text) => {
    const facts = history(text);
    const verdicts = judge(facts).verdicts;
    expect(verdicts.find((verdict) => verdict.clause === clause)).toMatchObject({ verdict: 'kept' });
    expect(verdicts.filter((verdict) => verdict.verdict === 'broken')).toEqual([]);
  });
});

test('kept says how many facts were looked at and how near they came', () => {
  const { verdicts } = judge(history('0 state c1\n 16 state c1\n 40 state c1\n 40 state c2'));
  expect(verdicts.find(({ clause }) => clause === 'state-cache')).toMatchObject({
    verdict: 'kept',
    lookedAt: 4,
    closest: { value: 16_000, limit: 15_000, unit: 'ms' },
  });
});

test('an empty history breaks nothing and keeps nothing', () => {
  const report = judge([]);
  expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(Array(8).fill('not-applicable'));
  expect(report).toMatchObject({ fromMs: null, toMs: null, partial: false, facts: { total: 0 } });
});

test('an account that may not read a stream owes none', () => {
  const { verdicts } = judge(history('0 details-of-stream 403\n 10 state c1\n 3000 state c1\n 6000 state c1'));
  expect(verdicts.find(({ clause }) => clause === 'push-first')).toMatchObject({
    verdict: 'not-applicable',
    reason: 'the account may not read a stream: it was refused',
  });
});
