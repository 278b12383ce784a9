// A clock that is put back while a call is under way: its answer bears an earlier time than its sending.
import { expect, test } from 'vitest';
import { decide } from '../decide.ts';
import { at, client, cloud } from '../testing/ask.ts';
import { call, commandCall, intentOf, listCall, loginCall, stateCall, updateCall } from '../testing/call.ts';
import { record } from './record.ts';

const yearMs = 365 * 86_400_000;
const kinds = { call, commandCall, listCall, loginCall, stateCall, updateCall };

test.each(Object.entries(kinds))(
  '%s: other calls wait no longer than if it had been sent when it was answered',
  (_name, made) => {
    for (const ledgerOf of [client, cloud]) {
      for (const aheadMs of [30_000, 3_600_000, yearMs]) {
        const ledger = record(ledgerOf(), made({ sentAtMs: at(aheadMs), answeredAtMs: at(100) }));
        const answer = decide(ledger, intentOf(stateCall({ sentAtMs: at(200), resource: 'c77' })), at(200));
        expect(answer.kind === 'wait' ? answer.untilMs - at(200) : 0).toBeLessThanOrEqual(102);
      }
    }
  },
);

test('the answer of a call that nobody remembers, told a second time, stops nothing', () => {
  const sentAtMs = at(yearMs);
  let ledger = record(client(), stateCall({ id: 'x', sentAtMs, answeredAtMs: null, status: null }));
  const answered = stateCall({ id: 'x', sentAtMs, answeredAtMs: at(70_000) });
  for (let told = 0; told < 3; told += 1) ledger = record(ledger, answered);
  let nowMs = at(70_010);
  const other = intentOf(stateCall({ sentAtMs: nowMs, resource: 'c77' }));
  for (let asked = 0; asked < 100 && decide(ledger, other, nowMs).kind === 'wait'; asked += 1) nowMs += 1000;
  expect(nowMs - at(70_010)).toBeLessThanOrEqual(65_000);
});
