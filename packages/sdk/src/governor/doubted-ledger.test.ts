import { createLedger, type Decision, decide, type Fact, generalAccess, type Intent } from '@fairlead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DoubtedLedger } from './doubted-ledger.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 20, 15);
const margin = { ratePerSecond: 9.9, burst: 12 };

function opened(): DoubtedLedger {
  const terms = { tier: generalAccess, margin, doors: ['api.zaptec.com'] };
  return new DoubtedLedger(createLedger({ terms, startedAtMs: startMs - 24 * hourMs, bucket: 'full' }));
}

const call = {
  ...{ v: 1, kind: 'call', accountId: 'main', app: null, door: { scheme: 'https', host: 'api.zaptec.com' } },
  ...{ class: 'state', method: 'GET', path: '/api/chargers/{id}/state', resource: 'c1', installationId: 'i1' },
  ...{ command: null, sets: null, narrowing: 'none', page: null, pageSize: null, window: null, attempt: 1 },
  ...{ retryOf: null, cause: 'routine', changed: 'yes', charging: 'no', connected: 'unknown', allowed: 'unknown' },
  ...{ shown: 'yes', userAgent: 'test/1.0 (+localhost)', clientAddress: null },
} as const;

/** The state of the charger was read, answered at once. */
function readAt(ledger: DoubtedLedger, atMs: number): void {
  const fact = { ...call, id: `n${atMs}`, sentAtMs: atMs, bytes: 1, rows: null, code: null };
  const unanswered = { ...fact, status: null, answeredAtMs: null, retryAfterMs: null, tokenLifeMs: null };
  ledger.record(unanswered as unknown as Fact);
  ledger.record({ ...unanswered, status: 200, answeredAtMs: atMs + 1 } as unknown as Fact);
}

function ask(ledger: DoubtedLedger, nowMs: number): Decision {
  const intent = { ...call, heldSinceMs: null } as unknown as Intent;
  return ledger.ask(nowMs, (held, atMs) => decide(held, intent, atMs));
}

test('a floor does not end by a clock that was set, and its end is told by the clock as it is now', () => {
  const ledger = opened();
  readAt(ledger, startMs);
  ledger.leapt(5 * hourMs);
  const nowMs = startMs + 5 * hourMs + 100_000;
  const answer = ask(ledger, nowMs);
  expect(answer).toMatchObject({ kind: 'wait', clause: 'no-aggressive-polling' });
  expect(answer.kind === 'wait' ? answer.untilMs - nowMs : 0).toBeGreaterThan(499_000);
  expect(answer.kind === 'wait' ? answer.untilMs - nowMs : 0).toBeLessThan(502_000);
});

test('what turns out to have passed counts, and what was read since is as young as it is', () => {
  const ledger = opened();
  readAt(ledger, startMs);
  ledger.leapt(5 * hourMs);
  ledger.settle(5 * hourMs);
  expect(ask(ledger, startMs + 5 * hourMs + 1_000).kind).toBe('go');
  expect(ledger.behindMs()).toBe(0);
  const again = opened();
  again.leapt(5 * hourMs);
  readAt(again, startMs + 5 * hourMs + 1_000);
  again.settle(5 * hourMs);
  expect(ask(again, startMs + 5 * hourMs + 2_000).kind).toBe('wait');
});

test('a short leap is not looked into: it holds everything up by itself, once', () => {
  const ledger = opened();
  ledger.leapt(59_999);
  expect([ledger.inDoubt(), ledger.behindMs()]).toEqual([false, 59_999]);
});

test('where no answer ever says what time it is, a thousand facts later nothing has passed, and nothing is kept for it', () => {
  const ledger = opened();
  ledger.leapt(hourMs);
  for (let n = 0; n < 501; n++) readAt(ledger, startMs + hourMs + n);
  expect(ledger.inDoubt()).toBe(false);
  ledger.settle(hourMs);
  expect(ledger.behindMs()).toBe(hourMs);
});

test('whatever leaps, sleeps and reads there are: a read goes no sooner than its floor after the read before it really was', () => {
  const step = fc.record({
    kind: fc.constantFrom('leap', 'sleep', 'pass', 'read', 'settle'),
    ms: fc.integer({ min: 1, max: 6 * hourMs }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const ledger = opened();
      let trueMs = startMs;
      let wallMs = startMs;
      let sleptMs = 0;
      let readAtMs: number | null = null;
      for (const { kind, ms } of steps) {
        const shortMs = ms % 700_000;
        if (kind === 'pass') [trueMs, wallMs] = [trueMs + shortMs, wallMs + shortMs];
        if (kind === 'leap' || kind === 'sleep') {
          wallMs += ms;
          if (kind === 'sleep') trueMs += ms;
          if (kind === 'sleep' && (ledger.inDoubt() || ms >= 60_000)) sleptMs += ms;
          ledger.leapt(ms);
        }
        if (kind === 'settle') {
          ledger.settle(sleptMs);
          sleptMs = 0;
        }
        if (kind === 'read' && ask(ledger, wallMs).kind === 'go') {
          if (readAtMs !== null) expect(trueMs - readAtMs).toBeGreaterThanOrEqual(600_000);
          readAt(ledger, wallMs);
          readAtMs = trueMs;
          trueMs += 2_000;
          wallMs += 2_000;
        }
      }
    }),
    { numRuns: 500 },
  );
});
