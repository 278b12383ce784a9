// Duties, and what only an attestation shows. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "utilize the provided installation or UserGroups service bus subscriptions"
  'push-first': {
    'the stream is opened within the hour': `
      0     state c1
      1800  state c1
      1900  stream opened
      3700  state c1
      7200  state c1`,
    'a trial of exactly an hour': `
      0     state c1
      1800  state c1
      3600  state c1`,
    'reads more than an hour apart are no following': `
      0      state c1
      3601   state c1
      7202   state c1
      10803  state c1`,
    'each installation that is read has its stream': `
      0     state c1 in=i1
      1     state c2 in=i2
      1800  stream opened i1
      3600  stream opened i2
      3601  state c1 in=i1
      3602  state c2 in=i2`,
    'the stream of a group tells of every installation': `
      0     state c1 in=i1
      1     state c2 in=i2
      1800  stream opened g1
      3601  state c1 in=i1
      3602  state c2 in=i2`,
    'an installation whose stream is refused, beside one that has it': `
      0     stream opened i1
      1     details-of-stream i2 403
      2     state c1 in=i1
      3     state c2 in=i2
      3600  state c2 in=i2
      3700  state c2 in=i2`,
    'a lost stream is opened again within the hour': `
      0      stream opened
      10     state c1
      3000   state c1
      3100   stream lost
      5000   state c1
      6600   stream opened
      8000   state c1`,
  },
  // §3 "responsible for ensuring that locally stored data is kept reasonably up-to-date by utilising recommended methods like service bus subscriptions"
  'fresh-data': {
    'read again an hour after the loss, and an hour after that': `
      0     stream opened
      10    state c1
      600   stream lost
      4200  state c1
      7800  stream opened`,
    'a stream that stays open': `
      0      state c1
      60     stream opened
      90000  stream message`,
    'one of two streams is lost': `
      0     stream opened i1
      0     stream opened i2
      10    state c1
      600   stream lost i1
      5000  list`,
    'a read that the cloud failed was tried': `
      0     stream opened
      10    state c1
      600   stream lost
      2000  list
      4200  state c1 503
      7800  stream opened`,
    'a charger that is gone is held no longer': `
      0     stream opened
      10    state c1
      20    state c2
      600   stream lost
      700   state c1 404
      701   state c2 403
      4000  list
      7700  stream opened
      7800  state c3`,
    'read, but never held': `
      0     stream opened
      10    state c1 503
      600   stream lost
      3000  list
      5000  stream opened
      9000  state c2`,
    'the oldest value is measured where no stream is to be had': `
      0     details-of-stream 403
      10    state c1
      3000  state c1
      4000  attest oldest-mirrored-value 3660000`,
    'after a silence what is read again is held': `
      0      stream opened
      10     state c1
      600    stream lost
      90000  list
      93000  list inst
      93700  list inst
      94000  attest oldest-mirrored-value 0`,
    'silence while the stream was lost, and a measurement since': `
      0      stream opened
      10     state c1
      600    stream lost
      4201   stream opened
      4202   attest oldest-mirrored-value 0 account=all`,
  },
  // §3 "in strict accordance with applicable privacy laws and regulations, including the General Data Protection Regulation"
  'personal-data': {
    'everything is found in order by self-tests': `
      0  state c1
      5  attest personal-fields-listed
      5  attest retention-set
      5  attest export-and-erasure-work
      5  attest logs-redacted`,
    'stated by the operator, once for every account': `
      0  attest personal-fields-listed operator account=all
      0  attest retention-set operator account=all
      0  attest export-and-erasure-work operator account=all
      0  attest logs-redacted operator account=all
      5  state c1 account=a
      6  state c2 account=b
      7  login 400 account=c`,
  },
  // §4 "maintaining the confidentiality and security of their Zaptec account credentials and API access tokens"
  'secrets-confidential': {
    'nothing found, everything encrypted': `
      0  state c1
      5  attest secrets-in-outputs 0
      5  attest secrets-at-rest-in-clear 0
      5  attest transport-encrypted`,
    'found in order for all accounts, and for one of them again': `
      0   state c1
      5   attest secrets-in-outputs 0 account=all
      5   attest secrets-at-rest-in-clear 0 account=all
      5   attest transport-encrypted account=all
      90  attest secrets-in-outputs 0`,
  },
  // §4 "must not share their API credentials with unauthorized third parties"
  'no-sharing': {
    'local apps have keys of their own': `
      0  state c1
      5  attest cloud-tokens-handed-out 0
      5  attest apps-have-own-keys`,
    'measured for one account, and later for all': `
      0   state c1
      5   attest cloud-tokens-handed-out 0
      9   attest cloud-tokens-handed-out 0 account=all
      10  attest apps-have-own-keys operator account=all`,
  },
  // §4 "not allowed to capture, use or store Zaptec users' credentials/passwords"
  'no-user-passwords': {
    "the integrator's own account, no password stored": `
      0  state c1
      5  attest user-passwords-at-rest 0
      5  attest accounts-are-own operator`,
    'declared at the start, measured each day': `
      0       attest accounts-are-own operator account=all
      0       attest user-passwords-at-rest 0
      5       state c1
      86400   attest user-passwords-at-rest 0
      172800  attest user-passwords-at-rest 0`,
  },
  // §5 "unsolicited advertising, marketing or sales activities", "malicious code", "violates any applicable [...] laws"
  'lawful-purpose': {
    'declared by a person': `
      0  state c1
      5  attest purpose-lawful operator`,
    'declared for every account': `
      0  attest purpose-lawful operator account=all
      5  state c1 account=a
      6  stream opened account=b`,
  },
  // §7 "should also monitor their own systems and API usage"
  monitored: {
    'a call a day after the statement': `
      0       state c1
      10      attest calls-not-journalled 0
      86410   state c1`,
    'stated for every account': `
      0       state c1 account=a
      5       state c2 account=b
      86000   attest calls-not-journalled 0 account=all
      172400  list account=a`,
    'a statement for all, and a later one of its own': `
      0       state c1
      10      attest calls-not-journalled 0 account=all
      86000   attest calls-not-journalled 0
      172000  list`,
  },
  // §9 "continued use of the Zaptec API after the implementation of changes constitutes acceptance of the revised policy"
  'policy-version': {
    'the version in force was accepted': `
      0  state c1
      5  attest policy-accepted operator version=2026-11`,
    'an older version was accepted before it': `
      0  attest policy-accepted operator version=2025-01
      5  state c1
      9  attest policy-accepted operator version=2026-11 account=all`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'push-first': {
    'polling for two hours': {
      facts: '0 state c1\n 1800 state c1\n 3600 state c1\n 5400 state c1\n 7200 state c1',
      count: 2,
      first: 5400,
      worst: 7200,
      severity: 'major',
    },
    'a millisecond beyond the trial': {
      facts: '0 state c1\n 1800 state c1\n 3600.001 state c1',
      count: 1,
      first: 3600.001,
      worst: 3600.001,
      severity: 'major',
    },
    'reads exactly an hour apart are following': {
      facts: '0 state c1\n 3600 state c1\n 7200 state c1',
      count: 1,
      first: 7200,
      worst: 7200,
      severity: 'major',
    },
    // i1 is told of by its own stream; i2 is followed from 1 on.
    'the stream of one installation, and another that is polled each minute': {
      facts: '0 stream opened i1\n 1 state c1 in=i1\n 1 state c2 in=i2 x=63 every=60',
      count: 2,
      first: 3661,
      worst: 3721,
      severity: 'major',
    },
    // The group was lost at 600, the own stream of i1 at 100.
    'an hour after the last stream that told of it was lost': {
      facts: `
        0         stream opened g1
        0         stream opened i1
        1         stream opened i2
        10        state c1 in=i1
        100       stream lost i1
        600       stream lost g1
        3500      state c1 in=i1
        4200      state c1 in=i1
        4200.001  state c2 in=i1
        4200.002  state c3 in=i2`,
      count: 1,
      first: 4200.001,
      worst: 4200.001,
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
  'fresh-data': {
    // Lost at 600: due until 4200. The stream is back a millisecond later.
    'a charger that nobody read again, while lists are read': {
      facts: '0 stream opened\n 10 state c1\n 600 stream lost\n 3000 list\n 4200.001 stream opened',
      count: 1,
      first: 4200,
      worst: 4200,
      severity: 'minor',
    },
    // The journal ends while the stream is lost: what the last call shows is undone.
    'the stream stays lost until the end': {
      facts: '0 stream opened\n 10 state c1\n 600 stream lost\n 3000 list\n 5000 list inst',
      count: 1,
      first: 4200,
      worst: 4200,
      severity: 'minor',
    },
    // c2 is read in time, c1 not before the stream is back; then a second loss.
    'one of two chargers, twice': {
      facts: `
        0      stream opened
        10     state c1
        11     state c2
        600    stream lost
        3000   state c2
        5000   stream opened
        5600   stream lost
        9000   state c1
        9700   stream opened`,
      count: 2,
      first: 4200,
      worst: 4200,
      severity: 'minor',
      episodes: 2,
    },
    // Half an hour behind: lost at 600, silent from 4300 to 9000; only the time up to 4300 is held against it.
    'late before it fell silent': {
      facts:
        '0 stream opened\n 10 state c1\n 600 stream lost\n 3000 list\n 4300 list inst\n 9000 list\n 9001 stream opened',
      count: 1,
      first: 4200,
      worst: 4200,
      severity: 'minor',
    },
    // The second round is late: read at 1000, due again at 4600. Such reads without a stream are more than a trial.
    'read in the second hour, and too late': {
      facts: '0 stream opened\n 10 state c1\n 600 stream lost\n 1000 state c1\n 3000 list\n 4600.001 state c1',
      count: 1,
      first: 4600.001,
      worst: 4600.001,
      severity: 'minor',
    },
    'a value older than an hour and a minute': {
      facts: '0 details-of-stream 403\n 10 state c1\n 5000 attest oldest-mirrored-value 3660001',
      count: 1,
      first: 5000,
      worst: 5000,
      severity: 'minor',
    },
  },
  'personal-data': {
    'no retention is set': {
      facts: '0 state c1\n 5 attest retention-set fails',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'major',
    },
    'logs were not redacted for two days, then they were': {
      facts: `
        0       state c1
        5       attest logs-redacted fails
        86405   attest logs-redacted fails
        172805  attest logs-redacted
        172805  attest personal-fields-listed
        172805  attest retention-set
        172805  attest export-and-erasure-work`,
      count: 2,
      first: 5,
      worst: 5,
      severity: 'major',
      episodes: 2,
    },
  },
  'secrets-confidential': {
    'one secret in a log': {
      facts: '0 state c1\n 5 attest secrets-in-outputs 1',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'critical',
    },
    'stored in clear, said of the whole deployment': {
      facts:
        '0 state c1\n 5 attest secrets-at-rest-in-clear 2 account=all\n 6 attest secrets-at-rest-in-clear 4 account=all',
      count: 2,
      first: 5,
      worst: 6,
      severity: 'critical',
    },
    'transport in clear': {
      facts: '0 state c1\n 5 attest transport-encrypted fails operator',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'critical',
    },
  },
  'no-sharing': {
    'a token was returned by an output': {
      facts: '0 state c1\n 5 attest cloud-tokens-handed-out 1',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'critical',
    },
    'apps share one key': {
      facts: '0 state c1\n 5 attest cloud-tokens-handed-out 0\n 5 attest apps-have-own-keys fails',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'critical',
    },
  },
  'no-user-passwords': {
    'one password is stored': {
      facts: '0 state c1\n 5 attest user-passwords-at-rest 1',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'critical',
    },
    "somebody else's account": {
      facts: '0 state c1\n 5 attest user-passwords-at-rest 0\n 6 attest accounts-are-own operator fails',
      count: 1,
      first: 6,
      worst: 6,
      severity: 'critical',
    },
  },
  monitored: {
    'one call is missing from the journal': {
      facts: '0 state c1\n 5 attest calls-not-journalled 1',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'minor',
    },
    'no journal is kept': {
      facts: '0 state c1\n 5 attest calls-not-journalled 1 fails\n 86405 attest calls-not-journalled 900 fails',
      count: 2,
      first: 5,
      worst: 86405,
      severity: 'minor',
      episodes: 2,
    },
  },
} as const satisfies BrokenHistories;
