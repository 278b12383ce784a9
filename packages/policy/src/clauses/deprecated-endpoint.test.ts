import { describe, expect, test } from 'vitest';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, listCall } from '../testing/call.ts';

const dayMs = 86_400_000;
const details = (owner: string) =>
  ({ class: 'stream-details', path: `/api/${owner}/{id}/messagingConnectionDetails` }) as const;
const group = (sentAtMs: number, given = {}) => call({ ...details('userGroups'), resource: 'g1', sentAtMs, ...given });
const old = (sentAtMs: number, given = {}) => call({ ...details('installation'), resource: 'i1', sentAtMs, ...given });

describe('deprecated-endpoint', () => {
  test('a deprecated call goes with a note that names its replacement', () => {
    const answer = ask(client(), old(at(0)));
    expect(answer).toMatchObject({ kind: 'go', note: /try GET \/api\/userGroups\/\{id\}\/messagingConnectionDetails/ });
    const history = { class: 'history', path: '/api/chargehistory' } as const;
    expect(ask(client(), call({ ...history, sentAtMs: at(0) }))).toMatchObject({
      note: /GET \/api\/sessions\/archived/,
    });
  });

  test('once the replacement has answered 200 it is never made, for a day from the answer', () => {
    const ledger = record(client(), group(at(0)));
    const never = { kind: 'never', clause: 'deprecated-endpoint', instead: expect.stringContaining('works for this') };
    expect(ask(ledger, old(at(20)))).toMatchObject(never);
    expect(ask(ledger, old(at(dayMs + 19)))).toMatchObject(never);
    expect(ask(ledger, old(at(dayMs + 20)))).toMatchObject({ kind: 'go', note: /deprecated/ });
    const again = record(ledger, group(at(1000)));
    expect(ask(again, old(at(dayMs + 1019)))).toMatchObject(never);
  });

  test('at the receiving side what left before the answer could be read is let pass', () => {
    const ledger = record(cloud(), group(at(0)));
    expect(ask(ledger, old(at(1019)))).toMatchObject({ kind: 'go' });
    expect(ask(ledger, old(at(1020)))).toMatchObject({ kind: 'never' });
  });

  test('a replacement that is refused, or is another one, opens nothing', () => {
    const archived = call({ sentAtMs: at(0), class: 'history', path: '/api/sessions/archived' });
    const ledger = recordAll(client(), [group(at(0), { status: 403 }), group(at(0), { method: 'HEAD' }), archived]);
    expect(ask(ledger, old(at(1000)))).toMatchObject({ kind: 'go', note: /deprecated/ });
  });

  test('documented calls of the same classes go without a note', () => {
    expect(ask(client(), group(at(0)))).toEqual(goAhead);
    expect(ask(client(), old(at(0), { method: 'HEAD' }))).toEqual(goAhead);
    expect(ask(client(), call({ sentAtMs: at(0), class: 'history', path: '/api/session/{id}' }))).toEqual(goAhead);
  });

  test('a put-back clock leaves a replacement known for a day at the most, and a frozen ledger is not touched', () => {
    const frozen = freeze(client());
    const ledger = recordAll(freeze(frozen), [group(at(1e10)), asSent(listCall({ sentAtMs: at(0) }))]);
    expect(ask(ledger, old(at(dayMs - 1)))).toMatchObject({ kind: 'never' });
    expect(ask(ledger, old(at(dayMs)))).toMatchObject({ kind: 'go' });
    expect(ask(freeze(ledger), old(at(1000)))).toMatchObject({ kind: 'never' });
    expect(ask(frozen, old(at(1000)))).toMatchObject({ kind: 'go' });
  });
});
