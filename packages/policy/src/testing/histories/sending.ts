// Sending calls at all: rate, logins, refusals, documents. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "a standard rate limit of 10 requests per second per account"
  'rate-limit': {
    '15 at once, then one each 100 ms': `
      0     detail c1+ x=15
      0.1   detail c16
      0.2   detail c17
      0.3   detail c18`,
    '10 a second, all in one instant': `
      0  detail c1+ x=10
      1  detail c11+ x=10
      2  detail c21+ x=10
      3  detail c31+ x=10`,
    'logins are not counted': `
      0  detail c1+ x=15
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
    'a try that had left before the failure of the first was known': `
      5  command c1 cmd=102 try=2 of=e
      0  command c1 cmd=102 503 id=e ms=20000`,
    'a rejected command is an answer and no failure': `
      0    command c1 cmd=507 500 code=528 id=d
      0.1  command c1 cmd=507 changed=yes try=2 of=d`,
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
    // "Public ids: 102, 200, 506, 507, 10001"
    'all public commands': `
      0  command c1 cmd=102
      1  command c2 cmd=200
      2  command c3 cmd=506
      3  command c4 cmd=507
      4  command c5 cmd=10001`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'rate-limit': {
    // 15 fit, the 16th is refused.
    'a 16th at once': {
      facts: '0 detail c1+ x=15\n 0 detail c16 429 after=1',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    // 15 at once, then after 100 ms room for one only.
    'two where one came back': {
      facts: '0 detail c1+ x=15\n 0.1 detail c16+ x=2',
      count: 1,
      first: 0.1,
      worst: 0.1,
      severity: 'minor',
    },
    // Ten chargers, three calls each, every 30 s (traffic of old integrations): 15 of 30 overflow each time.
    'thirty at once, again and again': {
      facts:
        '0 detail c1+ x=15\n 0 detail c16+ 429 after=1 x=15\n 30 detail c31+ x=15\n 30 detail c46+ 429 after=1 x=15',
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
    // The second try of a report after 0.1 s, the third 0.5 s after the second.
    'a report that is tried again too soon': {
      facts:
        '0 report i1 503 id=a window=24..0\n 0.12 report i1 503 try=2 of=a window=24..0\n 0.64 report i1 try=3 of=a window=24..0',
      count: 2,
      first: 0.12,
      worst: 0.64,
      severity: 'major',
      also: ['backoff-heavy'],
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
    "commands that are the device's own, or no longer public": {
      facts: ['101', '103', '199', '201', '501', '502', '505', '508', '10000', '10002']
        .map((command, n) => `${n} command c${n} cmd=${command}`)
        .join('\n'),
      count: 10,
      first: 0,
      worst: 0,
      severity: 'major',
    },
  },
} as const satisfies BrokenHistories;
