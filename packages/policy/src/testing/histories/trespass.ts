// Doors, identities and what is not one's own. Histories written by hand from the policy's words; section and quotation stand above each clause.
import type { BrokenHistories, KeptHistories } from './told.ts';

/** So many different ids, one each so many seconds, none of which was ever shown to the account. */
const guesses = (count: number, everyS: number, status = 404): string =>
  Array.from({ length: count }, (_, n) => `${n * everyS} detail c${n + 1} ${status} shown=no`).join('\n');

export const kept = {
  // §4 "Any attempt to gain unauthorised access to the Zaptec API, other users' data or to circumvent security measures"
  'no-intrusion': {
    'five refused logins in an hour, the sixth when the first is an hour old': `
      0     login 400
      600   login 401
      1200  login 403
      1800  login 400
      2400  login 400
      3600  login 400`,
    'five refused logins from each of two addresses': `
      0    login 400 x=5 every=2 from=198.51.100.1
      1    login 400 x=5 every=2 from=198.51.100.2`,
    'logins that the limiter turned away say nothing about the password': '0 login 503 x=20 every=2',
    'twenty ids never shown, the next when the first is an hour old': `
      ${guesses(20, 10)}
      3600  detail c21 404 shown=no`,
    'one id never shown, asked for again and again': '0 detail c1 404 shown=no x=25 every=86400',
    'thirty chargers that a list had shown are gone': '0 charger-update c1+ other 404 shown=yes x=30 every=60',
    'a missing role found once a day': `
      0      charger-update c1 other 403 shown=yes
      86400  charger-update c1 other 403 shown=yes`,
    'a role missing for two chargers, and for two calls of one': `
      0   charger-update c1 other 403 shown=yes
      2   charger-update c2 other 403 shown=yes
      4   detail c1 403 shown=yes`,
    'two calls that left before the missing role could be known': `
      0     charger-update c1 other 403 shown=yes
      0.27  charger-update c1 other 403 shown=yes`,
  },
  // §4 "Accessing the Zaptec Cloud or API through any automated, unethical or unconventional means other than the provided API"
  'proper-door': {
    'the API': '0 detail c1 door=https://api.zaptec.com',
    'the API with its port, in capitals': '0 detail c1 door=https://API.zaptec.com:443',
    'a rehearsal on this machine': `
      0  detail c1 door=http://127.0.0.1:8710
      1  detail c2 door=https://localhost:8710
      2  detail c3 door=http://[::1]:8710
      3  detail c4 door=http://cloud.localhost
      4  detail c5 door=ws://127.255.0.1`,
    'the service bus, by AMQP and by WebSocket': `
      0  detail c1 door=amqps://zap-p-installations-sbus.servicebus.windows.net
      1  detail c2 door=wss://zap-p-installations-sbus.servicebus.windows.net`,
  },
  // §2 "10 requests per second per account"; §4 "to circumvent security measures"
  'no-circumvention': {
    'two accounts, each with its own chargers': `
      0    state c1 account=one
      10   state c2 account=two
      700  state c1 account=one
      710  state c2 account=two`,
    'a charger that moved to another account and was left alone for a day': `
      0      detail c1 account=one
      86400  detail c1 account=two`,
    'a read that brought nothing follows nothing': `
      0    detail c1 503 account=one
      100  detail c1 403 shown=yes account=two
      200  detail c1 account=three`,
    'a refused read through the same account, and through another a minute later': `
      0     detail c1 429 after=1 account=one
      2     detail c1 429 after=1 account=one
      62.02  detail c1 account=two`,
    'a read of another account that had left before the refusal could be read': `
      0     detail c1 429 after=1 account=one
      0.27  detail c1 account=two`,
    'a command refused to one account, and through another a minute later; another one at once': `
      0      command c1 cmd=506 429 after=1 account=one
      1      command c1 cmd=507 account=two
      60.02  command c1 cmd=506 account=two`,
    'a pause at one address, and the next call from one used within the hour': `
      0       detail c1 from=198.51.100.1
      2.001   detail c2 from=198.51.100.2
      3600.5  detail c3 429 after=1 from=198.51.100.1
      3602    detail c4 from=198.51.100.2`,
    'a new address a minute after a refusal': `
      0        detail c1 from=198.51.100.1
      3600     detail c2 429 after=1 from=198.51.100.1
      3660.02  detail c3 from=198.51.100.2`,
  },
  // §5 "Misrepresenting the Integrators' or users' identity, the origin of API requests or the nature of their integration"
  'honest-identity': {
    'product, version and a web address': '0 detail c1 agent=my-app/1.0_(+https://my-app.example)',
    'a mail address, and the name of a local app': '0 detail c1 agent=my-app/1.0_(me@my-app.example)_board/2',
    'a program that calls from its own house': '0 detail c1 agent=fairlead-gateway/0.1.0_(+localhost)',
    'a product of a family': '0 detail c1 agent=AthomHomey/com.zaptec/1.8.2_(https://homey.example/zaptec)',
    'a name that only begins like a library': '0 detail c1 agent=node-red-zaptec/3.1_(+https://flows.example)',
    'a contact that answered': '0 detail c1\n 5 attest contact-answered',
  },
} as const satisfies KeptHistories;

export const broken = {
  'no-intrusion': {
    'a sixth refused login a millisecond before the first is an hour old': {
      facts: '0 login 400 x=5 every=600\n 3599.999 login 400',
      count: 1,
      first: 3599.999,
      worst: 3599.999,
      severity: 'critical',
    },
    'a password guessed ten times': {
      facts: '0 login 401 x=10 every=2 from=198.51.100.1',
      count: 5,
      first: 10,
      worst: 10,
      severity: 'critical',
    },
    'a twenty-first id that was never shown': {
      facts: `${guesses(20, 10, 403)}\n 3599.999 detail c21 403 shown=no`,
      count: 1,
      first: 3599.999,
      worst: 3599.999,
      severity: 'critical',
    },
    'thirty ids, one a second': {
      facts: guesses(30, 1),
      count: 10,
      first: 20,
      worst: 20,
      severity: 'critical',
    },
    'the same call a millisecond before the day is over': {
      facts: '0 charger-update c1 other 403 shown=yes\n 86399.999 charger-update c1 other 403 shown=yes',
      count: 1,
      first: 86399.999,
      worst: 86399.999,
      severity: 'minor',
    },
    'a missing role ignored from 0.271 s on': {
      facts: '0 charger-update c1 other 403 shown=yes\n 0.271 charger-update c1 other 403 shown=yes',
      count: 1,
      first: 0.271,
      worst: 0.271,
      severity: 'minor',
    },
  },
  'proper-door': {
    'the door of the portal': {
      facts: '0 detail c1 door=https://portal.zaptec.com\n 1 detail c2',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'major',
    },
    "the portal's live feed": {
      facts: '0 settings c1 door=wss://api.zaptec.com',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'major',
      also: ['documented-only'],
    },
    'no encryption, another port, the bare name, the bus in clear': {
      facts: `
        0  detail c1 door=http://api.zaptec.com
        1  detail c2 door=https://api.zaptec.com:8443
        2  detail c3 door=https://zaptec.com
        3  detail c4 door=amqp://zap-p-installations-sbus.servicebus.windows.net
        4  detail c5 door=https://zap-p-installations-sbus.servicebus.windows.net`,
      count: 5,
      first: 0,
      worst: 0,
      severity: 'major',
    },
    'names that look like loopback or like the cloud': {
      facts: `
        0  detail c1 door=https://127.0.0.1.evil.example
        1  detail c2 door=https://api.zaptec.com.evil.example
        2  detail c3 door=https://evilzaptec.com
        3  detail c4 door=https://127.0.0
        4  detail c5 door=https://127.0.0.x`,
      count: 5,
      first: 0,
      worst: 0,
      severity: 'major',
    },
  },
  'no-circumvention': {
    'one charger through two accounts': {
      facts: '0 detail c1 account=one\n 86399.999 detail c1 account=two',
      count: 1,
      first: 86399.999,
      worst: 86399.999,
      severity: 'major',
    },
    // The one that follows stays the follower; each read of the other offends.
    'a second account beside the first, for an hour': {
      facts: `
        0     hierarchy i1 account=one
        1200  installation i1 account=two
        2400  detail i1 account=two
        2500  installation i1 account=one`,
      count: 2,
      first: 1200,
      worst: 1200,
      severity: 'major',
    },
    'the account changed after a 429': {
      facts: '0 detail c1 429 after=1 account=one\n 0.271 detail c1 account=two',
      count: 1,
      first: 0.271,
      worst: 0.271,
      severity: 'major',
    },
    'a command through another account after a 429': {
      facts: '0 command c1 cmd=506 429 after=1 account=one\n 0.271 command c1 cmd=506 account=two',
      count: 1,
      first: 0.271,
      worst: 0.271,
      severity: 'major',
    },
    'an update through another account, at the end of the minute': {
      facts: '0 charger-update c1 other 429 after=1 account=one\n 60.019 charger-update c1 other account=two',
      count: 1,
      first: 60.019,
      worst: 60.019,
      severity: 'major',
    },
    'the firmware of an installation through two accounts': {
      facts: '0 firmware i1 account=one\n 86399.999 firmware i1 account=two',
      count: 1,
      first: 86399.999,
      worst: 86399.999,
      severity: 'major',
    },
    'the account changed within the minute, and again in vain': {
      facts: '0 detail c1 429 after=1 account=one\n 60.019 detail c1 503 account=two',
      count: 1,
      first: 60.019,
      worst: 60.019,
      severity: 'major',
    },
    'the address changed after a 429': {
      facts: `
        0        detail c1 from=198.51.100.1
        3600     detail c2 429 after=1 from=198.51.100.1
        3660.019 detail c3 from=198.51.100.2`,
      count: 1,
      first: 3660.019,
      worst: 3660.019,
      severity: 'major',
    },
    'an address not used for an hour is a new one': {
      facts: `
        0     detail c1 from=198.51.100.2
        3598  detail c2 429 after=1 from=198.51.100.1
        3600  detail c3 from=198.51.100.2`,
      count: 1,
      first: 3600,
      worst: 3600,
      severity: 'major',
    },
  },
  'honest-identity': {
    'the name of a library': {
      facts: '0 detail c1 agent=axios/1.6.0\n 1 detail c2 agent=axios/1.6.0',
      count: 2,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'a library that names its own contact': {
      facts: '0 detail c1 agent=node-fetch/1.0_(+https://github.com/bitinn/node-fetch)',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'the name of a browser': {
      facts: '0 detail c1 agent=Mozilla/5.0_(X11;_Linux_x86_64)_+https://my-app.example',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'no contact, no version, no product, odd signs': {
      facts: `
        0  detail c1 agent=my-app/1.0_(linux)
        1  detail c2 agent=my-app_(+https://my-app.example)
        2  detail c3 agent=/1.0_(+https://my-app.example)
        3  detail c4 agent=my-app/_(+https://my-app.example)
        4  detail c5 agent=my;app/1.0_(+https://my-app.example)
        5  detail c6 agent=my-app/1.0_(+)`,
      count: 6,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'none at all, as the receiver saw it': {
      facts: '0 detail c1 agent=none from=198.51.100.1',
      count: 1,
      first: 0,
      worst: 0,
      severity: 'minor',
    },
    'a contact that did not answer': {
      facts: '0 detail c1\n 5 attest contact-answered fails',
      count: 1,
      first: 5,
      worst: 5,
      severity: 'minor',
    },
  },
} as const satisfies BrokenHistories;
