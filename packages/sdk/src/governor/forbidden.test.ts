import type { Decision } from '@fairlead/policy';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog } from '../log/silent-log.ts';
import type { SdkError } from '../sdk-error.ts';
import { openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';
import { answerOf } from '../transport/answer-of.ts';
import type { GovernedCall, Sent } from './flight.ts';
import { Governor } from './governor.ts';

const never: Decision = { kind: 'never', clause: 'no-circumvention', instead: 'the other account' };
const forbidden = { kind: 'not-sent', reason: 'forbidden', clause: 'no-circumvention', instead: 'the other account' };
const untold = { changed: 'unknown', charging: 'unknown', connected: 'unknown', allowed: 'unknown' } as const;
const about = {
  resource: 'c1',
  installationId: null,
  command: null,
  sets: null,
  page: null,
  cursor: null,
  pageSize: null,
} as const;

/** A governor under a law that answers each question as it is told. */
function governed(answer: (asked: number, attempt: number) => Decision, status = 200) {
  const clock = manualClock();
  const asked: string[] = [];
  const sent: string[] = [];
  const governor = new Governor({
    caller: {
      accountId: 'main',
      door: { scheme: 'https', host: 'api.zaptec.com' },
      userAgent: 'test/1.0 (+localhost)',
    },
    law: {
      decide: (intent) => {
        asked.push(`${intent.path} ${intent.attempt}`);
        return answer(asked.length, intent.attempt);
      },
      record: () => undefined,
      availableRequests: () => 12,
      pausedUntilMs: () => null,
      leapt: () => undefined,
      settle: () => undefined,
      inDoubt: () => false,
      behindMs: () => 0,
    },
    margin: { ratePerSecond: 9.9, burst: 12 },
    clock,
    random: () => 0,
    log: silentLog,
    login: () => null,
    journal: () => undefined,
  });
  const call = (given: Partial<GovernedCall> = {}): GovernedCall => ({
    ...{ class: 'state', method: 'GET', path: '/api/chargers/{id}/state', narrowing: 'none', window: null },
    ...{
      cause: 'routine',
      heldSinceMs: null,
      lane: 'background',
      app: null,
      party: null,
      key: null,
      needsToken: true,
      look: null,
    },
    ...{ ...about, ...untold, shown: 'yes' },
    send: () => {
      sent.push('sent');
      return Promise.resolve(answered(status));
    },
    ...given,
  });
  return { clock, governor, asked, sent, call };
}

function answered(status: number): Sent {
  const exchange = {
    kind: 'answered',
    status,
    shape: 'empty',
    body: null,
    bytes: 0,
    retryAfterMs: null,
    digest: null,
  } as const;
  return { exchange, rows: null, pages: null, code: null, changed: 'unknown', tokenLifeMs: null, loginHelps: false };
}

const hourMs = 3_600_000;

describe('a call that the policy never lets go', () => {
  it('ends at once with the clause and what to do instead, and is never asked about again', async () => {
    const { clock, governor, asked, sent, call } = governed(() => never);
    const endings = Promise.all([governor.submit(call()), governor.submit(call({ lane: 'interactive' }))]);
    await clock.advanceBy(0);
    expect(await endings).toEqual([forbidden, forbidden]);
    expect(asked).toHaveLength(2);
    await clock.advanceBy(25 * hourMs);
    expect([asked.length, sent.length, governor.status().queued]).toEqual([2, 0, 0]);
  });

  it('ends for everybody who shares it, and the next need of the same is asked about anew', async () => {
    const { clock, governor, asked, sent, call } = governed((n) => (n === 1 ? never : { kind: 'go', note: null }));
    const shared = call({ key: '/api/chargers/c1/state' });
    const waiting: Decision = { kind: 'wait', untilMs: clock.nowMs() + 5_000, clause: 'no-aggressive-polling' };
    const later = governed((n) => (n === 1 ? waiting : never));
    const both = [later.governor.submit(later.call({ key: 'k' })), later.governor.submit(later.call({ key: 'k' }))];
    await later.clock.advanceBy(6_000);
    expect(await Promise.all(both)).toEqual([forbidden, forbidden]);
    expect([later.asked.length, later.sent.length]).toEqual([2, 0]);
    expect(await governor.submit(shared)).toEqual(forbidden);
    const next = governor.submit(shared);
    await clock.advanceBy(2_000);
    expect(await next).toMatchObject({ kind: 'exchanged' });
    expect([asked.length, sent.length]).toEqual([2, 1]);
  });

  it('is not tried on, where the policy says it of a later try', async () => {
    const { clock, governor, asked, sent, call } = governed(
      (_, attempt) => (attempt > 2 ? never : { kind: 'go', note: null }),
      503,
    );
    const ending = governor.submit(call());
    await clock.advanceBy(10_000);
    expect(await ending).toEqual(forbidden);
    await clock.advanceBy(25 * hourMs);
    expect(asked).toEqual([1, 2, 3].map((attempt) => `/api/chargers/{id}/state ${attempt}`));
    expect(sent).toHaveLength(2);
  });

  it('ends at the login door too', async () => {
    const { clock, governor, asked, sent, call } = governed(() => never);
    const login = call({ class: 'token', method: 'POST', path: '/oauth/token', resource: null, needsToken: false });
    const ending = governor.submit(login);
    await clock.advanceBy(1_100);
    expect(await ending).toEqual(forbidden);
    await clock.advanceBy(25 * hourMs);
    expect([asked.length, sent.length]).toEqual([1, 0]);
  });

  it('is told to its caller, by the real law, and takes nobody else along (documented-only)', async () => {
    const clock = manualClock();
    const { outlet, cloud } = openTestOutlet({ clock });
    const { call, sent } = governed(() => never);
    const path = '/api/chargers/{id}/sendCommand/{commandId}';
    // No request can name one: the governor would not let it go either.
    const internal = call({ class: 'command', method: 'POST', path, command: 103, cause: 'command', lane: 'command' });
    const error = outlet.governor
      .submit(internal)
      .then((ending) => answerOf(ending, 'charger-command'))
      .then(String, (cause: SdkError) => cause);
    const other = outlet.call(stateOf('c2'));
    await clock.advanceBy(3_000);
    expect(await error).toMatchObject({ code: 'forbidden', clause: 'documented-only' });
    expect((await other).status).toBe(200);
    await clock.advanceBy(25 * hourMs);
    expect([sent, cloud.arrivals.filter(({ path }) => path.includes('sendCommand'))]).toEqual([[], []]);
  });
});
