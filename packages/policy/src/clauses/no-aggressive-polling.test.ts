import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallFact, Fact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, commandCall, stateCall, stream } from '../testing/call.ts';
import { obey } from '../testing/obedient-client.ts';

const alone = ['no-aggressive-polling'] as const;
const state = (afterMs: number, given: Partial<CallFact> = {}) => stateCall({ sentAtMs: at(afterMs), ...given });
const wait = (untilMs: number) => ({ kind: 'wait', untilMs: at(untilMs), clause: 'no-aggressive-polling' });
const asked = (ledger: ReturnType<typeof client>, fact: CallFact) => ask(ledger, fact, null, alone);
const after = { cause: 'after-command' } as const;
const chargerUpdate = (afterMs: number) =>
  call({ sentAtMs: at(afterMs), class: 'update', method: 'POST', path: '/api/chargers/{id}/update', sets: 'other' });

describe('no-aggressive-polling', () => {
  test('60 s while charging or not known, 600 s while idle, counted from the answer at the client', () => {
    const ledger = record(client(), state(0));
    for (const charging of ['yes', 'unknown'] as const) {
      expect(ask(ledger, state(60_019, { charging }))).toEqual(wait(60_020));
      expect(ask(ledger, state(60_020, { charging }))).toEqual(goAhead);
    }
    expect(ask(ledger, state(600_019, { charging: 'no' }))).toEqual(wait(600_020));
    expect(ask(ledger, state(600_020, { charging: 'no' }))).toEqual(goAhead);
  });

  test('what is held is the answer while it is younger than the floor', () => {
    const ledger = record(client(), state(0));
    const local = { kind: 'local', clause: 'no-aggressive-polling' };
    expect(ask(ledger, state(20_000), at(20))).toEqual({ ...local, freshUntilMs: at(60_020) });
    expect(ask(ledger, state(20_000, { charging: 'no' }), at(20))).toEqual({ ...local, freshUntilMs: at(600_020) });
    expect(ask(ledger, state(20_000), at(-40_000))).toEqual(wait(60_020));
    expect(ask(ledger, state(20_000), at(-39_999)).kind).toBe('local');
  });

  test('600 s while a stream is open: at once at the client, after it has settled at the cloud', () => {
    const facts = [state(0, { answeredAtMs: at(0) }), stream('opened', at(10_000))];
    expect(ask(recordAll(client(), facts), state(70_000, { charging: 'yes' }))).toEqual(wait(600_000));
    expect(ask(recordAll(cloud(), facts), state(69_999))).toEqual(goAhead);
    expect(ask(recordAll(cloud(), facts), state(70_000))).toEqual(wait(600_000));
    expect(ask(recordAll(cloud(), facts), state(599_999))).toEqual(wait(600_000));
    expect(ask(recordAll(cloud(), facts), state(600_000))).toEqual(goAhead);
  });

  test('a wait reaches to where a stream that settles meanwhile lets it end', () => {
    const facts = [state(0, { answeredAtMs: at(0) }), stream('opened', at(-1))];
    expect(ask(recordAll(cloud(), facts), state(50_000))).toEqual(wait(600_000));
  });

  test('which stream tells of a charger: its own, a group while none is lost, any while none is lost', () => {
    const floorOf = (
      events: readonly [string, 'opened' | 'message' | 'lost' | 'refused'][],
      installationId: string | null,
    ) => {
      const facts = events.map(([scope, event], n) =>
        stream(event, at(n), scope, scope.startsWith('g') ? 'group' : 'installation'),
      );
      const answer = asked(recordAll(client(), [...facts, state(100)]), state(20_000, { installationId }));
      return answer.kind === 'wait' ? answer.untilMs - at(120) : 0;
    };
    expect(floorOf([['i1', 'opened']], 'i1')).toBe(600_000);
    expect(floorOf([['i1', 'opened']], 'i2')).toBe(60_000);
    expect(floorOf([['i1', 'message']], null)).toBe(600_000);
    expect(
      floorOf(
        [
          ['i1', 'opened'],
          ['i1', 'message'],
          ['i1', 'lost'],
        ],
        'i1',
      ),
    ).toBe(60_000);
    expect(
      floorOf(
        [
          ['i1', 'lost'],
          ['i1', 'message'],
        ],
        'i1',
      ),
    ).toBe(600_000);
    expect(floorOf([['g1', 'opened']], 'i2')).toBe(600_000);
    expect(
      floorOf(
        [
          ['g1', 'opened'],
          ['i2', 'refused'],
        ],
        'i2',
      ),
    ).toBe(60_000);
    expect(
      floorOf(
        [
          ['i1', 'opened'],
          ['i2', 'lost'],
        ],
        null,
      ),
    ).toBe(60_000);
    expect(
      floorOf(
        [
          ['i1', 'opened'],
          ['i2', 'lost'],
        ],
        'i1',
      ),
    ).toBe(600_000);
  });

  test('after a stream has come back the cloud lets it settle again', () => {
    const facts = [
      stream('opened', at(-200_000), 'i1'),
      stream('opened', at(-200_000), 'i2'),
      stream('lost', at(-100_000), 'i2'),
      stream('opened', at(0), 'i2'),
      state(0),
    ];
    expect(asked(recordAll(cloud(), facts), state(59_999))).toEqual(wait(600_000));
    expect(asked(recordAll(cloud(), [...facts.slice(0, 4), state(-1)]), state(59_999))).toEqual(goAhead);
  });

  test('an accepted command opens one read 15 s after the last one, while no stream tells what it did', () => {
    const ledger = recordAll(client(), [state(0), commandCall({ sentAtMs: at(1000) })]);
    expect(asked(ledger, state(2000, after))).toEqual(wait(15_020));
    expect(asked(ledger, state(15_020, after))).toEqual(goAhead);
    expect(asked(ledger, state(15_020))).toEqual(wait(60_020));
    expect(asked(ledger, state(15_020, { ...after, resource: null }))).toEqual(goAhead);
    const read = record(freeze(ledger), state(15_020, after));
    expect(asked(read, state(30_040, after))).toEqual(wait(75_040));
    const live = record(freeze(ledger), stream('opened', at(1500)));
    expect(asked(live, state(15_020, after))).toEqual(wait(600_020));
    const updated = record(live, chargerUpdate(2000));
    expect(asked(updated, state(15_020, after))).toEqual(goAhead);
  });

  test('without a stream the older of two writes is used first, with one the update', () => {
    const ledger = recordAll(client(), [state(0), chargerUpdate(100), commandCall({ sentAtMs: at(200) })]);
    const once = record(ledger, state(15_100, after));
    expect(asked(record(freeze(once), stream('opened', at(15_200))), state(30_200, after)).kind).toBe('wait');
    expect(asked(once, state(30_200, after))).toEqual(goAhead);
  });

  test('a refused write and a session priority open nothing, a read that needs no opening uses none', () => {
    const refused = [
      commandCall({ sentAtMs: at(1), status: 500, code: 528 }),
      commandCall({ sentAtMs: at(1), status: null }),
      call({ sentAtMs: at(1), class: 'update', method: 'POST', path: '/api/session/{id}/priority' }),
    ];
    expect(asked(recordAll(client(), [state(0), ...refused]), state(20_000, after)).kind).toBe('wait');
    const regular = recordAll(client(), [commandCall({ sentAtMs: at(1) }), state(1000, after)]);
    expect(asked(regular, state(16_020, after))).toEqual(goAhead);
  });

  test('a read that fails gives its opening back, one without an answer does not', () => {
    const ledger = recordAll(client(), [state(0), commandCall({ sentAtMs: at(1000) })]);
    const leaves = (given: Partial<CallFact>) => {
      const read = state(15_020, { ...after, ...given });
      return asked(recordAll(freeze(ledger), [asSent(read), read]), state(31_000, after)).kind;
    };
    expect(leaves({ status: 503 })).toBe('go');
    expect(leaves({ status: null })).toBe('wait');
    expect(leaves({})).toBe('wait');
  });

  test('a client forgets a write after 3,500 s, the cloud after 3,600 s', () => {
    const facts = (readAtMs: number) => [
      commandCall({ sentAtMs: at(0), answeredAtMs: at(0) }),
      state(readAtMs, { answeredAtMs: at(readAtMs) }),
    ];
    expect(asked(recordAll(client(), facts(3_485_000)), state(3_500_000, after))).toEqual(goAhead);
    expect(asked(recordAll(client(), facts(3_485_001)), state(3_490_000, after))).toEqual(wait(3_545_001));
    expect(asked(recordAll(cloud(), facts(3_585_000)), state(3_600_000, after))).toEqual(goAhead);
    expect(asked(recordAll(cloud(), facts(3_585_001)), state(3_600_001, after)).kind).toBe('wait');
  });

  test('a session that was given up may have been read, and counts so', () => {
    const session = (afterMs: number, given: Partial<CallFact> = {}) =>
      call({ sentAtMs: at(afterMs), class: 'history', path: '/api/session/{id}', resource: 's1', ...given });
    const ledger = record(client(), session(0, { status: null, answeredAtMs: at(5000) }));
    expect(asked(ledger, session(5600))).toEqual(wait(65_000));
    expect(asked(ledger, session(65_000))).toEqual(goAhead);
  });

  test('a write opens a read when it was accepted and not when it was sent, on both sides', () => {
    const slow = { ...chargerUpdate(11_000), answeredAtMs: at(45_000) };
    const quick = commandCall({ sentAtMs: at(12_000), answeredAtMs: at(12_100) });
    const reads = [state(10_000), state(26_000, after), state(150_000, after)];
    const opened = stream('opened', at(50_000));
    const facts = [reads[0], slow, quick, reads[1], opened, reads[2]] as Fact[];
    let ledger = client();
    for (const fact of [reads[0], asSent(slow), quick] as Fact[]) ledger = record(ledger, fact);
    expect(asked(ledger, reads[1] as CallFact)).toEqual(goAhead);
    for (const fact of [reads[1], slow, opened] as Fact[]) ledger = record(ledger, fact);
    expect(asked(ledger, reads[2] as CallFact)).toEqual(goAhead);
    const verdict = judge(facts).verdicts.find(({ clause }) => clause === 'no-aggressive-polling');
    expect(verdict).toMatchObject({ verdict: 'kept' });
  });

  test('a session is read again after a minute, whatever streams tell', () => {
    const session = (afterMs: number, given: Partial<CallFact> = {}) =>
      call({ sentAtMs: at(afterMs), class: 'history', path: '/api/session/{id}', resource: 's1', ...given });
    const read = session(0);
    const ledger = recordAll(client(), [stream('opened', at(-1)), asSent(read), read]);
    expect(asked(ledger, session(60_019))).toEqual(wait(60_020));
    expect(asked(ledger, session(60_020))).toEqual(goAhead);
    expect(asked(record(client(), session(0, { status: 503 })), session(600))).toEqual(goAhead);
  });

  describe('connection details', () => {
    const details = (afterMs: number, given: Partial<CallFact> = {}) =>
      call({
        sentAtMs: at(afterMs),
        class: 'stream-details',
        path: '/api/userGroups/{id}/messagingConnectionDetails',
        resource: 'g1',
        ...given,
      });
    const forty = (given: Partial<CallFact> = {}) => Array.from({ length: 40 }, (_, n) => details(1000 * n, given));

    test('are read forty times within ten minutes, counted from the answer at the client and from arrival at the cloud', () => {
      const ledger = recordAll(client(), forty());
      expect(asked(ledger, details(40_000))).toEqual(wait(600_020));
      expect(asked(ledger, details(600_019))).toEqual(wait(600_020));
      expect(asked(ledger, details(600_020))).toEqual(goAhead);
      const cloudSide = recordAll(cloud(), forty());
      expect(asked(cloudSide, details(599_999))).toEqual(wait(600_000));
      expect(asked(cloudSide, details(600_000))).toEqual(goAhead);
      expect(asked(recordAll(client(), forty().slice(1)), details(40_000))).toEqual(goAhead);
    });

    test('of each stream are counted by themselves, and what is held is no answer: they change with each connect', () => {
      const ledger = recordAll(client(), forty());
      expect(asked(ledger, details(40_000, { resource: 'g2' }))).toEqual(goAhead);
      expect(ask(ledger, details(40_000), at(39_000), alone)).toEqual(wait(600_020));
    });

    test('that failed do not count, those under way or without an answer do', () => {
      expect(asked(recordAll(client(), forty({ status: 503 })), details(100_000))).toEqual(goAhead);
      expect(asked(recordAll(client(), forty({ status: null })), details(100_000))).toEqual(wait(600_020));
      const left = forty().map(asSent);
      const flying = recordAll(client(), left);
      expect(asked(flying, details(40_000))).toEqual(wait(601_000));
      expect(asked(recordAll(cloud(), left), details(40_000))).toEqual(wait(600_000));
      const failed = recordAll(
        flying,
        left.map((call) => ({ ...call, status: 503, answeredAtMs: at(41_000) })),
      );
      expect(asked(failed, details(100_000))).toEqual(goAhead);
    });

    test('answers that overtake each other are counted in the order of their times', () => {
      const ledger = recordAll(client(), [...forty().slice(1), details(0), details(-1000)]);
      expect(asked(ledger, details(40_000))).toEqual(wait(600_020));
    });

    test('a clock that was put back counts them from then on, a frozen ledger keeps its own', () => {
      const ahead = Array.from({ length: 40 }, (_, n) =>
        details(1e9 + n, n < 20 ? {} : { answeredAtMs: null, status: null }),
      );
      const ledger = recordAll(client(), [...ahead, asSent(call({ sentAtMs: at(0) }))]);
      expect(asked(ledger, details(1000))).toEqual(wait(600_000));
      const frozen = freeze(recordAll(client(), [asSent(details(-1)), ...forty().slice(2)]));
      expect(asked(recordAll(freeze(frozen), [details(39_500)]), details(40_000)).kind).toBe('wait');
      expect(asked(frozen, details(40_000))).toEqual(goAhead);
    });

    test('of more than 1,024 streams those read longest ago are forgotten', () => {
      const others = Array.from({ length: 1024 }, (_, n) => details(40_000, { resource: `x${n}` }));
      expect(recordAll(client(), others).connects.size).toBe(1024);
      expect(asked(recordAll(client(), [...forty(), ...others]), details(41_000))).toEqual(goAhead);
      expect(asked(recordAll(client(), [...forty(), ...others.slice(1)]), details(41_000)).kind).toBe('wait');
    });

    test('whoever asks before each connect is judged kept by both clocks, however impatient', () => {
      const connect = fc.record({
        gapMs: fc.oneof(fc.nat(2000), fc.nat(30_000)),
        upMs: fc.integer({ min: 1, max: 250 }),
        downMs: fc.nat(250),
        weather: fc.constantFrom([], [], ['lost' as const], [503 as const]),
        resource: fc.constantFrom('g1', 'g1', 'g1', 'g2'),
      });
      fc.assert(
        fc.property(fc.array(connect, { minLength: 60, maxLength: 120, size: 'max' }), (connects) => {
          let afterMs = 0;
          const wishes = connects.map(({ gapMs, resource, ...way }) => {
            afterMs += gapMs;
            return { ...way, afterMs, call: details(0, { resource }), held: false, jitter01: 0 };
          });
          const durationMs = afterMs + 3_600_000;
          const course = obey(wishes, { startedAtMs: at(0), durationMs, dutifulness01: null, cloudAsks: alone });
          expect([course.refusals, course.wrongWaits]).toEqual([[], []]);
          for (const facts of [course.clientFacts, course.cloudFacts]) {
            const found = judge(facts).verdicts.find(({ clause }) => clause === 'no-aggressive-polling');
            expect(found?.verdict).toBe('kept');
          }
        }),
        { numRuns: 40 },
      );
    });
  });

  test('a session is opened early by no read of another one, whenever that leaves', () => {
    const session = (afterMs: number, resource: string) =>
      call({ sentAtMs: at(afterMs), class: 'history', path: '/api/session/{id}', resource });
    const read = session(0, 's1');
    const ledger = recordAll(client(), [asSent(read), read, asSent(session(59_900, 's2'))]);
    expect(asked(ledger, session(60_000, 's1'))).toEqual(wait(60_020));
  });

  test('a clock that was put back counts from then on, openings and streams too', () => {
    const facts = [
      stream('opened', at(1e9)),
      stream('lost', at(1e9), 'i2'),
      state(1e9),
      commandCall({ sentAtMs: at(1e9) }),
    ];
    const ledger = recordAll(client(), [
      ...facts,
      asSent(state(1e9, { id: 'x' })),
      asSent(state(0, { id: 'y', resource: 'c2' })),
    ]);
    expect(asked(ledger, state(10_000, after))).toEqual(wait(16_000));
    expect(asked(ledger, state(10_000))).toEqual(wait(61_000));
  });
});
