// Names as long as the books count with, whoever hands them in.
import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { due } from '../due.ts';
import { formatFact } from '../journal/format-fact.ts';
import { parseFact } from '../journal/parse-fact.ts';
import { judge } from '../judge/judge.ts';
import { createLedger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { generalAccess } from '../terms.ts';
import { ask, at, client, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, attested, stateCall, stream } from '../testing/call.ts';
import { cut } from './cut.ts';
import { knownFact } from './known-fact.ts';

const whole = stateCall({ sentAtMs: at(0) });

describe('texts longer than the policy keeps', () => {
  const long = (kind: string) => kind.repeat(5000);
  const names = ['accountId', 'app', 'path', 'resource', 'installationId', 'clientAddress'] as const;

  test('are cut: names at 256 characters, a user agent and a statement at 512', () => {
    for (const name of names)
      expect(knownFact({ ...whole, [name]: long('n') }), name).toEqual({ ...whole, [name]: 'n'.repeat(256) });
    const door = { scheme: 'https', host: long('h') };
    expect(knownFact({ ...whole, door })).toMatchObject({ door: { host: 'h'.repeat(256) } });
    expect(knownFact({ ...whole, userAgent: long('u') })).toMatchObject({ userAgent: 'u'.repeat(512) });
    expect(knownFact({ ...stream('opened', at(0)), scope: long('s') })).toMatchObject({ scope: 's'.repeat(256) });
    expect(knownFact({ ...attested({ about: 'retention-set', atMs: at(0) }), statement: long('s') })).toMatchObject({
      statement: 's'.repeat(512),
    });
    expect(cut('ab', 2)).toBe('ab');
    expect(cut('\u{1F50C}'.repeat(3), 3)).toBe('\u{1F50C}\u{1F50C}'.slice(0, 3));
  });

  test('are the same thing to who asks and to who records', () => {
    const read = stateCall({ sentAtMs: at(0), resource: long('c'), charging: 'yes' });
    const ledger = recordAll(client(), [asSent(read), read]);
    expect(budget(ledger, at(0)).availableRequests).toBe(11);
    expect(ask(ledger, { ...read, sentAtMs: at(9000) })).toMatchObject({ untilMs: at(60_020) });
    expect(ask(ledger, stateCall({ sentAtMs: at(9000), resource: long('d') }))).toEqual(goAhead);
    expect(judge([read, { ...read, id: 'again', sentAtMs: at(9000), answeredAtMs: at(9020) }]).facts.calls).toBe(2);
  });

  test('of two accounts never mix: an account has a name that is short enough to be told from others', () => {
    const options = { terms: { tier: generalAccess, margin: null }, startedAtMs: 0, bucket: 'full' } as const;
    expect(() => createLedger({ ...options, accountId: long('a') })).toThrow(
      'Failed to open a ledger: the account has no name.',
    );
    expect(createLedger({ ...options, accountId: 'a'.repeat(256) }).accountId).toHaveLength(256);
  });

  test('come back cut from what is due, from a report and from a journal', () => {
    const read = stateCall({ sentAtMs: at(0), resource: long('c') });
    const ledger = recordAll(client(), [read, stream('opened', at(1000)), stream('lost', at(2000))]);
    const scopes = due(ledger, at(3_600_000)).map(({ scope }) => scope?.length ?? 0);
    expect(Math.max(...scopes)).toBeLessThanOrEqual(256);
    const report = judge([read, { ...read, id: 'again', sentAtMs: at(9000), answeredAtMs: at(9020) }]);
    expect(JSON.stringify(report).includes('c'.repeat(256))).toBe(true);
    expect(JSON.stringify(report).includes('c'.repeat(257))).toBe(false);
    expect(parseFact(formatFact(read))).toEqual({ ...read, resource: 'c'.repeat(256) });
  });

  test('leave nothing of themselves in memory', () => {
    const before = process.memoryUsage().heapUsed;
    let ledger = client();
    for (let n = 0; n < 400; n += 1) {
      // 1 MB each, written out letter by letter: a repeated text would be kept as a recipe.
      const resource = `${n}`.padEnd(1_000_000, 'abcdefgh');
      ledger = record(ledger, stateCall({ sentAtMs: at(n * 1000), resource, userAgent: resource }));
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    expect(ledger.reads.size).toBe(400);
  });
});
