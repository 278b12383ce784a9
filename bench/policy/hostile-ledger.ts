// The ledger of an account that fills every book of it up to its bound, and what it weighs.
import {
  type CallFact,
  createLedger,
  defaultMargin,
  type Fact,
  generalAccess,
  type Ledger,
  record,
} from '@fairlead/policy';
import { callAt, startedAtMs, words } from './traffic.ts';

/** The bounds of the books, which are no business of a user's; more than a bound fills a book no further. */
const things = 65_536;
const windows = 131_072;
const writes = 9216;
const failures = 8192;
const missing = 4096;
const underWay = 1024;
const connects = 40;
const tries = 4;
const hourMs = 3_600_000;
const path = (kind: 'chargers' | 'installation', what: string): string => `/api/${kind}/{id}${what}`;

/** A ledger whose things are named by `idOf`. */
export function hostileLedger(idOf: (kind: string, n: number) => string): Ledger {
  const terms = { tier: generalAccess, margin: defaultMargin };
  const accountId = 'account-0';
  let ledger = createLedger({ terms, startedAtMs, bucket: 'full', accountId });
  let atMs = startedAtMs;
  /** Texts as a journal that is parsed holds them, each a text of its own. */
  const add = (fact: Fact): void => {
    ledger = record(ledger, JSON.parse(JSON.stringify(fact)));
  };
  const times = (count: number, given: (n: number) => Partial<CallFact>): void => {
    for (let n = 0; n < count; n += 1) {
      atMs += 10;
      add(callAt(atMs, given(n)));
    }
  };
  times(things, (n) => ({ ...words.state, resource: idOf('c', n) }));
  times(things, (n) => ({ ...words.detail, resource: idOf('c', n) }));
  times(things, (n) => ({ ...words.detail, resource: idOf('c', n), accountId: 'account-1' }));
  times(windows, (n) => {
    const toAtMs = startedAtMs - Math.floor(n / 2048) * hourMs;
    return { ...words.archived, resource: idOf('c', n % 2048), window: { fromAtMs: toAtMs - hourMs, toAtMs } };
  });
  times(writes, (n) => ({ ...words.current, resource: idOf('i', n), connected: 'yes' }));
  times(failures, (n) => ({ ...words.detail, resource: idOf('d', n), status: 403 }));
  times(failures, (n) => ({ ...words.command, resource: idOf('d', n), id: idOf('f', n), status: 503 }));
  times(failures * tries, (n) => ({ ...words.command, resource: idOf('d', n % failures) }));
  times(missing * 8, (n) => ({ ...words.command, resource: idOf('m', n % missing), command: n >> 12, status: 404 }));
  times(missing, (n) => ({ ...words.list, resource: idOf('z', n), narrowing: 'name' }));
  times(underWay * 16, (n) => ({ ...words.login, clientAddress: idOf('a', n % underWay), status: 400 }));
  const flying: readonly ((n: number) => Partial<CallFact>)[] = [
    (n) => ({ ...words.state, resource: idOf('u', n) }),
    (n) => ({ ...words.state, resource: idOf('v', n), accountId: 'account-1' }),
    (n) => ({ ...words.archived, path: '/api/session/{id}', resource: idOf('s', n) }),
    (n) => ({ ...words.current, resource: idOf('w', n) }),
    (n) => ({ ...words.list, path: idOf('l', n) }),
    (n) => ({ ...words.list, resource: idOf('x', n), narrowing: 'name' }),
    (n) => ({ ...words.login, clientAddress: idOf('b', n) }),
    (n) => ({ ...words.hierarchy, resource: idOf('g', n), shown: 'no' }),
  ];
  for (const given of flying) {
    for (let n = 0; n < underWay * tries; n += 1) {
      atMs += 10;
      add({ ...callAt(atMs, { ...given(n % underWay), id: idOf('q', n) }), status: null, answeredAtMs: null });
    }
  }
  for (let n = 0; n < underWay; n += 1) {
    for (const bus of ['installation', 'group'] as const) {
      for (const event of ['opened', 'lost'] as const) {
        add({ v: 1, kind: 'stream', accountId, bus, scope: idOf('i', n), event, atMs });
      }
    }
    times(1, () => ({ ...words.state, resource: idOf('c', n), installationId: idOf('j', n) }));
    for (let connect = 0; connect < connects; connect += 1) {
      atMs += 10;
      const details = { ...words.groupDetails, resource: idOf('h', n), id: idOf('r', n * connects + connect) };
      add({ ...callAt(atMs + 0.5, details), status: null, answeredAtMs: null });
    }
    times(1, () => ({
      class: 'stream-details',
      path: path('installation', '/x'),
      resource: idOf('i', n),
      status: 403,
    }));
  }
  return ledger;
}
