// Writing currents and sending commands. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // published, dynamic load balancing: the available current of an installation is written every 15 minutes at most;
  // observed: not at all while no car is connected (zaptec-api.md §1.1 rules 21 and 23)
  'current-cadence': {
    'every 15 minutes, in each installation by itself': `
      0     update i1 current connected=yes changed=yes
      10    update i2 current connected=yes changed=yes
      900   update i1 current connected=yes changed=yes
      1800  update i1 current connected=yes changed=yes`,
    'what else is set needs no spacing': `
      0   update i1 current connected=yes changed=yes
      5   update i1 other connected=no changed=no
      10  charger-update c1
      15  priority s1`,
    'a write that was refused changed nothing': `
      0    update i1 current connected=yes changed=yes 403
      10   update i1 current connected=no changed=no 400
      20   update i1 current connected=yes changed=yes 429 after=1
      60   update i1 current connected=yes changed=yes
      960  update i1 current connected=yes changed=yes`,
    'the installation that the call names counts': `
      0    update i1 current connected=yes changed=yes
      1    update i2 current connected=yes changed=yes in=i1
      900  update i1 current connected=yes changed=yes`,
  },
  // published: "before 506/507 check 710, 718 and 763"; "after a 528 answer, no resend until 710, 718 or 763 changed";
  // "404 on /state is final" (zaptec-api.md §1.1 rules 18 to 20)
  'command-precondition': {
    'a pause and a resume that the state allows': `
      0    command c1 cmd=506 allowed=yes
      60   command c1 cmd=507 allowed=yes
      120  command c1 cmd=506 allowed=yes`,
    'a resume again after the charger was paused meanwhile': `
      0     command c1 cmd=507 allowed=yes 500 code=528
      3600  command c1 cmd=507 allowed=yes changed=yes
      3700  command c1 cmd=507 allowed=yes changed=no`,
    'another command to the charger, and the same to another': `
      0  command c1 cmd=507 allowed=yes 500 code=528
      1  command c1 cmd=506 allowed=yes changed=no
      2  command c2 cmd=507 allowed=yes changed=no`,
    'commands that are not checked against the state': `
      0   command c1 cmd=102 allowed=no
      10  command c2 cmd=200 allowed=no
      20  command c3 cmd=10001 allowed=no`,
    'a charger that is gone, looked for once a day': `
      0          state c1 404 code=512
      86400.02   state c1 404 code=512
      172800.04  state c1
      173400.04  state c1`,
    'an update that is not supported, tried again the next day': `
      0         update i1 other 500 code=527
      1         update i2 other
      86400.02  update i1 other`,
    'an update that is supported again, since the mode was changed': `
      0     update i1 other 500 code=527
      3700  update i1 other allowed=yes`,
    'a broken cloud refuses nothing for good': `
      0    command c1 cmd=506 allowed=yes 500 id=a
      0.6  command c1 cmd=506 allowed=yes try=2 of=a
      10   update i1 other 500 code=528 id=b
      11   update i1 other
      20   command c1 cmd=102 500 code=527 id=c
      21   command c1 cmd=102`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'current-cadence': {
    'a millisecond too soon': {
      facts: '0 update i1 current connected=yes changed=yes\n 899.999 update i1 current connected=yes changed=yes',
      count: 1,
      first: 899.999,
      worst: 899.999,
      severity: 'minor',
    },
    // A controller that follows the sun each minute for five minutes: each write but the first.
    'each minute': {
      facts:
        '0 update i1 current connected=yes changed=yes x=5 every=60\n 2000 update i1 current connected=yes changed=yes',
      count: 4,
      first: 60,
      worst: 60,
      severity: 'minor',
    },
    'with no car anywhere': {
      facts: '0 update i1 current connected=yes changed=yes\n 3600 update i1 current connected=no changed=yes',
      count: 1,
      first: 3600,
      worst: 3600,
      severity: 'minor',
    },
    'the same value, hour by hour': {
      facts:
        '0 update i1 current connected=yes changed=yes\n 3600 update i1 current connected=yes changed=no x=2 every=3600',
      count: 2,
      first: 3600,
      worst: 3600,
      severity: 'minor',
      episodes: 2,
    },
  },
  'command-precondition': {
    'a pause while no car is there': {
      facts: '0 command c1 cmd=506 allowed=no 500 code=528',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'a resume of a charger that is not paused, though it was accepted': {
      facts: '0 command c1 cmd=507 allowed=no',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    // One rejection and three in vain: the fourth is accepted because the charger had changed, which was not known.
    'sent again and again after a rejection': {
      facts:
        '0 command c1 cmd=507 allowed=yes 500 code=528\n 60 command c1 cmd=507 allowed=yes changed=no 500 code=528 x=2 every=60\n 180 command c1 cmd=507 allowed=yes changed=no\n 240 command c1 cmd=507 allowed=yes changed=no',
      count: 3,
      first: 60,
      worst: 60,
      severity: 'minor',
    },
    'sent again the next day, with nothing changed': {
      facts: '0 command c1 cmd=102 500 code=528\n 90000 command c1 cmd=102 changed=no',
      count: 1,
      first: 90_000,
      worst: 90_000,
      severity: 'minor',
    },
    'a charger that is gone, read again every ten minutes': {
      facts: '0 state c1 404 x=3 every=600',
      count: 2,
      first: 600,
      worst: 600,
      severity: 'minor',
    },
    'a millisecond before the day is over': {
      facts: '0 command c1 cmd=102 404\n 86400.019 command c1 cmd=102',
      count: 1,
      first: 86_400.019,
      worst: 86_400.019,
      severity: 'minor',
    },
    'an unknown object, whatever the status': {
      facts: '0 command c1 cmd=102 500 code=512\n 600 command c1 cmd=102 changed=yes 500 code=512',
      count: 1,
      first: 600,
      worst: 600,
      severity: 'minor',
    },
    // Seen in the wild: an endless retry on 527.
    'an update that is not supported, tried each minute': {
      facts: '0 update i1 other 500 code=527 x=4 every=60',
      count: 3,
      first: 60,
      worst: 60,
      severity: 'minor',
    },
  },
} as const satisfies BrokenHistories;
