// Histories that break one clause each, written by hand: how many facts offend, when the first and the worst.
import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import { history, noonMs } from '../testing/history.ts';
import { judge } from './judge.ts';

interface Broken {
  readonly facts: string;
  readonly count: number;
  /** Second of the first and of the worst offence. */
  readonly first: number;
  readonly worst: number;
  readonly severity: 'minor' | 'major' | 'critical';
  readonly episodes?: number;
}

const broken: Readonly<Record<ClauseId, Readonly<Record<string, Broken>>>> = {
  'rate-limit': {
    // 15 fit, the 16th is refused.
    'a 16th at once': {
      facts: '0 detail c1 x=15\n 0 detail c2 429 after=1',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    // 15 at once, then after 100 ms room for one only.
    'two where one came back': {
      facts: '0 detail c1 x=15\n 0.1 detail c2 x=2',
      count: 1,
      first: 0.1,
      worst: 0.1,
      severity: 'minor',
    },
    // Ten chargers, three calls each, every 30 s (traffic of old integrations): 15 of 30 overflow each time.
    'thirty at once, again and again': {
      facts: '0 detail c1 x=15\n 0 detail c2 429 after=1 x=15\n 30 detail c1 x=15\n 30 detail c2 429 after=1 x=15',
      count: 30,
      first: 0,
      worst: 0,
      severity: 'major',
    },
  },
  'token-rate': {
    'two logins 2 ms apart': {
      facts: '0 login 400\n 0.002 login 503',
      count: 1,
      first: 0.002,
      worst: 0.002,
      severity: 'minor',
    },
    'a loop of logins each 600 ms': {
      facts: '0 login 503\n 0.6 login 503\n 1.2 login 503',
      count: 2,
      first: 0.6,
      worst: 0.6,
      severity: 'minor',
    },
  },
  'token-reuse': {
    'a login for every poll': {
      facts: '0 login life=86399\n 60 login life=86399\n 120 login life=86399',
      count: 2,
      first: 60,
      worst: 60,
      severity: 'minor',
    },
    // One 401 opens one login, not two.
    'two logins for one 401': {
      facts: '0 login\n 500 detail c1 401\n 501 login\n 503 login',
      count: 1,
      first: 503,
      worst: 503,
      severity: 'minor',
    },
  },
  'respect-refusal': {
    // Refused at 0.02 for 1 s: 0.3 and 0.9 lie inside, 1.02 does not.
    'pressing on after a 429': {
      facts: '0 detail c1 429 after=1\n 0.3 detail c2\n 0.9 detail c3\n 1.02 detail c4',
      count: 2,
      first: 0.3,
      worst: 0.3,
      severity: 'major',
    },
    'a retry that comes at once': {
      facts: '0 command c1 503 id=a\n 0.1 command c1 503 try=2 of=a',
      count: 1,
      first: 0.1,
      worst: 0.1,
      severity: 'major',
    },
    // 0.5 s each time: the third try is due 1 s after the second, the fourth 2 s after the third.
    'a pause that does not grow': {
      facts:
        '0 detail c1 503 id=a\n 0.52 detail c1 503 try=2 of=a\n 1.04 detail c1 503 try=3 of=a\n 1.56 detail c1 503 try=4 of=a',
      count: 2,
      first: 1.04,
      worst: 1.56,
      severity: 'major',
    },
    'the same read again at once, called a new one': {
      facts: '0 detail c1 500\n 0.05 detail c1',
      count: 1,
      first: 0.05,
      worst: 0.05,
      severity: 'major',
    },
    'a ninth try': {
      facts: '0 detail c1 503 try=8 of=a\n 70 detail c1 503 try=9 of=a',
      count: 1,
      first: 70,
      worst: 70,
      severity: 'major',
    },
  },
  'documented-only': {
    'settings of a charger': { facts: '0 settings\n 5 detail c1', count: 1, first: 0, worst: 0, severity: 'major' },
    'once a day for three days': {
      facts: '0 settings\n 86400 settings\n 172800 settings',
      count: 3,
      first: 0,
      worst: 0,
      severity: 'major',
      episodes: 3,
    },
  },
  'state-cache': {
    'every 5 s while a screen is open': {
      facts: '0 state c1\n 5 state c1\n 10 state c1',
      count: 2,
      first: 5,
      worst: 5,
      severity: 'minor',
    },
    'a millisecond too soon': {
      facts: '0 state c1\n 14.999 state c1',
      count: 1,
      first: 14.999,
      worst: 14.999,
      severity: 'minor',
    },
  },
  'list-cadence': {
    'every ten minutes': {
      facts: '0 list\n 600 list\n 1200 list\n 1500 list',
      count: 3,
      first: 600,
      worst: 1500,
      severity: 'minor',
    },
    'a page that comes too late begins a new read': {
      facts: '0 list page=0\n 61 list page=1',
      count: 1,
      first: 61,
      worst: 61,
      severity: 'minor',
    },
    'a following page twice': {
      facts: '0 list page=0\n 1 list page=1\n 2 list page=1',
      count: 1,
      first: 2,
      worst: 2,
      severity: 'minor',
    },
    'the first page again': {
      facts: '0 list page=0\n 1 list page=1\n 2 list page=0',
      count: 1,
      first: 2,
      worst: 2,
      severity: 'minor',
    },
    'a second unknown charger within the hour': {
      facts: '0 list\n 600 list unknown\n 1200 list unknown',
      count: 1,
      first: 1200,
      worst: 1200,
      severity: 'minor',
    },
  },
  'push-first': {
    'polling for two hours': {
      facts: '0 state c1\n 1800 state c1\n 3600 state c1\n 5400 state c1\n 7200 state c1',
      count: 2,
      first: 5400,
      worst: 7200,
      severity: 'major',
    },
    'a stream that stays lost': {
      facts: '0 stream opened\n 0 state c1\n 600 stream lost\n 3500 state c1\n 4300 state c1',
      count: 1,
      first: 4300,
      worst: 4300,
      severity: 'major',
    },
  },
};

describe.each(Object.entries(broken))('%s is broken', (clause, histories) => {
  test.each(Object.entries(histories))('%s', (_name, expected) => {
    const { verdicts } = judge(history(expected.facts));
    expect(verdicts.filter(({ verdict }) => verdict === 'broken').map((verdict) => verdict.clause)).toEqual([clause]);
    expect(verdicts.find((verdict) => verdict.clause === clause)).toMatchObject({
      count: expected.count,
      severity: expected.severity,
      first: { atMs: noonMs + expected.first * 1000 },
      worst: { atMs: noonMs + expected.worst * 1000 },
      episodes: expected.episodes ?? 1,
    });
  });
});

test('an offence is told in a sentence with its numbers, the clause with its remedy and section', () => {
  const { verdicts } = judge(history('0 state c1\n 5 state c1'));
  expect(verdicts.find(({ clause }) => clause === 'state-cache')).toMatchObject({
    first: { what: "sent 5000 ms after this charger's state was read; the answer is cached for 15000 ms" },
    remedy: expect.stringContaining('until it is 15 s old'),
    section: ['2'],
  });
});
