// (b) A charge controller that reads the state of each charger every 30 s, idle or not, all in one instant, at seconds 7 and
// 37 of the wall clock. Sixteen chargers; who comes last turns with each beat. All cars charge from 18:00 to 21:00, when each
// state brings something new. Its user agent names no contact. 2,881 beats: a day from beat to beat.
import type { Fact } from '../../fact.ts';
import { broken, cannotTell, ids, kept, notApplicable, received, refused, type TrafficModel } from './traffic-model.ts';

const beats = 2881;
const chargers = ids('c', 16);
const program = { userAgent: 'charge-control/0.210', installationId: 'i1' } as const;
const login = { ...program, class: 'token', method: 'POST', path: '/oauth/token', resource: null } as const;
const state = { ...program, class: 'state', path: '/api/chargers/{id}/state' } as const;

function* facts(): Generator<Fact> {
  yield received(0, { ...login, tokenLifeMs: 86_399_000 });
  for (let beat = 0; beat < beats; beat += 1) {
    const second = 7 + 30 * beat;
    if (beat === beats - 1) yield received(86_400, { ...login, tokenLifeMs: 86_399_000 });
    const charges = second >= 64_800 && second < 75_600;
    for (let place = 0; place < 16; place += 1) {
      const answer = charges
        ? ({ charging: 'yes', changed: 'yes' } as const)
        : ({ charging: 'no', changed: 'no' } as const);
      // 15 fit into the bucket, which is full again at each beat.
      const last = place === 15 ? ({ ...refused, charging: 'unknown', changed: 'unknown' } as const) : {};
      yield received(second, { ...state, resource: chargers[(beat + place) % 16] ?? '', ...answer, ...last });
    }
  }
}

export const stateBeat: TrafficModel = {
  name: '(b) one state read per charger each 30 s, idle or not, all in one instant',
  facts,
  expected: {
    // The sixteenth of each beat.
    'rate-limit': broken(2881, 7),
    'token-rate': kept,
    // The second login comes when the first token (answered at 0.02, good for 86,399 s) has ended.
    'token-reuse': kept,
    // Whoever was refused is asked for again 30 s later and served; one failure asks for 0.5 s.
    'respect-refusal': kept,
    'documented-only': kept,
    'deprecated-endpoint': notApplicable,
    // 16 × 2,881 = 46,096 reads. Free are the 16 of beat 0, and at beat 1 the one that beat 0 had refused. Between two served
    // reads lie 30 s, or 60 s around a refusal: once a beat. 60 s are enough where one of the two says that the car charges:
    // beats 2,160 to 2,519 lie in the evening, two more follow a read in it: 2,160 to 2,521 are 362 reads that keep the floor.
    'no-aggressive-polling': broken(46_096 - 17 - 362, 37),
    // Later than an hour after 7 are the beats 121 to 2,880, from 3,637 on: 2,760 with 15 served reads each.
    'push-first': broken(41_400, 3637),
    'list-cadence': notApplicable,
    'detail-cadence': notApplicable,
    'targeted-lookup': notApplicable,
    'backoff-heavy': notApplicable,
    'state-cache': kept,
    // Of the reads of the first day (beats 0 to 2,879) seven in eight are served, early and bring nothing new: one offence, told at
    // the last of them. The second day has one beat: 15 of its 16 reads.
    'local-state': broken(2, 86_377),
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
    // Bursts in step: from the third on, beat 2 at 67, one offence a beat: beats 2 to 2,880 are 2,879. Share of refusals,
    // one in sixteen: told from the hundredth call on, the fourth of beat 6, and then at the first call of each beat for the
    // refusal of the beat before it, which its burst had told alone: beats 6 to 2,880 are 2,875.
    'no-overload': broken(2879 + 2875, 67),
    'no-scraping': notApplicable,
    // Every read and both logins.
    'honest-identity': broken(46_096 + 2, 0),
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
