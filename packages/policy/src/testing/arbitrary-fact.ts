// Any fact at all, likely or not: what a journal of unknown origin may hold.
import fc from 'fast-check';
import { attestationSubjects, type CallFact, callClasses, causes, type Fact, methods, schemes } from '../fact.ts';

const known = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const);
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const name = fc.oneof(fc.constantFrom('a', 'b', 'main'), fc.string({ maxLength: 12 }));
const status = fc.constantFrom(200, 204, 400, 401, 403, 404, 408, 429, 500, 503, 528, 0, 999);

/** Facts whose instants come from `instant`. */
export function arbitraryFact(instant: fc.Arbitrary<number>): fc.Arbitrary<Fact> {
  return fc.oneof(
    { weight: 8, arbitrary: arbitraryCall(instant) },
    arbitraryStream(instant),
    arbitraryAttestation(instant),
  );
}

function arbitraryCall(instant: fc.Arbitrary<number>): fc.Arbitrary<CallFact> {
  const whole = fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant('call' as const),
    id: name,
    accountId: orNull(name),
    app: orNull(name),
    door: fc.record({ scheme: fc.constantFrom(...schemes), host: name }),
    class: fc.constantFrom(...callClasses),
    method: fc.constantFrom(...methods),
    path: name,
    resource: orNull(name),
    installationId: orNull(name),
    command: orNull(fc.constantFrom(102, 103, 506, 507)),
    sets: orNull(fc.constantFrom('available-current' as const, 'other' as const)),
    narrowing: fc.constantFrom('none' as const, 'name' as const, 'installation' as const),
    page: orNull(fc.nat(5)),
    pageSize: orNull(fc.nat(200)),
    window: orNull(fc.record({ fromAtMs: fc.nat(), toAtMs: fc.nat() })),
    status: orNull(status),
    sentAtMs: instant,
    answeredAtMs: orNull(instant),
    retryAfterMs: orNull(fc.nat()),
    tokenLifeMs: orNull(fc.nat()),
    attempt: fc.integer({ min: 1, max: 12 }),
    retryOf: orNull(name),
    cause: fc.constantFrom(...causes),
    bytes: orNull(fc.nat()),
    rows: orNull(fc.nat()),
    pages: fc.nat(5),
    cursor: name,
    code: orNull(fc.constantFrom(512, 527, 528)),
    changed: known,
    charging: known,
    connected: known,
    allowed: known,
    shown: known,
    userAgent: orNull(name),
    clientAddress: orNull(name),
  });
  // The one is told of lists alone, the other of pages of an archive.
  return fc.tuple(whole, fc.constantFrom('list', 'archive', 'neither')).map(([call, kind]) => {
    const { pages, cursor, ...other } = call;
    return { ...other, ...(kind === 'list' && { pages }), ...(kind === 'archive' && { cursor }) };
  });
}

function arbitraryStream(instant: fc.Arbitrary<number>): fc.Arbitrary<Fact> {
  return fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant('stream' as const),
    accountId: orNull(name),
    bus: fc.constantFrom('group' as const, 'installation' as const),
    scope: name,
    event: fc.constantFrom('opened' as const, 'message' as const, 'lost' as const, 'refused' as const),
    atMs: instant,
  });
}

function arbitraryAttestation(instant: fc.Arbitrary<number>): fc.Arbitrary<Fact> {
  return fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant('attestation' as const),
    accountId: orNull(name),
    about: fc.constantFrom(...attestationSubjects),
    by: fc.constantFrom('operator' as const, 'self-test' as const),
    holds: fc.boolean(),
    value: orNull(fc.nat()),
    version: orNull(name),
    statement: name,
    atMs: instant,
  });
}
