// (e) An app that reads its one charger's state every 5 s while its screen is open: from 07:00 for 10 minutes, from 18:00 for
// 30 minutes while the car charges, and from 07:00 of the next day for 10 minutes. The cloud answers from its cache of 15 s,
// so that of the evening's reads every third brings something new, and none of the mornings'. It sends the user agent of its
// HTTP library, and keeps its token until that ends.
import type { CallFact, Fact } from '../../fact.ts';
import { broken, cannotTell, kept, notApplicable, received, type TrafficModel } from './traffic-model.ts';

const program = { userAgent: 'okhttp/4.12.0' } as const;
const morning = 25_200;
const evening = 64_800;
const nextMorning = 111_600;

function* facts(): Generator<Fact> {
  yield login(morning);
  yield* screen(morning + 1, 120, 'no');
  yield* screen(evening + 1, 360, 'yes');
  // The token of the first morning (answered at 25,200.02, good for 86,399 s) has ended at 111,599.02.
  yield login(nextMorning);
  yield* screen(nextMorning + 1, 120, 'no');
}

function login(second: number): CallFact {
  return received(second, {
    ...program,
    class: 'token',
    method: 'POST',
    path: '/oauth/token',
    resource: null,
    tokenLifeMs: 86_399_000,
  });
}

function* screen(fromSecond: number, reads: number, charging: 'yes' | 'no'): Generator<CallFact> {
  for (let n = 0; n < reads; n += 1) {
    const changed = charging === 'yes' && n % 3 === 0 ? 'yes' : 'no';
    const state = { ...program, class: 'state', path: '/api/chargers/{id}/state', resource: 'c1' } as const;
    yield received(fromSecond + 5 * n, { ...state, charging, changed });
  }
}

export const openScreen: TrafficModel = {
  name: '(e) 5 s polling while a screen is open',
  facts,
  expected: {
    'rate-limit': kept,
    'token-rate': kept,
    'token-reuse': kept,
    'respect-refusal': notApplicable,
    'documented-only': kept,
    'deprecated-endpoint': notApplicable,
    // 600 reads. All but the first of each screen come 5 s after the one before it: 119 + 359 + 119.
    'no-aggressive-polling': broken(597, 25_206),
    // No screen stays open for longer than an hour, and between two lie hours: nothing is followed that long.
    'push-first': kept,
    'list-cadence': notApplicable,
    'detail-cadence': notApplicable,
    'targeted-lookup': notApplicable,
    'backoff-heavy': notApplicable,
    // The same 597 lie inside the cache of 15 s.
    'state-cache': broken(597, 25_206),
    // The first day begins with the read at 25,201 and ends before the one at 111,601. 119 early reads of the morning brought
    // nothing, and 240 of the evening's 359: 359 of 480, told at the last one, 64,801 + 5 × 359. The second day: 119 of 120.
    'local-state': broken(2, 66_596),
    'current-cadence': notApplicable,
    'command-precondition': kept,
    'fresh-data': cannotTell,
    'personal-data': cannotTell,
    'secrets-confidential': cannotTell,
    'no-sharing': cannotTell,
    'no-user-passwords': cannotTell,
    'no-intrusion': kept,
    'proper-door': kept,
    'no-circumvention': kept,
    'no-overload': kept,
    'no-scraping': notApplicable,
    // Every read and both logins.
    'honest-identity': broken(602, 25_200),
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
