// Reading what changes slowly or is cached. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

export const kept = {
  // §2 "the /api/chargers/{id}/state endpoint utilises a 15-second cache"
  'state-cache': {
    'once after each command, 15 s apart': `
      0   state c1
      1   command c1
      15  state c1 cause=after-command
      16  command c1
      30  state c1 cause=after-command`,
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
    'one small page holds the whole list': `
      0     list page=0 size=10
      3600  list page=0 size=50`,
    'the second page asks for all that the cloud serves': `
      0  list page=0 size=50
      1  list page=1 size=100`,
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
  // §2 "Aggressive polling to detect changes is prohibited"
  'no-aggressive-polling': {
    'each minute while charging': `
      0    state c1 charging=yes
      60   state c1 charging=yes
      120  state c1 charging=yes`,
    'each minute where nobody knows whether a car charges': `
      0    state c1
      60   state c1 charging=no
      120  state c1`,
    'each ten minutes while idle': `
      0     state c1 charging=no
      600   state c1 charging=no
      1200  state c1 charging=no`,
    'a minute after a car has begun to charge': `
      0   state c1 charging=no
      60  state c1 charging=yes`,
    'each ten minutes while the stream is read': `
      0    stream opened i1
      100  state c1 charging=yes
      700  state c1 charging=yes`,
    'the stream has not settled yet': `
      0       state c1
      1       stream opened i1
      60.999  state c1`,
    'each minute once the stream is lost': `
      0    stream opened i1
      100  state c1
      150  stream lost i1
      160  state c1`,
    'each minute where only the stream of another installation is read': `
      0    stream opened i1
      100  state c1 in=i2
      160  state c1 in=i2`,
    'each minute where one of two streams is lost and may have been the one': `
      0    stream opened i1
      0    stream opened g1
      10   stream lost i1
      100  state c1
      160  state c1`,
    'just after the lost stream has come back': `
      0    stream opened i1
      0    stream opened i2
      10   stream lost i2
      100  state c1
      101  stream message i2
      160  state c1`,
    'a charger update is followed once, 15 s after the last read, whatever the stream tells': `
      0    stream opened i1
      100  state c1
      110  charger-update c1 other
      115  state c1 cause=after-command
      700  state c1`,
    'a read after a command leaves the count as it was': `
      0   state c1
      10  command c1
      20  state c1 cause=after-command
      60  state c1`,
    'two commands, two reads': `
      0   state c1
      1   command c1
      2   command c1
      15  state c1 cause=after-command
      30  state c1 cause=after-command`,
    'a read that failed does not use its command up': `
      0     state c1
      1     command c1
      15    state c1 503 cause=after-command id=r
      15.6  state c1 200 cause=after-command try=2 of=r`,
    'an hour after the command': `
      0     command c1
      3585  state c1
      3600  state c1 cause=after-command`,
    'a session each minute': `
      0    session s1
      60   session s1
      61   session s2`,
    'forty connects within ten minutes, and one more when the first is ten minutes old': `
      0    group-details g1 x=40 every=1
      600  group-details g1`,
    // A bus that is down for an hour: 1 s, 2 s, 4 s … 32 s, then each 60 s (rule 25: details before every connect).
    'a client that backs off up to a minute': `
      0   group-details g1
      1   group-details g1
      3   group-details g1
      7   group-details g1
      15  group-details g1
      31  group-details g1
      63  group-details g1 x=60 every=60`,
    'forty streams that are opened together': '0 details-of-stream i1+ x=40 every=0.11',
    'details that the cloud failed to tell':
      '0 group-details g1 503 x=9 every=60.02\n 600.2 group-details g1 x=40 every=2',
  },
  // §2 "For data that does not change frequently ... consider fetching this data less often"
  'detail-cadence': {
    'details hourly, structure daily': `
      0      detail c1
      1      installation i1
      2      hierarchy i1
      3      firmware i1
      4      constants
      3600   detail c1
      3601   installation i1
      86402  hierarchy i1
      86403  firmware i1
      86404  constants`,
    'many chargers side by side': `
      0  detail c1+ x=9`,
    'an installation once more, 2 s after its update': `
      0     installation i1
      100   update i1 other
      102   installation i1 cause=after-command
      3600  installation i1`,
    'two updates, two reads': `
      0    installation i1
      100  update i1 other
      101  update i1 other
      103  installation i1 cause=after-command
      106  installation i1 cause=after-command`,
    'a read that failed': `
      0    detail c1 503 id=a
      0.6  detail c1 200 try=2 of=a`,
    'unknown serials are looked up once each, a look-up with its pages': `
      0     list c1 name unknown page=0
      60    list c1 name unknown page=1
      61    list c2 name unknown
      62    list i1 inst
      3600  list c1 name page=0
      3601  list c1 name page=1`,
    'look-ups that do not tell what they asked for, an hour apart': `
      0     list name
      3600  list name`,
  },
  // §2 "utilise the nameFilter in the /api/chargers call with the charger serial number"
  'targeted-lookup': {
    'the full list hourly, one charger by its serial': `
      0     list
      600   list c1 name unknown
      3600  list page=0
      3601  list page=1`,
    'the list of installations has no such filter': `
      0  list
      1  list installations cause=command`,
  },
  // §2 "This reduces the need for frequent API calls to retrieve current states"
  'local-state': {
    'hourly reads that bring nothing new are no fault': `
      0     detail c1+ x=100 every=1 changed=no
      3700  detail c1+ x=100 every=1 changed=no`,
    'reads after commands': `
      0    state c1+ x=60 every=1 changed=no
      60   command c1+ x=60 every=1
      120  state c1+ x=60 every=1 changed=no cause=after-command`,
  },
} as const satisfies KeptHistories;

export const broken = {
  'state-cache': {
    'every 5 s while a screen is open': {
      facts: '0 state c1\n 5 state c1\n 10 state c1',
      count: 2,
      first: 5,
      worst: 5,
      severity: 'minor',
      also: ['no-aggressive-polling'],
    },
    'a millisecond too soon': {
      facts: '0 state c1\n 14.999 state c1',
      count: 1,
      first: 14.999,
      worst: 14.999,
      severity: 'minor',
      also: ['no-aggressive-polling'],
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
    'small pages': {
      facts: '0 list page=0 size=50\n 1 list page=1 size=50\n 2 list page=2 size=50',
      count: 2,
      first: 1,
      worst: 1,
      severity: 'minor',
    },
    'a page of 99': {
      facts: '0 list page=0 size=100\n 1 list page=1 size=99\n 2 list page=2 size=100',
      count: 1,
      first: 1,
      worst: 1,
      severity: 'minor',
    },
    'following pages larger than the largest': {
      facts: '0 list page=0 size=1000\n 1 list page=1 size=1000\n 2 list page=2 size=101',
      count: 2,
      first: 1,
      worst: 1,
      severity: 'minor',
    },
    // Too early by a new read, and small as well: one offence a call.
    'a small page that comes too late': {
      facts: '0 list page=0\n 61 list page=1 size=10',
      count: 1,
      first: 61,
      worst: 61,
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
  'no-aggressive-polling': {
    'every 30 s while charging': {
      facts: '0 state c1 charging=yes\n 30 state c1 charging=yes\n 60 state c1 charging=yes',
      count: 2,
      first: 30,
      worst: 30,
      severity: 'major',
    },
    'a millisecond under a minute': {
      facts: '0 state c1\n 59.999 state c1',
      count: 1,
      first: 59.999,
      worst: 59.999,
      severity: 'major',
    },
    'a millisecond under ten minutes while idle': {
      facts: '0 state c1 charging=no\n 599.999 state c1 charging=no',
      count: 1,
      first: 599.999,
      worst: 599.999,
      severity: 'major',
    },
    'a millisecond under ten minutes while the stream is read': {
      facts: '0 stream opened i1\n 100 state c1 charging=yes\n 699.999 state c1 charging=yes',
      count: 1,
      first: 699.999,
      worst: 699.999,
      severity: 'major',
    },
    'each minute as soon as the stream has settled': {
      facts: '0 state c1\n 1 stream opened i1\n 61 state c1',
      count: 1,
      first: 61,
      worst: 61,
      severity: 'major',
    },
    'a group stream tells of every installation': {
      facts: '0 stream opened g1\n 100 state c1 in=i7\n 160 state c1 in=i7',
      count: 1,
      first: 160,
      worst: 160,
      severity: 'major',
    },
    'the own stream is read though another is lost': {
      facts: '0 stream opened i1\n 1 stream refused i2\n 100 state c1 in=i1\n 160 state c1 in=i1',
      count: 1,
      first: 160,
      worst: 160,
      severity: 'major',
    },
    'every 5 s while a screen is open': {
      facts: '0 state c1\n 5 state c1 cause=user\n 10 state c1 cause=user',
      count: 2,
      first: 5,
      worst: 5,
      severity: 'major',
      also: ['state-cache'],
    },
    'a second read after one command': {
      facts: '0 state c1\n 1 command c1\n 15 state c1 cause=after-command\n 30 state c1 cause=after-command',
      count: 1,
      first: 30,
      worst: 30,
      severity: 'major',
    },
    'a read after a command though the stream tells what it did': {
      facts: '0 stream opened i1\n 100 state c1\n 101 command c1\n 116 state c1 cause=after-command',
      count: 1,
      first: 116,
      worst: 116,
      severity: 'major',
    },
    'a read after a command that was refused': {
      facts: '0 state c1\n 1 command c1 500 code=528\n 16 state c1 cause=after-command',
      count: 1,
      first: 16,
      worst: 16,
      severity: 'major',
    },
    'a read after a command to another charger': {
      facts: '0 state c1\n 1 command c2\n 16 state c1 cause=after-command',
      count: 1,
      first: 16,
      worst: 16,
      severity: 'major',
    },
    'a read after a command that does not say so': {
      facts: '0 state c1\n 1 command c1\n 16 state c1',
      count: 1,
      first: 16,
      worst: 16,
      severity: 'major',
    },
    'a read after a command inside the cache': {
      facts: '0 state c1\n 1 command c1\n 14.999 state c1 cause=after-command',
      count: 1,
      first: 14.999,
      worst: 14.999,
      severity: 'major',
      also: ['state-cache'],
    },
    'a scheduled read inside the cache of the read after a command': {
      facts: '0 state c1\n 40 command c1\n 46 state c1 cause=after-command\n 60.999 state c1',
      count: 1,
      first: 60.999,
      worst: 60.999,
      severity: 'major',
      also: ['state-cache'],
    },
    'a read after a command of an hour ago': {
      facts: '0 command c1\n 3586 state c1\n 3601.001 state c1 cause=after-command',
      count: 1,
      first: 3601.001,
      worst: 3601.001,
      severity: 'major',
    },
    'a session twice a minute': {
      facts: '0 session s1\n 59.999 session s1',
      count: 1,
      first: 59.999,
      worst: 59.999,
      severity: 'major',
    },
    // Number 41 at 200 and each one after it.
    'connection details every 5 s': {
      facts: '0 group-details g1 x=120 every=5',
      count: 80,
      first: 200,
      worst: 200,
      severity: 'major',
    },
    'a forty-first connect a millisecond too soon': {
      facts: '0 group-details g1 x=40 every=2\n 599.999 group-details g1\n 602 group-details g1',
      count: 1,
      first: 599.999,
      worst: 599.999,
      severity: 'major',
    },
  },
  'detail-cadence': {
    'details with every poll': {
      facts: '0 detail c1\n 60 detail c1\n 120 detail c1',
      count: 2,
      first: 60,
      worst: 60,
      severity: 'minor',
    },
    'a millisecond under an hour': {
      facts: '0 installation i1\n 3599.999 installation i1',
      count: 1,
      first: 3599.999,
      worst: 3599.999,
      severity: 'minor',
    },
    'a millisecond under a day': {
      facts:
        '0 hierarchy i1\n 1 firmware i1\n 2 constants\n 86399.999 hierarchy i1\n 86400.999 firmware i1\n 86401.999 constants',
      count: 3,
      first: 86399.999,
      worst: 86399.999,
      severity: 'minor',
    },
    'a person who refreshes': {
      facts: '0 installation i1\n 600 installation i1 cause=user',
      count: 1,
      first: 600,
      worst: 600,
      severity: 'minor',
    },
    'too soon after an update': {
      facts: '0 installation i1\n 100 update i1 other\n 101.999 installation i1 cause=after-command',
      count: 1,
      first: 101.999,
      worst: 101.999,
      severity: 'minor',
    },
    'a second read after one update': {
      facts:
        '0 installation i1\n 100 update i1 other\n 102 installation i1 cause=after-command\n 107 installation i1 cause=after-command',
      count: 1,
      first: 107,
      worst: 107,
      severity: 'minor',
    },
    'a charger after its update: its state tells what was set': {
      facts: '0 detail c1\n 100 charger-update c1 other\n 110 detail c1 cause=after-command',
      count: 1,
      first: 110,
      worst: 110,
      severity: 'minor',
    },
    'a session priority opens nothing': {
      facts: '0 installation s1\n 100 priority s1\n 110 installation s1 cause=after-command',
      count: 1,
      first: 110,
      worst: 110,
      severity: 'minor',
    },
    'the same serial looked up again': {
      facts: '0 list c1 name unknown\n 600 list c1 name unknown\n 3599 list c2 name',
      count: 1,
      first: 600,
      worst: 600,
      severity: 'minor',
    },
    'a page of a look-up that comes too late': {
      facts: '0 list c1 name page=0\n 60.001 list c1 name page=1',
      count: 1,
      first: 60.001,
      worst: 60.001,
      severity: 'minor',
    },
  },
  'targeted-lookup': {
    'the full list for one charger': {
      facts: '0 list c7',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'paging through all pages to find one': {
      facts: '0 list c7 page=0\n 1 list c7 page=1\n 2 list c7 page=2',
      count: 3,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'the full list before a command': {
      facts: '0 list cause=command\n 1 command c1',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'the full list after a command': {
      facts: '0 command c1\n 1 list cause=after-command',
      count: 1,
      first: 1,
      worst: 1,
      severity: 'minor',
    },
  },
  'local-state': {
    // However few they are: one of twenty is 5 %.
    'one of twenty in vain': {
      facts: '0 detail c1+ x=19 every=1 changed=yes\n 100 detail c1 changed=no',
      count: 1,
      first: 100,
      worst: 100,
      severity: 'minor',
      also: ['detail-cadence'],
    },
    'two of two days in vain': {
      facts:
        '0 detail c1 changed=yes\n 100 detail c1 changed=no\n 86400 detail c1 changed=yes\n 86500 detail c1 changed=no',
      count: 2,
      first: 100,
      worst: 100,
      severity: 'minor',
      episodes: 2,
      also: ['detail-cadence'],
    },
    // 100 reads in a day, 5 of them early and in vain: told at the last of these.
    'five of a hundred in vain': {
      facts: '0 detail c1+ x=95 every=1 changed=yes\n 100 detail c1+ x=5 every=1 changed=no',
      count: 1,
      first: 104,
      worst: 104,
      severity: 'minor',
      also: ['detail-cadence'],
    },
    'states, sessions and lists in vain': {
      facts:
        '0 detail c1+ x=90 every=1\n 100 state c1\n 100 session s1\n 100 list\n 100 hierarchy i1\n 100 list c9 name\n 105 state c1 changed=no\n 110 session s1 changed=no\n 115 list changed=no\n 120 hierarchy i1 changed=no\n 125 list c9 name changed=no',
      count: 1,
      first: 125,
      worst: 125,
      severity: 'minor',
      also: ['no-aggressive-polling', 'state-cache', 'list-cadence', 'detail-cadence'],
    },
  },
} as const satisfies BrokenHistories;
