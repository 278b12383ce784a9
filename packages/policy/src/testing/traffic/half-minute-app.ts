// (a) A home app with a device for each charger. Each device asks at second 0 and 30 of the wall clock for three things: its
// charger's state, its charger's details, the details of the installation. Ten chargers in one installation: thirty calls in
// one instant, in the order of the devices. Two of the cars charge from 18:00 to 21:00, when each state brings something
// new. It renews its token 30 s before the end, and reads no service bus. 2,881 beats: midnight to midnight.
import type { CallFact, Fact } from '../../fact.ts';
import { broken, cannotTell, ids, kept, notApplicable, received, refused, type TrafficModel } from './traffic-model.ts';

const beats = 2881;
const chargers = ids('c', 10);
const charging = new Set(['c1', 'c2']);
const program = { userAgent: 'home-app/1.4 (https://home-app.example)', installationId: 'i1' } as const;
const login = { ...program, class: 'token', method: 'POST', path: '/oauth/token', resource: null } as const;
const state = { ...program, class: 'state', path: '/api/chargers/{id}/state' } as const;
const detail = { ...program, class: 'detail', path: '/api/chargers/{id}', changed: 'no' } as const;
const installation = { ...detail, path: '/api/installation/{id}', resource: 'i1' } as const;

function* facts(): Generator<Fact> {
  yield received(-2, { ...login, tokenLifeMs: 86_399_000 });
  for (let beat = 0; beat < beats; beat += 1) {
    // Answered at -1.98, and good for 86,399 s: 30 s before the end is 86,367.02.
    if (beat === beats - 1) yield received(86_367.02, { ...login, tokenLifeMs: 86_399_000 });
    yield* beatAt(beat * 30);
  }
}

/** The bucket is full again at each beat: 15 calls fit, those of the first five devices. */
function* beatAt(second: number): Generator<CallFact> {
  const evening = second >= 64_800 && second < 75_600;
  for (const [place, charger] of chargers.entries()) {
    const charges = evening && charging.has(charger);
    const answer = charges
      ? ({ charging: 'yes', changed: 'yes' } as const)
      : ({ charging: 'no', changed: 'no' } as const);
    const late = place >= 5 ? ({ ...refused, changed: 'unknown', charging: 'unknown' } as const) : {};
    yield received(second, { ...state, resource: charger, ...answer, ...late });
    yield received(second, { ...detail, resource: charger, ...late });
    yield received(second, { ...installation, ...late });
  }
}

export const halfMinuteApp: TrafficModel = {
  name: '(a) three calls per charger at :00 and :30, ten chargers',
  facts,
  expected: {
    // Each beat 30 at once into an empty bucket of 15: 15 too many. 2,881 × 15.
    'rate-limit': broken(43_215, 0),
    // Two logins a day apart.
    'token-rate': kept,
    // The second login comes 30 s before the token ends, and no 401 had asked for it.
    'token-reuse': broken(1, 86_367.02),
    // Nothing is sent in the second after a refusal. But the reads of c6 to c10 are refused at every beat: were they tries of
    // one call, then the seventh pause would be 32 s, and they come after 30 s. The receiver cannot see what they are.
    'respect-refusal': cannotTell,
    'documented-only': kept,
    'deprecated-endpoint': notApplicable,
    // c1 to c5: every read after their first comes 30 s after one that was served; 60 s are asked at the least.
    // 5 × 2,880, from the second beat on. c6 to c10 are never served, so no read of theirs comes too soon after one.
    'no-aggressive-polling': broken(14_400, 30),
    // No stream. The beats later than an hour after the first are those from 3,630 on: 121 to 2,880 are 2,760, with 5 served reads each.
    'push-first': broken(13_800, 3630),
    'list-cadence': notApplicable,
    // Details of c1 to c5: 5 × 2,880 too soon. Details of i1: ten reads a beat, 28,810 in all, each too soon but the very
    // first; the second one comes in the same instant.
    'detail-cadence': broken(14_400 + 28_809, 0),
    'targeted-lookup': notApplicable,
    'backoff-heavy': notApplicable,
    // 30 s apart.
    'state-cache': kept,
    // The first day, beats 0 to 2,879, has 86,400 reads. Early and nothing new: states 5 × 2,879 less 2 × 360 of the charging
    // cars, charger details 5 × 2,879, served installation details 5 × 2,880 - 1: 42,469, which is 49 %. One offence a day,
    // told at the last of them. The second day has one beat: 15 of its 30 reads.
    'local-state': broken(2, 86_370),
    'current-cadence': notApplicable,
    // No charger was missing, so none was asked for again in vain.
    'command-precondition': kept,
    // No stream was ever seen, and nobody measured how old the values got.
    'fresh-data': cannotTell,
    'personal-data': cannotTell,
    'secrets-confidential': cannotTell,
    'no-sharing': cannotTell,
    'no-user-passwords': cannotTell,
    'no-intrusion': kept,
    'proper-door': kept,
    'no-circumvention': kept,
    // Bursts that overflow in second 0 of the half-minute: the third within the hour is at 60, then one offence a beat.
    // Share of refusals, half of all: told from the hundredth call on, the tenth of beat 3, and then with each refusal
    // that a burst did not tell: 14 a beat. Beat 2: 1; beat 3: 1 + 1 + 14; beats 4 to 2,880: 2,877 × 15.
    'no-overload': broken(1 + 16 + 43_155, 60),
    'no-scraping': notApplicable,
    'honest-identity': kept,
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
