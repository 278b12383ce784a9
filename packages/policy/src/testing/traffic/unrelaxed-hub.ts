// (c) A home hub with ten chargers in one installation. At its start it reads lists, hierarchy, firmware and details, 100 ms apart
// by a limiter of its own, and opens the stream of the installation, which brings a message a minute from then on. It still
// reads each state every 60 s while its car charges (18:00 to 21:00) and every 600 s else, as if there were no stream, and
// all details hourly. In the day three calls of its buttons go to endpoints that nobody documented. Midnight to midnight.
import type { CallFact, Fact } from '../../fact.ts';
import { stream } from '../call.ts';
import {
  broken,
  cannotTell,
  daySeconds,
  ids,
  kept,
  midnightMs,
  notApplicable,
  received,
  type TrafficModel,
} from './traffic-model.ts';

const chargers = ids('c', 10);
const program = { userAgent: 'hub-integration/0.8 (+https://hub.example/charging)', installationId: 'i1' } as const;
const plain = { ...program, resource: 'i1' } as const;
const list = { ...program, class: 'list', resource: null, page: 0, pageSize: 100 } as const;
const button = { ...program, class: 'undocumented', method: 'POST', resource: 'c1' } as const;

function* facts(): Generator<Fact> {
  const calls = [...start(), ...details(), ...states(), ...buttons()];
  const messages = Array.from({ length: 1440 }, (_, n) => stream('message', midnightMs + (n + 1) * 60_000));
  const opened = stream('opened', midnightMs + 1000);
  yield* [...calls, opened, ...messages].toSorted((one, other) => happenedAtMs(one) - happenedAtMs(other));
}

const happenedAtMs = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);

function* start(): Generator<CallFact> {
  yield received(0, {
    ...program,
    class: 'token',
    method: 'POST',
    path: '/oauth/token',
    resource: null,
    tokenLifeMs: 86_399_000,
  });
  yield received(0.1, { ...list, path: '/api/installation' });
  yield received(0.2, { ...list, path: '/api/chargers' });
  yield received(0.3, { ...plain, class: 'hierarchy', path: '/api/installation/{id}/hierarchy' });
  yield received(0.4, { ...plain, class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' });
  yield received(0.5, { ...plain, class: 'stream-details', path: '/api/installation/{id}/messagingConnectionDetails' });
}

/** 24 times eleven. */
function* details(): Generator<CallFact> {
  for (let second = 0; second < daySeconds; second += 3600) {
    yield received(second + 1, { ...plain, path: '/api/installation/{id}', changed: 'no' });
    for (const [place, resource] of chargers.entries()) {
      yield received(second + 1.1 + place / 10, { ...program, path: '/api/chargers/{id}', resource, changed: 'no' });
    }
  }
}

/** Each charger: 108 idle reads up to 64,200, 180 from 64,800 to 75,540, 18 from 75,600 to 85,800. */
function* states(): Generator<CallFact> {
  for (let second = 0; second < daySeconds; ) {
    const charges = second >= 64_800 && second < 75_600;
    const told = charges ? 'yes' : 'no';
    // The end of charging is news, too.
    const changed = charges || second === 75_600 ? 'yes' : 'no';
    for (const [place, resource] of chargers.entries()) {
      yield received(second + 3 + place / 10, {
        ...program,
        class: 'state',
        path: '/api/chargers/{id}/state',
        resource,
        charging: told,
        changed,
      });
    }
    second += charges ? 60 : 600;
  }
}

function* buttons(): Generator<CallFact> {
  yield received(64_000, { ...button, method: 'GET', path: '/api/chargers/{id}/settings' });
  yield received(64_790, { ...button, path: '/api/chargers/{id}/authorizecharge' });
  yield received(80_000, { ...button, path: '/api/chargers/{id}/localSettings' });
}

export const unrelaxedHub: TrafficModel = {
  name: '(c) 60 s and 600 s beside a healthy stream, a limiter of its own, three undocumented calls',
  facts,
  expected: {
    // At most 11 calls at once, 100 ms apart.
    'rate-limit': kept,
    'token-rate': kept,
    'token-reuse': kept,
    // Nothing was refused and nothing failed.
    'respect-refusal': notApplicable,
    'documented-only': broken(3, 64_000),
    // The connection details of the installation are deprecated; nothing shows that those of a group work for the account.
    'deprecated-endpoint': kept,
    // The stream is healthy from 61 on: 600 s are asked. Of each charger the 179 reads from 64,860 to 75,540 and the one at
    // 75,600 come 60 s after the read before: 180 × 10. The first is that of c1, 3 s after 64,860.
    'no-aggressive-polling': broken(1800, 64_863),
    'push-first': kept,
    'list-cadence': kept,
    // Details every 3,600 s to the millisecond; hierarchy and firmware once.
    'detail-cadence': kept,
    // One full list of chargers, at the start.
    'targeted-lookup': kept,
    'backoff-heavy': notApplicable,
    'state-cache': kept,
    // What came early brought something new: cars that charge, and the end of it.
    'local-state': kept,
    'current-cadence': notApplicable,
    'command-precondition': kept,
    // The stream was open all day.
    'fresh-data': kept,
    'personal-data': cannotTell,
    'secrets-confidential': cannotTell,
    'no-sharing': cannotTell,
    'no-user-passwords': cannotTell,
    'no-intrusion': kept,
    'proper-door': kept,
    'no-circumvention': kept,
    'no-overload': kept,
    'no-scraping': notApplicable,
    'honest-identity': kept,
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
