// (f) Two programs on one account, in one house, that know nothing of each other. On the full hour one reads the details of a
// hundred chargers, the other their states, each through a limiter of its own: a call every 100 ms, 50 ms apart from those of
// the other. The limiters heed no refusal. Each logs in for itself, and again when its own token has ended. 25 hours.
import type { CallFact, Fact } from '../../fact.ts';
import { broken, cannotTell, ids, kept, notApplicable, received, refused, type TrafficModel } from './traffic-model.ts';

const chargers = ids('c', 100);
const one = { userAgent: 'fleet-list/3.1 (+https://fleet-list.example)' } as const;
const other = { userAgent: 'wallboard/1.0 (+https://wallboard.example)' } as const;

function* facts(): Generator<Fact> {
  yield login(-20, one);
  yield login(-15, other);
  for (let hour = 0; hour <= 24; hour += 1) {
    // Their own tokens ended at 86,379.02 and 86,384.02.
    if (hour === 24) {
      yield login(86_380, one);
      yield login(86_390, other);
    }
    yield* fullHour(hour * 3600);
  }
}

function login(second: number, program: Partial<CallFact>): CallFact {
  return received(second, {
    ...program,
    class: 'token',
    method: 'POST',
    path: '/oauth/token',
    resource: null,
    tokenLifeMs: 86_399_000,
  });
}

/**
 * Together 20 a second into a bucket of 15 that drains at 10: between two calls half a request comes back, so call number n
 * finds 1 + (n - 1) / 2 in it, and the thirtieth is the first that does not fit. From then on every second one does not:
 * always those of the program that comes later, whose calls are the even ones. Its first 14 fit, 86 do not.
 */
function* fullHour(second: number): Generator<CallFact> {
  for (const [place, resource] of chargers.entries()) {
    yield received(second + place / 10, { ...one, path: '/api/chargers/{id}', resource });
    const state = { ...other, class: 'state', path: '/api/chargers/{id}/state', resource } as const;
    yield received(second + place / 10 + 0.05, { ...state, ...(place >= 14 ? refused : {}) });
  }
}

export const twoPrograms: TrafficModel = {
  name: '(f) two programs on one account, each with its own limiter',
  facts,
  expected: {
    // 86 in each of 25 hours; the first is call number 30, 29 × 50 ms after midnight.
    'rate-limit': broken(2150, 1.45),
    'token-rate': kept,
    // The account holds a token already when the second program logs in; a day later the first one logs in while that of the
    // second is good for 4 s more, and the second one 10 s after it.
    'token-reuse': broken(3, -15),
    // The first refusal is answered at 1.47 and can be read at 1.72; until 2.47 nothing may be sent, and each further refusal
    // renews that. Sent are calls number 36 (1.75) to 200: 165 in each of 25 hours, of either program.
    'respect-refusal': broken(4125, 1.75),
    'documented-only': kept,
    'deprecated-endpoint': notApplicable,
    // c1 to c14 once an hour; the others are never served.
    'no-aggressive-polling': kept,
    // 14 states are served each hour, never more than an hour apart, the first at 0.05. An hour later c1 comes after 3,600 s to the
    // millisecond and c2 is the first beyond: 13 in hour 1, 14 in each of the hours 2 to 24.
    'push-first': broken(13 + 322, 3600.15),
    'list-cadence': notApplicable,
    // Every 3,600 s.
    'detail-cadence': kept,
    'targeted-lookup': notApplicable,
    'backoff-heavy': notApplicable,
    'state-cache': kept,
    // Nothing comes early.
    'local-state': kept,
    'current-cadence': notApplicable,
    'command-precondition': kept,
    'fresh-data': cannotTell,
    'personal-data': cannotTell,
    'secrets-confidential': cannotTell,
    'no-sharing': cannotTell,
    'no-user-passwords': cannotTell,
    'no-intrusion': kept,
    'proper-door': kept,
    // One account, one address.
    'no-circumvention': kept,
    // Share of refusals: told from the hundredth call of each hour on, which is refused itself, and with each refusal after
    // it: 100, 102 … 200 are 51. One burst an hour is none in step.
    'no-overload': broken(1275, 4.95),
    'no-scraping': notApplicable,
    'honest-identity': kept,
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
