// Random programs: bursts, pauses, loops, pages, logins at any time, in fair and in foul weather.
import fc from 'fast-check';
import type { CallFact } from '../fact.ts';
import { call, commandCall, listCall, loginCall, stateCall, updateCall } from './call.ts';
import type { Wish } from './obedient-client.ts';

const charger = fc.constantFrom('c1', 'c2', 'c3');
/** A fleet: bursts of reads that no floor holds back. */
const detail = fc.nat(500).map((n) => call({ sentAtMs: 0, resource: `d${n}` }));
const readCause = fc.constantFrom('routine' as const, 'user' as const, 'after-command' as const);
const state = fc
  .record({
    resource: charger,
    cause: readCause,
    charging: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    installationId: fc.constantFrom('i1', 'i2', null),
  })
  .map((given) => stateCall({ sentAtMs: 0, ...given }));
/** What changes slowly: few things, asked for again and again. */
const structure = fc
  .record({
    of: fc.constantFrom<Partial<CallFact>>(
      { path: '/api/chargers/{id}', resource: 'c1' },
      { path: '/api/installation/{id}', resource: 'i1' },
      { path: '/api/installation/{id}', resource: 'i1' },
      { class: 'hierarchy', path: '/api/installation/{id}/hierarchy', resource: 'i1' },
      { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}', resource: 'i1' },
      { class: 'constants', path: '/api/constants', resource: null },
    ),
    cause: readCause,
  })
  .map(({ of, cause }) => call({ sentAtMs: 0, ...of, cause }));
const lookup = fc
  .record({ resource: fc.constantFrom('z1', 'z2', null), page: fc.nat(2) })
  .map((given) => listCall({ sentAtMs: 0, ...given, narrowing: 'name', cause: 'unknown-charger' }));
const known = fc.constantFrom('yes' as const, 'yes' as const, 'no' as const, 'unknown' as const);
const command = fc
  .record({
    resource: charger,
    command: fc.constantFrom(102, 103, 506, 507, null),
    allowed: known,
    changed: known,
  })
  .map((given) => commandCall({ sentAtMs: 0, ...given }));
const update = fc
  .record({
    resource: fc.constantFrom('i1', 'i2'),
    sets: fc.constantFrom('available-current' as const, 'available-current' as const, 'other' as const, null),
    connected: known,
    changed: known,
  })
  .map((given) => updateCall({ sentAtMs: 0, ...given }));
const chargerUpdate = charger.map((resource) =>
  call({ sentAtMs: 0, class: 'update', method: 'POST', path: '/api/chargers/{id}/update', sets: 'other', resource }),
);
const list = fc
  .record({
    page: fc.nat(2),
    pageSize: fc.constantFrom(100, 100, 100, 50, null),
    path: fc.constantFrom('/api/chargers', '/api/installation'),
    cause: fc.constantFrom('routine' as const, 'user' as const, 'unknown-charger' as const, 'command' as const),
  })
  .map((given) => listCall({ sentAtMs: 0, ...given }));
const login = fc.constant(loginCall({ sentAtMs: 0 }));
const settings = fc.constant(call({ sentAtMs: 0, class: 'undocumented', path: '/api/chargers/{id}/settings' }));

const dayMs = 86_400_000;
/** Windows that meet, slide into each other and hold one another; none at all is a full crawl. */
const historyWindow = fc.option(
  fc
    .record({ day: fc.nat(3), slideMs: fc.constantFrom(0, 60_000, dayMs / 2), days: fc.constantFrom(1, 2) })
    .map(({ day, slideMs, days }) => ({ fromAtMs: day * dayMs + slideMs, toAtMs: (day + days) * dayMs + slideMs })),
);
const installation = fc.constantFrom('i1', 'i2', null);
const heavy = fc
  .record({
    kind: fc.constantFrom(
      { class: 'history' as const, path: '/api/sessions/archived', page: null },
      { class: 'history' as const, path: '/api/sessions/archived', page: 0 },
      { class: 'history' as const, path: '/api/sessions/archived', page: null, cursor: 'p2' },
      { class: 'history' as const, path: '/api/chargehistory', page: 0 },
      { class: 'history' as const, path: '/api/chargehistory', page: 1 },
      { class: 'report' as const, path: '/api/chargehistory/installationreport', page: null },
    ),
    window: historyWindow,
    installationId: installation,
    resource: installation,
  })
  .map(({ kind, ...given }) => call({ sentAtMs: 0, ...kind, ...given }));
const session = fc
  .constantFrom('s1', 's2', 's3')
  .map((resource) => call({ sentAtMs: 0, class: 'history', path: '/api/session/{id}', resource }));
const connectionDetails = fc
  .constantFrom('/api/userGroups/{id}/messagingConnectionDetails', '/api/installation/{id}/messagingConnectionDetails')
  .map((path) => call({ sentAtMs: 0, class: 'stream-details', path, resource: 'x1' }));

/** Any call of a program, in the words of its intent. */
export const anyCall: fc.Arbitrary<CallFact> = fc.oneof(
  { weight: 6, arbitrary: detail },
  { weight: 6, arbitrary: state },
  { weight: 4, arbitrary: structure },
  { weight: 2, arbitrary: lookup },
  { weight: 1, arbitrary: chargerUpdate },
  { weight: 3, arbitrary: list },
  { weight: 2, arbitrary: login },
  { weight: 2, arbitrary: command },
  { weight: 2, arbitrary: update },
  { weight: 1, arbitrary: settings },
  { weight: 3, arbitrary: heavy },
  { weight: 1, arbitrary: session },
  { weight: 1, arbitrary: connectionDetails },
);

/** From many in one instant to one in three quarters of an hour. */
const gapMs = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.nat(120) },
  { weight: 3, arbitrary: fc.nat(2000) },
  { weight: 2, arbitrary: fc.nat(20_000) },
  { weight: 1, arbitrary: fc.nat(2_700_000) },
);

const fair = fc.constant([]);
const foul = fc.oneof(
  { weight: 3, arbitrary: fair },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.constantFrom(
        'lost' as const,
        401 as const,
        404 as const,
        429 as const,
        503 as const,
        527 as const,
        528 as const,
      ),
      { maxLength: 9 },
    ),
  },
);

/** Most answers come at once and are waited for; some take long, and some callers try again before they come. */
const pace = (weather: 'fair' | 'foul'): fc.Arbitrary<Pick<Wish, 'takesMs' | 'impatientAfterMs'>> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ takesMs: fc.nat(20_000), impatientAfterMs: fc.nat(10_000) }) },
    { weight: weather === 'fair' ? 0 : 1, arbitrary: fc.record({ impatientAfterMs: fc.nat(2000) }) },
  );
const way = { upMs: fc.integer({ min: 1, max: 250 }), downMs: fc.nat(250) };
const plain = { held: false, weather: [], jitter01: 0 } as const;
const readSession = { class: 'history', path: '/api/session/{id}' } as const;
const lookUp = { narrowing: 'name', cause: 'unknown-charger' } as const;

/** State that is followed by reading: every minute to every three quarters of an hour, for hours. */
const loop = fc.record({
  call: state,
  everyMs: fc.integer({ min: 60_000, max: 2_700_000 }),
  times: fc.nat(25),
  ...way,
});

/** Several things of one kind, and then again within a second and a half of their floor, before and after it. */
const brink = fc
  .record({
    of: fc.constantFrom(
      { floorMs: 900_000, calls: ['i1', 'i2', 'i3'].map((resource) => updateCall({ sentAtMs: 0, resource })) },
      { floorMs: 60_000, calls: ['s1', 's2', 's3'].map((resource) => call({ sentAtMs: 0, ...readSession, resource })) },
      { floorMs: 60_000, calls: ['c1', 'c2', 'c3'].map((resource) => stateCall({ sentAtMs: 0, resource })) },
      { floorMs: 3_600_000, calls: ['z1', 'z2'].map((resource) => listCall({ sentAtMs: 0, ...lookUp, resource })) },
    ),
    atMs: fc.nat(5_000_000),
    first: fc.array(fc.record({ which: fc.nat(2), offMs: fc.nat(900) }), { minLength: 1, maxLength: 3 }),
    second: fc.array(fc.record({ which: fc.nat(2), offMs: fc.integer({ min: -1500, max: 600 }) }), {
      minLength: 2,
      maxLength: 6,
    }),
    ...way,
  })
  .map(({ of: { floorMs, calls }, atMs, first, second, ...given }) =>
    [...first, ...second.map(({ which, offMs }) => ({ which, offMs: offMs + floorMs }))].map(({ which, offMs }) => ({
      ...plain,
      ...given,
      afterMs: atMs + offMs,
      call: calls[which % calls.length] as CallFact,
    })),
  );

/** Reads of a new thing, wanted at nearly the same time through one account or two; in foul weather not all bring something. */
const crowd = (weather: 'fair' | 'foul') =>
  fc
    .record({
      resource: fc.nat(99).map((n) => `k${n}`),
      atMs: fc.nat(5_000_000),
      reads: fc.array(
        fc.record({
          call: fc.constantFrom(
            stateCall({ sentAtMs: 0 }),
            call({ sentAtMs: 0 }),
            call({ sentAtMs: 0, class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' }),
          ),
          accountId: fc.constantFrom('main', 'other'),
          offMs: fc.nat(2000),
          takesMs: fc.constantFrom(0, 0, 900, 2500),
          weather: weather === 'fair' ? fair : fc.constantFrom([], [], [404 as const]),
          ...way,
        }),
        { minLength: 4, maxLength: 10 },
      ),
    })
    .map(({ resource, atMs, reads }) =>
      reads.map(({ call: read, accountId, offMs, ...given }) => ({
        ...plain,
        ...given,
        afterMs: atMs + offMs,
        call: { ...read, resource, accountId },
      })),
    );

/** Programs of one account or two, of up to `maxWishes` single wishes, three loops and two brinks; of two, four crowds too. */
export function arbitraryWishes(
  weather: 'fair' | 'foul',
  maxWishes = 150,
  maxAccounts: 1 | 2 = 2,
): fc.Arbitrary<readonly Wish[]> {
  const wish = fc.record({
    gapMs,
    call: anyCall,
    accountId: fc.constantFrom('main', 'main', 'other'),
    held: fc.boolean(),
    ...way,
    weather: weather === 'fair' ? fair : foul,
    jitter01: fc.double({ min: 0, max: 0.999, noNaN: true }),
    pace: pace(weather),
  });
  const wishes = fc.array(wish, { minLength: 1, maxLength: maxWishes, size: 'max' });
  const crowds = fc.array(crowd(weather), { maxLength: maxAccounts === 1 ? 0 : 4 });
  const several = fc.tuple(fc.array(loop, { maxLength: 3 }), fc.array(brink, { maxLength: 2 }), crowds);
  const shared = maxAccounts === 1 ? fc.constant(false) : fc.boolean();
  return fc.tuple(wishes, several, shared).map(([singles, [loops, brinks, crowded], isShared]) =>
    [
      ...inSequence(
        singles.map(({ accountId, pace: paced, ...given }) => ({
          ...given,
          ...paced,
          call: { ...given.call, accountId },
        })),
      ),
      ...loops.flatMap(({ times, everyMs, ...given }) =>
        Array.from({ length: times }, (_, n) => ({ ...plain, ...given, afterMs: n * everyMs })),
      ),
      ...brinks.flat(),
      ...crowded.flat(),
    ].map((given) => (isShared ? given : { ...given, call: { ...given.call, accountId: 'main' } })),
  );
}

function inSequence(wishes: readonly (Omit<Wish, 'afterMs'> & { readonly gapMs: number })[]): readonly Wish[] {
  let afterMs = 0;
  return wishes.map((given) => {
    afterMs += given.gapMs;
    return { ...given, afterMs };
  });
}
