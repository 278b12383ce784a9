// Taking too much, or through a dying door. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "certain commands may require the Zaptec backend to fetch significant amounts of data"
  'backoff-heavy': {
    'the next leaves when the one before is answered': `
      0    archived i1 window=96..72 ms=800
      0.8  archived i1 window=72..48 ms=800
      1.6  report i1 window=48..24 ms=800`,
    'two installations side by side': `
      0    archived i1 window=24..0 ms=800
      0.1  archived i2 window=24..0 ms=800
      0.2  archived in=i3 window=24..0 ms=800`,
    'one that is not answered is given up after a minute': `
      60  archived i1 window=24..0 ms=800
      0   archived i1 window=48..24 silent ms=90000`,
    'tries after 0.5 s, 1 s and 2 s': `
      0     report i1 window=24..0 503 id=a
      0.52  report i1 window=24..0 503 try=2 of=a
      1.54  report i1 window=24..0 503 try=3 of=a
      3.56  report i1 window=24..0 200 try=4 of=a`,
    'a new report with the id of an older one that had failed three times': `
      0     report i1 window=24..0 503 id=a
      0.52  report i1 window=24..0 503 try=2 of=a
      1.54  report i1 window=24..0 503 try=3 of=a
      20    report i1 window=24..0 503 id=a
      20.6  report i1 window=24..0 200 try=2 of=a`,
    'other calls meanwhile': `
      0    archived i1 window=24..0 ms=5000
      0.1  installation i1
      0.2  hierarchy i1`,
  },
  // §5 "excessive data extraction or scraping that goes beyond the reasonable needs of the integration"
  'no-scraping': {
    'each day the day before': `
      0       archived i1 window=24..0
      86400   archived i1 window=0..-24
      172800  archived i1 window=-24..-48`,
    'the same week each day': `
      0      archived i1 window=168..0 rows=900
      86400  archived i1 window=168..0 rows=901`,
    'less than half of it was served before': `
      0    archived i1 window=24..0
      600  archived i1 window=11.9..-12.1`,
    'less than half of it is held by each of two windows': `
      0    archived i1 window=24..12
      5    archived i1 window=8..0
      600  archived i1 window=24..-2`,
    'another installation, another charger, another page, another path': `
      0   archived i1 window=24..0
      1   archived i2 window=24..0
      2   archived c1 in=i1 window=24..0
      3   archived c2 in=i1 window=24..0
      4   archived i1 window=24..0 page=1
      5   report i1 window=24..0`,
    'pages by cursor, one of them an hour later': `
      0     archived i1 window=24..0
      1     archived i1 window=24..0 cursor=p2
      3600  archived i1 window=24..0 cursor=p3`,
    'pages by cursor that nobody told apart': `
      0   archived i1 window=24..0 cursor=
      59  archived i1 window=24..0 cursor=`,
    'a full crawl a day, each page of it': `
      0      history page=0
      5      history page=1
      86400  history page=0
      86405  history page=1`,
    'a crawl is no window': `
      0   history
      5   history window=24..0`,
    'one session each minute': `
      0    session s1
      60   session s1
      120  session s1`,
    'a window that failed was not served': `
      0    archived i1 window=24..0 503 id=w
      0.6  archived i1 window=24..0 404 try=2 of=w
      9    archived i1 window=24..0`,
  },
  // §6 "not guaranteed to be stable, may change without notice"; the deprecated calls are those of the published list
  'deprecated-endpoint': {
    'the replacement answers with 403': `
      0   group-details g1 403
      10  details-of-stream i1`,
    'the replacement has not been tried': `
      0     details-of-stream i1
      3600  details-of-stream i1`,
    'the replacement worked two days ago': `
      0          archived i1 window=24..0
      86400.021  history page=0`,
    'what left before the answer could be read': `
      0      group-details g1
      1.019  details-of-stream i1`,
    'the replacement of the other call works': `
      0   archived i1 window=24..0
      10  details-of-stream i1`,
  },
  // §5 "Any activity that disrupts, interferes with, overloads"
  'no-overload': {
    'bursts that fit the limit, each half-minute': `
      0   priority s1 x=15
      30  priority s1 x=15
      60  priority s1 x=15
      90  priority s1 x=15`,
    'ten a second for a minute': `
      0  priority s1 x=600 every=0.1`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'backoff-heavy': {
    'the next leaves a millisecond before the one before is answered': {
      facts: '0 archived i1 window=48..24 ms=800\n 0.799 archived i1 window=24..0',
      count: 1,
      first: 0.799,
      worst: 0.799,
      severity: 'minor',
    },
    // The second leaves 1.9 s, the third 1.8 s before the last answer is in.
    'three at once, history and reports alike': {
      facts:
        '0 archived i1 window=72..48 ms=2000\n 0.1 report i1 window=48..24 ms=500\n 0.2 report in=i1 c1 window=24..0',
      count: 2,
      first: 0.1,
      worst: 0.1,
      severity: 'minor',
    },
    'nobody tells of which installation': {
      facts: '0 history window=48..24 ms=800\n 0.5 history window=24..0 ms=800',
      count: 1,
      first: 0.5,
      worst: 0.5,
      severity: 'minor',
    },
    'a slow one is not given up before the minute is over': {
      facts: '59.999 archived i1 window=24..0\n 0 archived i1 window=48..24 ms=90000',
      count: 1,
      first: 59.999,
      worst: 59.999,
      severity: 'minor',
    },
  },
  'no-scraping': {
    'the last day every ten minutes': {
      facts: '0 archived i1 window=24..0\n 600 archived i1 window=23.8..-0.2\n 1200 archived i1 window=23.6..-0.4',
      count: 2,
      first: 600,
      worst: 600,
      severity: 'major',
    },
    'a millisecond before the day is over': {
      facts: '0 archived i1 window=168..0\n 86399.999 archived i1 window=168..0',
      count: 1,
      first: 86399.999,
      worst: 86399.999,
      severity: 'major',
    },
    'half of it was served before': {
      facts: '0 archived i1 window=24..0\n 600 archived i1 window=12..-12',
      count: 1,
      first: 600,
      worst: 600,
      severity: 'major',
    },
    // The day of the last week is in the week.
    'a day of the week that was served': {
      facts: '0 report i1 window=168..0\n 60 report i1 window=24..0',
      count: 1,
      first: 60,
      worst: 60,
      severity: 'major',
    },
    'the first page every half-minute': {
      facts: '0 archived i1 window=24..0\n 30 archived i1 window=24..0\n 60 archived i1 window=24..0',
      count: 2,
      first: 30,
      worst: 30,
      severity: 'major',
    },
    'one page by cursor twice': {
      facts:
        '0 archived i1 window=24..0\n 1 archived i1 window=24..0 cursor=p2\n 31 archived i1 window=24..0 cursor=p2',
      count: 1,
      first: 31,
      worst: 31,
      severity: 'major',
    },
    'a second full crawl on the same day': {
      facts: '0 history page=0\n 5 history page=1\n 43200 history page=0\n 43205 history page=1',
      count: 2,
      first: 43200,
      worst: 43200,
      severity: 'major',
    },
  },
  'deprecated-endpoint': {
    'the old door though the new one works': {
      facts: '0 group-details g1\n 10 details-of-stream i1\n 20 details-of-stream i2',
      count: 2,
      first: 10,
      worst: 10,
      severity: 'minor',
    },
    'a second after the answer': {
      facts: '0 archived i1 window=24..0\n 1.02 history page=0',
      count: 1,
      first: 1.02,
      worst: 1.02,
      severity: 'minor',
    },
    'until the day after the last answer is over': {
      facts: '0 group-details g1\n 80000 group-details g1\n 166400.019 details-of-stream i1',
      count: 1,
      first: 166400.019,
      worst: 166400.019,
      severity: 'minor',
    },
  },
  'no-overload': {
    // One refusal in a hundred calls is one in a hundred; the hundredth call shows it.
    'one of a hundred': {
      facts: '0 priority s1 x=15\n 0 priority s1 429 after=1\n 215.9 priority s1 x=84 every=1',
      count: 1,
      first: 298.9,
      worst: 298.9,
      severity: 'major',
      also: ['rate-limit'],
    },
    // 15 of 30 are refused, again and again: 15 % and more at the 100th call, and the third burst in step.
    'thirty at once each half-minute': {
      facts: `0 priority s1 x=15
        0 priority s1 429 after=1 x=15
        30 priority s1 x=15
        30 priority s1 429 after=1 x=15
        60 priority s1 x=15
        60 priority s1 429 after=1 x=15
        90 priority s1 x=15
        90 priority s1 429 after=1 x=15`,
      // The bursts at 60 s and 90 s, the 100th call with its 45 refusals, and the 14 other refusals after it.
      count: 17,
      first: 60,
      worst: 90,
      severity: 'major',
      also: ['rate-limit'],
    },
    // Nothing is refused, and all bursts overflow in second 17 of the minute.
    'three bursts within the hour, in the same second': {
      facts: '17 priority s1 x=16\n 1817.9 priority s1 x=16\n 3587.9 priority s1 x=16',
      count: 1,
      first: 3587.9,
      worst: 3587.9,
      severity: 'major',
      also: ['rate-limit'],
    },
  },
} as const satisfies BrokenHistories;
