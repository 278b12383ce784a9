// (d) A program that reads nothing: it logs in, fetches the connection details of its user group, and follows the stream, a
// message a minute. Once the stream is lost; it fetches the details anew and is back after 5 s. Midnight to midnight.
import type { Fact } from '../../fact.ts';
import { stream } from '../call.ts';
import { cannotTell, kept, midnightMs, notApplicable, received, type TrafficModel } from './traffic-model.ts';

const program = { userAgent: 'follower/2.0 (+https://follower.example)' } as const;
const details = {
  ...program,
  class: 'stream-details',
  path: '/api/userGroups/{id}/messagingConnectionDetails',
  resource: 'g1',
} as const;

const event = (kind: 'opened' | 'message' | 'lost', second: number) =>
  stream(kind, midnightMs + second * 1000, 'g1', 'group');

function* facts(): Generator<Fact> {
  yield received(0, {
    ...program,
    class: 'token',
    method: 'POST',
    path: '/oauth/token',
    resource: null,
    tokenLifeMs: 86_399_000,
  });
  yield received(1, details);
  yield event('opened', 2);
  for (let minute = 1; minute <= 1440; minute += 1) {
    yield event('message', minute * 60);
    if (minute !== 600) continue;
    yield event('lost', 36_010);
    yield received(36_013, details);
    yield event('opened', 36_015);
  }
}

export const streamOnly: TrafficModel = {
  name: '(d) stream only, no reads',
  facts,
  expected: {
    // Two calls in a day.
    'rate-limit': kept,
    'token-rate': kept,
    'token-reuse': kept,
    'respect-refusal': notApplicable,
    'documented-only': kept,
    // The group's details are no deprecated call.
    'deprecated-endpoint': notApplicable,
    // No state and no session is read; the connection details are, twice in a day.
    'no-aggressive-polling': kept,
    // No state is followed by reading it, so no stream is owed; it is there all the same.
    'push-first': notApplicable,
    'list-cadence': notApplicable,
    'detail-cadence': notApplicable,
    'targeted-lookup': notApplicable,
    'backoff-heavy': notApplicable,
    'state-cache': notApplicable,
    'local-state': notApplicable,
    'current-cadence': notApplicable,
    'command-precondition': notApplicable,
    // No state was read; what a stream alone told is as fresh as the stream.
    'fresh-data': notApplicable,
    'personal-data': cannotTell,
    'secrets-confidential': cannotTell,
    'no-sharing': cannotTell,
    'no-user-passwords': cannotTell,
    'no-intrusion': kept,
    'proper-door': kept,
    'no-circumvention': notApplicable,
    'no-overload': kept,
    'no-scraping': notApplicable,
    'honest-identity': kept,
    'lawful-purpose': cannotTell,
    monitored: cannotTell,
    'policy-version': cannotTell,
  },
};
