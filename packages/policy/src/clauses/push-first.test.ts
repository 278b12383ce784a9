import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import type { Fact, StreamFact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import { freeze, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { at, client, recordAll } from '../testing/ask.ts';
import { asSent, call, stateCall, stream } from '../testing/call.ts';

const due = (ledger: Ledger, nowMs: number) => clauseOf('push-first').due?.(ledger, nowMs);

describe('push-first', () => {
  test('following state asks for a stream within the hour, an open stream asks for nothing', () => {
    const ledger = record(client(), stateCall({ sentAtMs: at(0) }));
    expect(due(ledger, at(1000))).toEqual([
      { clause: 'push-first', act: 'open-stream', scope: null, byMs: at(3_600_000) },
    ]);
    expect(due(record(ledger, stream('opened', at(2000))), at(3000))).toEqual([]);
  });

  test('a lost stream is asked for again within an hour of its loss while state is read', () => {
    const facts = [stream('opened', at(0)), stateCall({ sentAtMs: at(600_000) }), stream('lost', at(700_000))];
    expect(due(recordAll(client(), facts), at(800_000))).toMatchObject([{ byMs: at(4_300_000) }]);
  });

  test('reads that are answered out of order are followed from the first that was sent', () => {
    const facts = [
      stateCall({ sentAtMs: at(4000), resource: 'c2' }),
      stateCall({ sentAtMs: at(0), answeredAtMs: at(5000) }),
    ];
    expect(due(recordAll(client(), facts), at(6000))).toMatchObject([{ byMs: at(3_600_000) }]);
  });

  test('a read of more than an hour before is no part of the following', () => {
    const facts = [stateCall({ sentAtMs: at(4_000_000) }), stateCall({ sentAtMs: at(0), answeredAtMs: at(4_000_100) })];
    expect(due(recordAll(client(), facts), at(4_001_000))).toMatchObject([{ byMs: at(7_600_000) }]);
  });

  test('nothing is due where the stream is refused, or where no state is read for an hour', () => {
    const reading = stateCall({ sentAtMs: at(0) });
    expect(due(recordAll(client(), [reading, stream('refused', at(10))]), at(1000))).toEqual([]);
    const noRole = call({ sentAtMs: at(10), class: 'stream-details', status: 403 });
    expect(due(recordAll(client(), [reading, noRole]), at(1000))).toEqual([]);
    expect(due(recordAll(client(), [reading]), at(3_600_000))).toMatchObject([{ byMs: at(3_600_000) }]);
    expect(due(recordAll(client(), [reading]), at(3_600_001))).toEqual([]);
  });

  test('a refusal that names no installation is one', () => {
    const facts = [
      stateCall({ sentAtMs: at(0) }),
      call({ sentAtMs: at(10), class: 'stream-details', resource: null, status: 403 }),
    ];
    expect(due(recordAll(client(), facts), at(1000))).toEqual([]);
  });

  test('a read from long before, told late, makes the following no older', () => {
    const facts = [stateCall({ sentAtMs: at(0) }), stateCall({ sentAtMs: at(-3_600_001), resource: 'c2' })];
    expect(due(recordAll(client(), facts), at(1000))).toMatchObject([{ byMs: at(3_600_000) }]);
  });

  const details = (afterMs: number, resource: string | null, status: number) =>
    call({ sentAtMs: at(afterMs), class: 'stream-details', resource, status });

  test('a stream is due again when one is to be had after all, an hour from then on', () => {
    const reading = [stateCall({ sentAtMs: at(0) }), details(10, 'g1', 403), stateCall({ sentAtMs: at(3_000_000) })];
    const asked = (...facts: Parameters<typeof record>[1][]) =>
      due(recordAll(client(), [...reading, ...facts]), at(3_200_000));
    const byMs = (afterMs: number) => [{ act: 'open-stream', byMs: at(afterMs) }];
    expect(asked()).toEqual([]);
    expect(asked(details(3_100_000, 'g1', 200))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200), details(3_100_100, 'g2', 403))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200), details(3_100_100, 'i1', 403))).toEqual([]);
    expect(asked(stream('opened', at(3_100_000)), stream('lost', at(3_100_500)))).toMatchObject(byMs(6_700_500));
    expect(asked(details(3_100_000, 'i1', 500))).toEqual([]);
  });

  test('what was refused or handed out without a name gives way to what is said next', () => {
    const reading = stateCall({ sentAtMs: at(0) });
    const asked = (...facts: Parameters<typeof record>[1][]) => due(recordAll(client(), [reading, ...facts]), at(1000));
    expect(asked(details(10, null, 403), details(20, 'i1', 200))).toMatchObject([{ byMs: at(3_600_020) }]);
    expect(asked(details(10, null, 200), stream('refused', at(20)))).toEqual([]);
  });

  test('a frozen ledger hears nothing of what is refused later', () => {
    const ledger = recordAll(client(), [stateCall({ sentAtMs: at(0) }), details(10, 'g1', 403)]);
    const frozen = freeze(recordAll(ledger, [details(20, 'i1', 200)]));
    record(ledger, details(30, 'i1', 403));
    expect(due(frozen, at(1000))).toMatchObject([{ byMs: at(3_600_020) }]);
    expect(due(ledger, at(1000))).toEqual([]);
  });

  test('a refusal that was lifted in a future that never came asks within an hour of now', () => {
    const ahead = [stateCall({ sentAtMs: at(9e9) }), details(9e9, 'i1', 403), details(9e9 + 100, 'i1', 200)];
    const ledger = recordAll(client(), [...ahead, asSent(call({ sentAtMs: at(50) }))]);
    expect(due(ledger, at(100))).toMatchObject([{ byMs: at(3_600_050) }]);
  });

  test('an account that was refused more than 1,024 streams owes none', () => {
    const refusals = Array.from({ length: 1025 }, (_, n) => stream('refused', at(n), `i${n}`));
    expect(due(recordAll(client(), [stateCall({ sentAtMs: at(0) }), ...refusals]), at(2000))).toEqual([]);
  });
});

describe('push-first, installation by installation', () => {
  const read = (afterMs: number, installationId: string | null) => stateCall({ sentAtMs: at(afterMs), installationId });
  const details = (afterMs: number, resource: string, status: number) =>
    call({
      sentAtMs: at(afterMs),
      class: 'stream-details',
      path: resource.startsWith('g')
        ? '/api/userGroups/{id}/messagingConnectionDetails'
        : '/api/installation/{id}/messagingConnectionDetails',
      resource,
      status,
    });
  const event = (kind: StreamFact['event'], afterMs: number, scope: string) =>
    stream(kind, at(afterMs), scope, scope.startsWith('g') ? 'group' : 'installation');
  const asked = (facts: readonly Fact[], afterMs: number) =>
    due(recordAll(client(), facts), at(afterMs))?.map(({ scope, byMs }) => [scope, byMs - at(0)]);
  const many = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n + 1));
  const hourMs = 3_600_000;

  test('the stream of each installation that is followed is due, the one missing longest first', () => {
    const facts = [read(500, 'i2'), read(0, 'i1'), read(700, null)];
    expect(asked(facts, 1000)).toEqual([
      ['i1', hourMs],
      ['i2', hourMs + 500],
      [null, hourMs + 700],
    ]);
    expect(asked([...facts, event('opened', 800, 'i1')], 1000)).toEqual([['i2', hourMs + 500]]);
    expect(asked([...facts, event('opened', 800, 'g1')], 1000)).toEqual([]);
  });

  test('a stream is missing since the last one that told of the installation was lost', () => {
    const facts = [read(0, 'i1'), event('opened', 10, 'i1'), event('opened', 20, 'g1')];
    expect(asked([...facts, event('lost', 300, 'g1'), event('lost', 200, 'i1')], 1000)).toEqual([['i1', hourMs + 300]]);
    expect(asked([...facts, event('lost', 200, 'g1'), event('lost', 300, 'i1')], 1000)).toEqual([['i1', hourMs + 300]]);
    const two = [...facts, event('opened', 30, 'g2'), event('lost', 300, 'g1'), event('lost', 400, 'i1')];
    expect(asked(two, 1000)).toEqual([]);
    expect(asked([...two, event('lost', 500, 'never opened'), event('lost', 600, 'g2')], 1000)).toEqual([
      ['i1', hourMs + 600],
    ]);
  });

  test('the refusal of one installation speaks for itself, that of a group for all while nothing else is granted', () => {
    const facts = [read(0, 'i1'), read(1, 'i2')];
    expect(asked([...facts, details(10, 'i1', 403)], 1000)).toEqual([['i2', hourMs + 1]]);
    expect(asked([...facts, details(10, 'g1', 403)], 1000)).toEqual([]);
    expect(asked([...facts, event('refused', 10, 'g1'), details(20, 'i3', 200)], 1000)).toEqual([
      ['i1', hourMs + 20],
      ['i2', hourMs + 20],
    ]);
    expect(asked([...facts, details(10, 'i1', 403), details(20, 'g1', 200)], 1000)).toEqual([
      ['i2', hourMs + 1],
      ['i1', hourMs + 20],
    ]);
    const lifted = [details(10, 'i1', 403), details(20, 'g1', 200), details(30, 'i1', 200)];
    expect(asked([...facts, ...lifted], 1000)).toEqual([
      ['i2', hourMs + 1],
      ['i1', hourMs + 20],
    ]);
    expect(asked([...facts, details(10, 'i1', 403), details(30, 'i1', 200)], 1000)).toEqual([
      ['i2', hourMs + 1],
      ['i1', hourMs + 30],
    ]);
    const again = [details(10, 'i1', 403), details(30, 'i1', 200), details(40, 'i1', 403), details(35, 'i1', 200)];
    expect(asked([...facts, ...again], 1000)).toEqual([
      ['i2', hourMs + 1],
      ['i1', hourMs + 35],
    ]);
  });

  test('of more than 64 installations the 64 that miss it longest are asked for, and none once 64 have one', () => {
    const reads = many(70, (n) => read(n, `i${n}`));
    expect(asked(reads, 1000)).toEqual(many(64, (n) => [`i${n}`, hourMs + n]));
    const open = many(64, (n) => event('opened', 100 + n, `i${n}`));
    expect(asked([...reads, ...open], 1000)).toEqual([]);
    expect(asked([...reads, ...open, event('opened', 500, 'i65')], 1000)).toEqual([]);
    expect(asked([...reads, ...open, event('lost', 500, 'i7')], 1000)).toEqual([['i7', hourMs + 500]]);
    expect(asked([...reads, ...open.slice(1)], 1000)).toEqual([['i1', hourMs + 1]]);
  });

  test('a place is kept for a stream that was open and is refused now', () => {
    const reads = many(65, (n) => read(n, `i${n}`));
    const open = many(64, (n) => event('opened', 100 + n, `i${n}`));
    expect(asked([...reads, ...open, event('refused', 500, 'i7')], 1000)).toEqual([]);
    const handedOut = [...reads, ...open, event('refused', 500, 'i7'), details(600, 'i7', 200)];
    expect(asked(handedOut, 1000)).toEqual([['i7', hourMs + 600]]);
    // With a place left nobody has waited for one: what another stream loses starts nothing anew.
    const oneLeft = [...reads, ...open.slice(1), event('lost', 500, 'i7')];
    expect(asked(oneLeft, 1000)).toEqual([
      ['i1', hourMs + 1],
      ['i65', hourMs + 65],
    ]);
    // Whoever was refused from the first holds no place.
    expect(asked([...reads, ...open.slice(1), event('refused', 50, 'i1')], 1000)).toEqual([['i65', hourMs + 65]]);
  });

  test('beyond 1,024 installations reads are followed with those that name none, and refusals may have been any', () => {
    const facts = [event('opened', 0, 'i1'), ...many(1023, (n) => read(0, `x${n}`))];
    expect(asked([...facts, read(10, 'i2')], 1000)?.some(([scope]) => scope === 'x1')).toBe(true);
    const follows = (others: number) =>
      asked(
        [event('opened', 0, 'i1'), ...many(others, (n) => read(n > 1000 ? 0 : -8_000_000, `x${n}`)), read(-10, 'i2')],
        1000,
      )?.some(([scope]) => scope === 'i2');
    expect([follows(1023), follows(1024)]).toEqual([true, false]);
    const refused = (count: number) => [
      read(0, 'i2'),
      ...many(count, (n) => event('refused', 1, `x${n}`)),
      details(2, 'x1', 200),
    ];
    expect(asked(refused(1023), 1000)).toEqual([['i2', hourMs]]);
    expect(asked(refused(1024), 1000)).toEqual([]);
  });

  test('a frozen ledger keeps its own streams, a clock that was put back counts from then on', () => {
    const ledger = recordAll(client(), [
      read(0, 'i1'),
      read(0, 'i2'),
      event('opened', 10, 'i1'),
      details(10, 'i2', 403),
    ]);
    const frozen = freeze(ledger);
    recordAll(ledger, [event('lost', 20, 'i1'), details(20, 'i2', 200), read(20, 'i3')]);
    expect(due(frozen, at(1000))).toEqual([]);
    expect(due(ledger, at(1000))).toHaveLength(3);
    for (const facts of [
      [event('opened', 9e9, 'i1'), event('lost', 9e9, 'i1')],
      [event('opened', 9e9, 'g1'), event('lost', 9e9, 'g1')],
      [details(9e9, 'i1', 403), details(9e9 + 9, 'i1', 200)],
      [details(9e9, 'g1', 403), details(9e9 + 9, 'g1', 200)],
      [details(9e9, 'i1', 403), details(9e9 + 9, 'g1', 200)],
      [...many(64, (n) => event('opened', 9e9, `x${n}`)), event('lost', 9e9, 'x1')],
    ]) {
      const ahead = [read(9e9, 'i1'), ...facts, asSent(call({ sentAtMs: at(50) }))];
      expect(asked(ahead, 100)?.find(([scope]) => scope === 'i1')).toEqual(['i1', hourMs + 50]);
    }
  });

  test('whoever opens what is due by its deadline, or is refused it, is judged kept, whatever else happens to its streams', () => {
    const scope = fc.constantFrom('i1', 'i2', 'i3', 'g1', 'g2');
    const happening = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('read' as const), scope: fc.constantFrom('i1', 'i2', 'i3', null) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('opened' as const, 'lost' as const, 'refused' as const, 'message' as const),
          scope,
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom(200 as const, 403 as const), scope }) },
    );
    const step = fc.record({
      happening,
      gapMs: fc.oneof(fc.nat(60_000), fc.nat(4_000_000)),
      refusedAtDeadline: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        let ledger = client();
        let afterMs = 0;
        const journal: Fact[] = [];
        const tell = (fact: Fact) => {
          journal.push(fact);
          ledger = record(ledger, fact);
        };
        for (const {
          happening: { kind, scope: of },
          gapMs,
          refusedAtDeadline,
        } of steps) {
          const untilMs = afterMs + gapMs;
          for (;;) {
            const next = due(ledger, at(afterMs))?.find(({ byMs }) => byMs <= at(untilMs));
            if (next === undefined) break;
            afterMs = Math.max(afterMs, next.byMs - at(0));
            tell(event(refusedAtDeadline ? 'refused' : 'opened', afterMs, next.scope ?? 'i1'));
            // Where a group is granted, the refusal of an installation excuses nobody.
            const left = due(ledger, at(afterMs))?.some((act) => act.scope === next.scope);
            if (left) tell(event('opened', afterMs, 'g1'));
          }
          afterMs = untilMs;
          const fact =
            kind === 'read'
              ? { ...read(afterMs, of), answeredAtMs: at(afterMs) }
              : typeof kind === 'number'
                ? { ...details(afterMs, of, kind), answeredAtMs: at(afterMs) }
                : event(kind, afterMs, of);
          tell(fact);
        }
        const found = judge(journal).verdicts.find(({ clause }) => clause === 'push-first');
        expect(found?.verdict).not.toBe('broken');
      }),
      { numRuns: 400 },
    );
  });
});
