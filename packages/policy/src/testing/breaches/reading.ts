// Reading too soon, too much, or what is held already.
import fc from 'fast-check';
import type { CallFact } from '../../fact.ts';
import { call, listCall, stateCall, stream } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

export const reading: Breaches = {
  'state-cache': (atMs) =>
    fc
      .integer({ min: 1, max: 14_999 })
      .map((gapMs) => twice(gapMs, (afterMs) => stateCall({ sentAtMs: atMs + afterMs }))),
  'list-cadence': (atMs) => fc.oneof(listAgain(atMs), smallPages(atMs)),
  'no-aggressive-polling': (atMs) =>
    fc.oneof(polling(atMs), besideTheStream(atMs), sessionAgain(atMs), connectingOn(atMs)),
  'detail-cadence': (atMs) => fc.oneof(structureAgain(atMs), lookedUpAgain(atMs)),
  'targeted-lookup': (atMs) =>
    fc
      .record({
        count: fc.integer({ min: 1, max: 5 }),
        use: fc.constantFrom<Partial<CallFact>>({ resource: 'c9' }, { cause: 'command' }, { cause: 'after-command' }),
      })
      .map(({ count, use }) => ({
        facts: times(count, (n) => listCall({ sentAtMs: atMs + n * 3_600_000, ...use })),
        offences: count,
      })),
  'local-state': (atMs) => fc.record({ fresh: fc.integer({ min: 1, max: 150 }), more: fc.nat(20) }).map(inVain(atMs)),
};

const lists = fc.constantFrom('/api/chargers', '/api/installation');

function twice(gapMs: number, read: (afterMs: number) => CallFact): Breach {
  return { facts: [read(0), read(gapMs)], offences: 1 };
}

function listAgain(atMs: number): fc.Arbitrary<Breach> {
  return fc
    .record({ gapMs: fc.integer({ min: 30, max: 3_599_999 }), path: lists })
    .map(({ gapMs, path }) => twice(gapMs, (afterMs) => listCall({ sentAtMs: atMs + afterMs, path })));
}

/** The first page may be of any size. */
function smallPages(atMs: number): fc.Arbitrary<Breach> {
  const pageSize = fc.option(fc.integer({ min: 1, max: 99 }));
  return fc
    .record({
      more: fc.integer({ min: 1, max: 9 }),
      everyMs: fc.integer({ min: 100, max: 60_000 }),
      path: lists,
      pageSize,
    })
    .map(({ more, everyMs, ...given }) => ({
      facts: times(more + 1, (page) => listCall({ sentAtMs: atMs + page * everyMs, page, ...given })),
      offences: more,
    }));
}

/** While charging or not known within a minute, while idle within ten; never within the 15 s of the cache. */
function polling(atMs: number): fc.Arbitrary<Breach> {
  const charging = fc.constantFrom('yes' as const, 'unknown' as const, 'no' as const);
  return fc.record({ charging, share: fc.double({ min: 0, max: 0.9999, noNaN: true }) }).map((given) => {
    const floorMs = given.charging === 'no' ? 600_000 : 60_000;
    const gapMs = 15_000 + Math.floor(given.share * (floorMs - 15_000));
    const { facts, offences } = twice(gapMs, (afterMs) =>
      stateCall({ sentAtMs: atMs + afterMs, charging: given.charging }),
    );
    return { facts: [stream('lost', atMs - 1), ...facts], offences };
  });
}

function besideTheStream(atMs: number): fc.Arbitrary<Breach> {
  return fc.integer({ min: 15_000, max: 599_999 }).map((gapMs) => {
    const { facts, offences } = twice(gapMs, (afterMs) =>
      stateCall({ sentAtMs: atMs + afterMs, charging: 'yes', installationId: 'i1' }),
    );
    return { facts: [stream('opened', atMs - 60_000), ...facts], offences };
  });
}

function sessionAgain(atMs: number): fc.Arbitrary<Breach> {
  const session = { class: 'history', path: '/api/session/{id}', resource: 's1' } as const;
  return fc
    .integer({ min: 30, max: 59_999 })
    .map((gapMs) => twice(gapMs, (afterMs) => call({ sentAtMs: atMs + afterMs, ...session })));
}

/** Forty reads of one stream's connection details are free within ten minutes; each one more offends. */
function connectingOn(atMs: number): fc.Arbitrary<Breach> {
  const details = { class: 'stream-details', path: '/api/userGroups/{id}/messagingConnectionDetails' } as const;
  const given = fc.record({ more: fc.integer({ min: 1, max: 20 }), everyMs: fc.integer({ min: 101, max: 10_000 }) });
  return given.map(({ more, everyMs }) => ({
    facts: times(40 + more, (n) => call({ ...details, sentAtMs: atMs + n * everyMs, resource: 'g9' })),
    offences: more,
  }));
}

const structure = [
  { class: 'detail', path: '/api/chargers/{id}', floorMs: 3_600_000 },
  { class: 'detail', path: '/api/installation/{id}', floorMs: 3_600_000 },
  { class: 'hierarchy', path: '/api/installation/{id}/hierarchy', floorMs: 86_400_000 },
  { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}', floorMs: 86_400_000 },
  { class: 'constants', path: '/api/constants', resource: null, floorMs: 86_400_000 },
] as const;

function structureAgain(atMs: number): fc.Arbitrary<Breach> {
  const share = fc.double({ min: 0, max: 0.9999, noNaN: true });
  return fc
    .record({ of: fc.constantFrom(...structure), share })
    .map(({ of: { floorMs, ...of }, share: early }) =>
      twice(30 + Math.floor(early * (floorMs - 30)), (afterMs) => call({ sentAtMs: atMs + afterMs, ...of })),
    );
}

function lookedUpAgain(atMs: number): fc.Arbitrary<Breach> {
  const asked = fc.constantFrom(
    { narrowing: 'name', resource: 'z1' } as const,
    { narrowing: 'installation', resource: 'i1' } as const,
  );
  return fc
    .record({ asked, gapMs: fc.integer({ min: 30, max: 3_599_999 }) })
    .map(({ asked: what, gapMs }) => twice(gapMs, (afterMs) => listCall({ sentAtMs: atMs + afterMs, ...what })));
}

/** One in twenty reads or more is for what the reads before had brought. */
function inVain(atMs: number): (given: { readonly fresh: number; readonly more: number }) => Breach {
  return ({ fresh, more }) => {
    const again = Math.min(fresh, Math.ceil(fresh / 19) + more);
    const read = (n: number, resource: string, changed: CallFact['changed']) =>
      call({ sentAtMs: atMs + n * 1000, resource, changed });
    return {
      facts: [
        ...times(fresh, (n) => read(n, `d${n}`, 'unknown')),
        ...times(again, (n) => read(fresh + n, `d${n}`, 'no')),
      ],
      offences: 1,
    };
  };
}
