// Taking too much, or through a dying door.
import fc from 'fast-check';
import type { CallFact } from '../../fact.ts';
import { call } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

const hourMs = 3_600_000;
const archived = { class: 'history', path: '/api/sessions/archived', resource: 'i9', page: 0 } as const;

export const extracting: Breaches = {
  'backoff-heavy': (atMs) => fc.integer({ min: 2, max: 59_999 }).chain((flightMs) => sideBySide(atMs, flightMs)),
  'no-scraping': (atMs) => fc.oneof(windowAgain(atMs), crawlAgain(atMs)),
  'deprecated-endpoint': (atMs) => fc.integer({ min: 1020, max: 86_400_019 }).chain((gapMs) => oldDoor(atMs, gapMs)),
  'no-overload': (atMs) => fc.oneof(manyRefusals(atMs), inStep(atMs)),
};

function sideBySide(atMs: number, flightMs: number): fc.Arbitrary<Breach> {
  return fc.record({ gapMs: fc.integer({ min: 1, max: flightMs - 1 }), told: fc.boolean() }).map(({ gapMs, told }) => {
    const where = told ? { installationId: 'i9' } : { resource: null };
    const window = { fromAtMs: 0, toAtMs: hourMs };
    const first = call({ ...archived, ...where, sentAtMs: atMs, answeredAtMs: atMs + flightMs, window });
    const other = { fromAtMs: 2 * hourMs, toAtMs: 3 * hourMs };
    // In the order in which they are answered, as a journal has them.
    const second = { sentAtMs: atMs + gapMs, answeredAtMs: atMs + flightMs, window: other };
    return { facts: [first, call({ ...archived, ...where, ...second })], offences: 1 };
  });
}

/** A window slides by up to half of its length and is fetched again before the day is over. */
function windowAgain(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    gapMs: fc.integer({ min: 30, max: 86_399_999 }),
    lengthMs: fc.integer({ min: 1, max: 168 * hourMs }),
    slide01: fc.double({ min: 0, max: 0.5, noNaN: true }),
    kind: fc.constantFrom(archived, {
      ...archived,
      class: 'report',
      path: '/api/chargehistory/installationreport',
    } as const),
  });
  return given.map(({ gapMs, lengthMs, slide01, kind }) => {
    const slideMs = Math.floor(slide01 * lengthMs);
    const read = (sentAtMs: number, fromAtMs: number): CallFact =>
      call({ ...kind, sentAtMs, window: { fromAtMs, toAtMs: fromAtMs + lengthMs } });
    return { facts: [read(atMs, 0), read(atMs + gapMs, slideMs)], offences: 1 };
  });
}

function crawlAgain(atMs: number): fc.Arbitrary<Breach> {
  return fc.record({ gapMs: fc.integer({ min: 30, max: 86_399_999 }), page: fc.nat(9) }).map(({ gapMs, page }) => {
    const crawl = { class: 'history', path: '/api/chargehistory', resource: 'i9', page } as const;
    return { facts: [call({ ...crawl, sentAtMs: atMs }), call({ ...crawl, sentAtMs: atMs + gapMs })], offences: 1 };
  });
}

function oldDoor(atMs: number, gapMs: number): fc.Arbitrary<Breach> {
  const doors = fc.constantFrom(
    {
      works: { class: 'stream-details', path: '/api/userGroups/{id}/messagingConnectionDetails', resource: 'g9' },
      old: { class: 'stream-details', path: '/api/installation/{id}/messagingConnectionDetails', resource: 'i9' },
    } as const,
    {
      works: { ...archived, window: { fromAtMs: 0, toAtMs: hourMs } },
      old: { ...archived, path: '/api/chargehistory' },
    } as const,
  );
  return doors.map(({ works, old }) => ({
    facts: [call({ ...works, sentAtMs: atMs }), call({ ...old, sentAtMs: atMs + gapMs })],
    offences: 1,
  }));
}

/** A burst is refused in part, and the account goes on calmly until a hundred calls show what share that was. */
function manyRefusals(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({ excess: fc.integer({ min: 1, max: 40 }), everyMs: fc.integer({ min: 101, max: 2900 }) });
  return given.map(({ excess, everyMs }) => {
    const write = (sentAtMs: number, n: number): CallFact =>
      call({ sentAtMs, class: 'update', method: 'POST', path: '/api/session/{id}/priority', resource: `s${n}` });
    const refused = { status: 429, retryAfterMs: 1000 };
    const burst = times(15 + excess, (n) => ({ ...write(atMs, n), ...(n < 15 ? {} : refused) }));
    const calm = times(90, (n) => write(atMs + 2000 + n * everyMs, n));
    return { facts: [...burst, ...calm], offences: 1 };
  });
}

/** Bursts that begin in the same second of the half-minute, and that the cloud lets pass. */
function inStep(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({ bursts: fc.integer({ min: 3, max: 8 }), beats: fc.integer({ min: 1, max: 15 }) });
  return given.map(({ bursts, beats }) => ({
    facts: times(bursts, (burst) => burst).flatMap((burst) =>
      times(16, (n) =>
        call({
          sentAtMs: atMs + burst * beats * 30_000,
          class: 'update',
          method: 'POST',
          path: '/api/session/{id}/priority',
          resource: `s${n}`,
        }),
      ),
    ),
    offences: bursts - 2,
  }));
}
