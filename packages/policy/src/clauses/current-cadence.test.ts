import { describe, expect, test } from 'vitest';
import { judge } from '../judge/judge.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, updateCall } from '../testing/call.ts';

describe('current-cadence', () => {
  const write = updateCall({ sentAtMs: at(0) });
  const waits = (untilMs: number) => ({ kind: 'wait', untilMs: at(untilMs), clause: 'current-cadence' });

  test('a client leaves 15 minutes after the answer, the cloud counts from arrival to arrival', () => {
    const mine = record(client(), write);
    expect(ask(mine, updateCall({ sentAtMs: at(60_000) }))).toEqual(waits(900_020));
    expect(ask(mine, updateCall({ sentAtMs: at(900_019) })).kind).toBe('wait');
    expect(ask(mine, updateCall({ sentAtMs: at(900_020) }))).toEqual(goAhead);
    const clouds = record(cloud(), write);
    expect(ask(clouds, updateCall({ sentAtMs: at(899_999) }))).toEqual(waits(900_000));
    expect(ask(clouds, updateCall({ sentAtMs: at(900_000) }))).toEqual(goAhead);
  });

  test('a write at another installation opens none early, whenever it leaves and however it ends', () => {
    for (const side of [client, cloud]) {
      for (const status of [200, 403, null]) {
        const other = updateCall({ sentAtMs: at(899_500), resource: 'i2', status });
        const ledger = recordAll(side(), [asSent(write), write, asSent(other)]);
        expect(ask(ledger, updateCall({ sentAtMs: at(899_600) })).kind).toBe('wait');
        expect(ask(record(ledger, other), updateCall({ sentAtMs: at(899_600) })).kind).toBe('wait');
      }
    }
  });

  test('each installation has its own quarter of an hour, named by the call or beside it', () => {
    const ledger = recordAll(client(), [write, updateCall({ sentAtMs: at(10), resource: null, installationId: 'i2' })]);
    expect(ask(ledger, updateCall({ sentAtMs: at(60_000), resource: null, installationId: 'i1' })).kind).toBe('wait');
    expect(ask(ledger, updateCall({ sentAtMs: at(60_000), resource: 'i2' })).kind).toBe('wait');
    expect(ask(ledger, updateCall({ sentAtMs: at(60_000), resource: 'i3' }))).toEqual(goAhead);
    expect(ask(ledger, updateCall({ sentAtMs: at(60_000), resource: null }))).toEqual(goAhead);
  });

  test('a write that is under way or may have been carried out counts, one that was refused does not', () => {
    const next = updateCall({ sentAtMs: at(60_000) });
    const under = (sent: Parameters<typeof updateCall>[0]) => ask(record(client(), updateCall(sent)), next);
    expect(ask(record(client(), asSent(write)), next)).toEqual(waits(901_000));
    expect(ask(record(cloud(), asSent(write)), next)).toEqual(waits(900_000));
    for (const status of [200, 204, 408, 500, 503, null])
      expect(under({ sentAtMs: at(0), status })).toEqual(waits(900_020));
    for (const status of [400, 401, 403, 404, 429]) {
      expect(under({ sentAtMs: at(0), status })).not.toMatchObject({ clause: 'current-cadence' });
    }
    expect(under({ sentAtMs: at(0), status: 500, code: 528 })).toEqual(goAhead);
    for (const status of [503, null])
      expect(under({ sentAtMs: at(0), status, arrived: 'no' })).not.toMatchObject({ clause: 'current-cadence' });
    expect(under({ sentAtMs: at(0), arrived: 'no' })).toEqual(waits(900_020));
    const refusedLater = [write, updateCall({ sentAtMs: at(30_000), status: 400 })];
    expect(ask(recordAll(client(), refusedLater), next)).toEqual(waits(900_020));
  });

  test('an update that does not tell what it sets may set the current; other updates do not', () => {
    const untold = updateCall({ sentAtMs: at(0), sets: null });
    expect(ask(record(client(), untold), updateCall({ sentAtMs: at(60_000) })).kind).toBe('wait');
    expect(ask(record(client(), write), { ...untold, sentAtMs: at(60_000) }).kind).toBe('wait');
    expect(ask(record(client(), write), updateCall({ sentAtMs: at(60_000), sets: 'other' }))).toEqual(goAhead);
    const ofCharger = { path: '/api/chargers/{id}/update', sets: null };
    expect(ask(record(client(), write), updateCall({ sentAtMs: at(60_000), ...ofCharger }))).toEqual(goAhead);
    expect(ask(client(), { ...untold, connected: 'no', changed: 'no' })).toEqual(goAhead);
    expect(ask(record(client(), write), call({ sentAtMs: at(60_000), resource: 'i1' }))).toEqual(goAhead);
  });

  test('while no car is connected the wish is kept, and never sent', () => {
    expect(ask(client(), updateCall({ sentAtMs: at(0), connected: 'no' }), at(0))).toMatchObject({
      kind: 'never',
      clause: 'current-cadence',
      instead: expect.stringContaining('when a car is connected'),
    });
    expect(ask(client(), updateCall({ sentAtMs: at(0), connected: 'unknown', changed: 'unknown' }))).toEqual(goAhead);
  });

  test('the value in force is the answer while what is held is fresh, and is never written again', () => {
    const same = updateCall({ sentAtMs: at(0), changed: 'no' });
    expect(ask(client(), same, at(-3_599_999))).toEqual({
      kind: 'local',
      freshUntilMs: at(1),
      clause: 'current-cadence',
    });
    const leaveIt = { kind: 'never', clause: 'current-cadence', instead: expect.stringContaining('in force already') };
    expect(ask(client(), same, at(-3_600_000))).toEqual(leaveIt);
    expect(ask(client(), same)).toEqual(leaveIt);
  });
});

describe('current-cadence, judged', () => {
  const verdictOn = (...facts: Parameters<typeof updateCall>[0][]) =>
    judge(facts.map(updateCall)).verdicts.find(({ clause }) => clause === 'current-cadence');

  test('tells how near the writes came', () => {
    expect(verdictOn({ sentAtMs: at(0) }, { sentAtMs: at(1_000_000) })).toMatchObject({
      verdict: 'kept',
      lookedAt: 2,
      closest: { value: 1_000_000, limit: 900_000 },
    });
  });

  test('says in a sentence what was wrong', () => {
    const first = (...facts: Parameters<typeof updateCall>[0][]) => verdictOn(...facts);
    expect(first({ sentAtMs: at(0) }, { sentAtMs: at(600_000) })).toMatchObject({
      first: {
        excess: 300_000,
        what: 'the available current was written 600000 ms after the write before it; 900000 ms are asked',
      },
    });
    expect(first({ sentAtMs: at(0), connected: 'no' })).toMatchObject({
      first: { what: 'the available current was written while no car was connected' },
    });
    expect(first({ sentAtMs: at(0), changed: 'no' })).toMatchObject({
      first: { what: 'the available current was written though it was in force already' },
    });
  });

  test('cannot tell what nobody wrote down: cars, values, what was set, whether a failed write was carried out', () => {
    const missing = (text: string) => ({ verdict: 'cannot-tell', missing: [{ what: expect.stringContaining(text) }] });
    expect(verdictOn({ sentAtMs: at(0), connected: 'unknown' })).toMatchObject(missing('`connected`'));
    expect(verdictOn({ sentAtMs: at(0), changed: 'unknown' })).toMatchObject(missing('`changed`'));
    expect(verdictOn({ sentAtMs: at(0), sets: null })).toMatchObject(missing('`sets`'));
    for (const status of [503, 408, null]) {
      expect(verdictOn({ sentAtMs: at(0), status })).toMatchObject(missing('carried out'));
    }
    for (const status of [503, null]) {
      const lost = { sentAtMs: at(0), status, arrived: 'no' } as const;
      expect(verdictOn(lost, { sentAtMs: at(1_000) })).toMatchObject({ verdict: 'kept', lookedAt: 1 });
    }
    const after = { sentAtMs: at(0), status: 503 };
    expect(verdictOn(after, { sentAtMs: at(899_999) })).toMatchObject({ missing: [{ count: 1 }, { count: 1 }] });
    expect(verdictOn(after, { sentAtMs: at(900_000) })).toMatchObject({ missing: [{ count: 1 }] });
    expect(verdictOn({ sentAtMs: at(0), connected: 'unknown' }, { sentAtMs: at(1000) })).toMatchObject({
      verdict: 'broken',
      count: 1,
    });
  });

  test('a write that names no installation is counted with the others that name none', () => {
    const nowhere = { resource: null, installationId: null };
    expect(verdictOn({ sentAtMs: at(0), ...nowhere }, { sentAtMs: at(5), ...nowhere })?.verdict).toBe('broken');
    expect(verdictOn({ sentAtMs: at(0) }, { sentAtMs: at(5), resource: null, installationId: 'i1' })?.verdict).toBe(
      'broken',
    );
  });

  test('remembers as many installations as the limit lets one account write to in 15 minutes', () => {
    const flood = (count: number) =>
      verdictOn(...Array.from({ length: count }, (_, n) => ({ sentAtMs: at(n), resource: `i${n}` })), {
        sentAtMs: at(100_000),
        resource: 'i0',
      });
    expect(flood(9216)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(flood(9217)).toMatchObject({ verdict: 'kept' });
  });
});
