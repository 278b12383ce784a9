import { describe, expect, test } from 'vitest';
import { decide } from '../decide.ts';
import { judge } from '../judge/judge.ts';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, commandCall, intentOf, stateCall, updateCall } from '../testing/call.ts';

const dayMs = 86_400_000;
const never = (text: string) => ({
  kind: 'never',
  clause: 'command-precondition',
  instead: expect.stringContaining(text),
});

describe('command-precondition', () => {
  const rejected = commandCall({ sentAtMs: at(0), command: 507, status: 500, code: 528 });

  test('a pause or a resume that the known state forbids is never sent; what is not known stops nothing', () => {
    for (const command of [506, 507]) {
      expect(ask(client(), commandCall({ sentAtMs: at(0), command, allowed: 'no' }))).toEqual(
        never('710, 718 and 763'),
      );
      expect(ask(client(), commandCall({ sentAtMs: at(0), command }))).toEqual(goAhead);
    }
    for (const command of [102, 200, 10_001, null]) {
      expect(ask(client(), commandCall({ sentAtMs: at(0), command, allowed: 'no' }))).toEqual(goAhead);
    }
    expect(ask(client(), stateCall({ sentAtMs: at(0), allowed: 'no' }))).toEqual(goAhead);
  });

  test('a rejected command is not sent again until its charger changed, however long that takes', () => {
    const ledger = record(client(), rejected);
    for (const afterMs of [100, 40 * dayMs]) {
      for (const changed of ['no', 'unknown'] as const) {
        const again = commandCall({ sentAtMs: at(afterMs), command: 507, changed });
        expect(ask(ledger, again)).toEqual(never('until 710, 718 or 763'));
      }
      expect(ask(ledger, commandCall({ sentAtMs: at(afterMs), command: 507, changed: 'yes' }))).toEqual(goAhead);
    }
    expect(ask(ledger, commandCall({ sentAtMs: at(100), command: 506 }))).toEqual(goAhead);
    expect(ask(ledger, commandCall({ sentAtMs: at(100), command: 507, resource: 'c2' }))).toEqual(goAhead);
  });

  test('a rejection is over when the same command is accepted, and not when another is', () => {
    const accepted = commandCall({ sentAtMs: at(60_000), command: 507, changed: 'yes' });
    const other = commandCall({ sentAtMs: at(30_000), command: 506 });
    const again = commandCall({ sentAtMs: at(90_000), command: 507 });
    expect(ask(recordAll(client(), [rejected, other]), again).kind).toBe('never');
    expect(ask(recordAll(client(), [rejected, { ...accepted, status: 503 }]), again).kind).toBe('never');
    expect(ask(recordAll(client(), [rejected, accepted]), again)).toEqual(goAhead);
  });

  test('a success that had left before the refusal was read does not unsay it', () => {
    const crossing = commandCall({ sentAtMs: at(10), answeredAtMs: at(50), command: 507 });
    const again = commandCall({ sentAtMs: at(60_000), command: 507 });
    expect(ask(recordAll(client(), [rejected, crossing]), again).kind).toBe('never');
    const later = commandCall({ sentAtMs: at(21), command: 507, changed: 'yes' });
    expect(ask(recordAll(client(), [rejected, later]), again)).toEqual(goAhead);
  });

  test('what is missing or not supported is looked for again after a day, and a retry of it is given up', () => {
    const refusals = [
      [stateCall({ sentAtMs: at(0), status: 404 }), stateCall],
      [commandCall({ sentAtMs: at(0), status: 500, code: 512 }), commandCall],
      [updateCall({ sentAtMs: at(0), status: 500, code: 527, sets: 'other' }), updateCall],
    ] as const;
    for (const [refused, again] of refusals) {
      const sets = refused.sets;
      const ledger = record(client(), refused);
      expect(ask(ledger, again({ sentAtMs: at(60_000), sets, changed: 'yes' }))).toEqual({
        kind: 'wait',
        untilMs: at(dayMs + 20),
        clause: 'command-precondition',
      });
      expect(ask(ledger, again({ sentAtMs: at(dayMs + 19), sets })).kind).toBe('wait');
      expect(ask(ledger, again({ sentAtMs: at(dayMs + 20), sets }))).toEqual(goAhead);
      expect(ask(ledger, again({ sentAtMs: at(60_000), sets, attempt: 2, retryOf: refused.id }))).toEqual(
        never('giving it up'),
      );
      expect(ask(record(cloud(), refused), again({ sentAtMs: at(60_000), sets }))).toMatchObject({
        untilMs: at(dayMs + 20),
      });
    }
  });

  test('an update that was not supported goes as soon as the mode allows it; nothing else does', () => {
    const sets = 'other';
    const notSupported = record(client(), updateCall({ sentAtMs: at(0), status: 500, code: 527, sets }));
    const missing = record(client(), updateCall({ sentAtMs: at(0), status: 404, sets }));
    for (const allowed of ['yes', 'no', 'unknown'] as const) {
      const again = updateCall({ sentAtMs: at(60_000), sets, allowed });
      expect(ask(notSupported, again).kind).toBe(allowed === 'yes' ? 'go' : 'wait');
      expect(ask(missing, again).kind).toBe('wait');
    }
  });

  test('other calls, and answers that leave the matter open, are held against nobody', () => {
    const open = [
      call({ sentAtMs: at(0), status: 404 }),
      commandCall({ sentAtMs: at(0), status: 500, code: 527 }),
      updateCall({ sentAtMs: at(0), status: 500, code: 528 }),
      stateCall({ sentAtMs: at(0), status: 403 }),
      updateCall({ sentAtMs: at(0), status: null, sets: 'other' }),
    ];
    for (const fact of open) {
      const again = intentOf({ ...fact, sentAtMs: at(60_000) });
      expect(decide(record(client(), fact), again, at(60_000), ['command-precondition'])).toEqual(goAhead);
    }
  });

  test('at the receiving side a call that was on its way when the refusal left is let pass', () => {
    const ledger = record(cloud(), rejected);
    expect(ask(ledger, commandCall({ sentAtMs: at(270), command: 507 }))).toEqual(goAhead);
    expect(ask(ledger, commandCall({ sentAtMs: at(271), command: 507 })).kind).toBe('never');
  });

  test('a rejected command is an answer, so that the account need not back off', () => {
    const next = commandCall({ sentAtMs: at(100), command: 507, changed: 'yes', attempt: 2, retryOf: rejected.id });
    expect(ask(record(client(), rejected), next)).toEqual(goAhead);
  });

  test('a refusal from a clock that was put back lasts a day from then on', () => {
    const gone = stateCall({ sentAtMs: at(10 * dayMs), status: 404 });
    const ledger = recordAll(client(), [gone, asSent(stateCall({ sentAtMs: at(20), resource: 'c2' }))]);
    expect(ask(ledger, stateCall({ sentAtMs: at(30_000) }))).toMatchObject({ untilMs: at(dayMs + 20) });
  });

  test('a frozen ledger keeps its refusals to itself', () => {
    const ledger = record(client(), rejected);
    const twin = freeze(ledger);
    const accepted = commandCall({ sentAtMs: at(1000), command: 507, changed: 'yes' });
    expect(ask(record(ledger, accepted), commandCall({ sentAtMs: at(2000), command: 507 }))).toEqual(goAhead);
    expect(ask(twin, commandCall({ sentAtMs: at(2000), command: 507 })).kind).toBe('never');
  });

  test('a flood of refused ids, numbers and installations fills no book beyond its bound', () => {
    let ledger = client();
    for (let n = 0; n < 10_000; n += 1) {
      ledger = record(ledger, stateCall({ sentAtMs: at(n), resource: `c${n}`, status: 404 }));
      ledger = record(ledger, updateCall({ sentAtMs: at(n), resource: `i${n}` }));
    }
    expect(ledger.writes.size).toBe(4096 + 9216);
    for (let n = 0; n < 9; n += 1) {
      ledger = record(ledger, commandCall({ sentAtMs: at(10_000 + n), command: n, status: 404 }));
    }
    expect(ledger.writes.refusalOf(commandCall({ sentAtMs: 0, command: 0 }), at(10_000))).toBeUndefined();
    expect(ledger.writes.refusalOf(commandCall({ sentAtMs: 0, command: 1 }), at(10_000))).toBeDefined();
  });
});

describe('command-precondition, judged', () => {
  const verdictOn = (...facts: Parameters<typeof commandCall>[0][]) =>
    judge(facts.map(commandCall)).verdicts.find(({ clause }) => clause === 'command-precondition');
  const missing = (text: string) => ({ verdict: 'cannot-tell', missing: [{ what: expect.stringContaining(text) }] });

  test('cannot tell what nobody wrote down: the command, what allowed it, whether anything changed', () => {
    expect(verdictOn({ sentAtMs: at(0), command: null })).toMatchObject(missing('`command`'));
    expect(verdictOn({ sentAtMs: at(0), command: 506 })).toMatchObject(missing('`allowed`'));
    expect(verdictOn({ sentAtMs: at(0), command: 507 })).toMatchObject(missing('`allowed`'));
    const rejected = { sentAtMs: at(0), command: 102, status: 500, code: 528 };
    expect(verdictOn(rejected, { sentAtMs: at(60_000), command: 102 })).toMatchObject(missing('`changed`'));
  });

  test('says in a sentence what was wrong', () => {
    expect(verdictOn({ sentAtMs: at(0), allowed: 'no' })).toMatchObject({
      first: { what: 'command 506 was sent though the known state of the charger forbade it' },
    });
    const rejected = { sentAtMs: at(0), command: 102, status: 500, code: 528 };
    expect(verdictOn(rejected, { sentAtMs: at(50), command: 102, changed: 'no' })).toMatchObject({
      first: { what: 'the command was sent again 30 ms after the charger rejected it, and nothing had changed there' },
    });
    const missingOne = { sentAtMs: at(0), command: 102, status: 404 };
    expect(verdictOn(missingOne, { sentAtMs: at(600_000), command: 102 })).toMatchObject({
      first: {
        excess: dayMs - 599_980,
        what: 'sent again 599980 ms after the answer that this is missing; a day is asked',
      },
    });
  });

  test('does not count an update that the mode allowed again', () => {
    const updates = (status: number, allowed: 'yes' | 'unknown') =>
      judge([
        updateCall({ sentAtMs: at(0), status, code: status === 500 ? 527 : null, sets: 'other' }),
        updateCall({ sentAtMs: at(60_000), sets: 'other', allowed }),
      ]).verdicts.find(({ clause }) => clause === 'command-precondition')?.verdict;
    expect([updates(500, 'yes'), updates(500, 'unknown'), updates(404, 'yes')]).toEqual(['kept', 'broken', 'broken']);
  });

  test('tells how near a second look came', () => {
    const gone = { command: 102, status: 404 };
    expect(verdictOn({ sentAtMs: at(0), ...gone }, { sentAtMs: at(dayMs + 25), command: 102 })).toMatchObject({
      verdict: 'kept',
      closest: { value: dayMs + 5, limit: dayMs },
    });
  });

  test('what was sent before the refusal could be read is no second try', () => {
    const at507 = { command: 507, allowed: 'yes', changed: 'no' } as const;
    const pair = (gapMs: number, given: Parameters<typeof commandCall>[0] | object, options = {}) =>
      judge(
        [{ status: 500, code: 528 }, {}].map((answer, n) =>
          commandCall({ sentAtMs: at(n * gapMs), answeredAtMs: at(n * gapMs + 80), ...at507, ...answer, ...given }),
        ),
        options,
      ).verdicts.find(({ clause }) => clause === 'command-precondition')?.verdict;
    expect([pair(80, {}), pair(81, {})]).toEqual(['kept', 'broken']);
    const seen = { clientAddress: '198.51.100.1' };
    expect([pair(330, seen), pair(331, seen)]).toEqual(['kept', 'broken']);
    expect([pair(430, seen, { roundTripMs: 100 }), pair(431, seen, { roundTripMs: 100 })]).toEqual(['kept', 'broken']);
  });

  test('a success that had left before the refusal was read does not unsay it', () => {
    const rejected = { sentAtMs: at(0), command: 102, status: 500, code: 528 };
    const again = { sentAtMs: at(60_000), command: 102, changed: 'no' } as const;
    expect(verdictOn(rejected, { sentAtMs: at(20), command: 102 }, again)).toMatchObject({
      verdict: 'broken',
      count: 1,
    });
    expect(verdictOn(rejected, { sentAtMs: at(21), command: 102, changed: 'yes' }, again)?.verdict).toBe('kept');
  });

  test('nothing but a success unsays a refusal', () => {
    const rejected = { sentAtMs: at(0), command: 102, status: 500, code: 528 };
    const again = { sentAtMs: at(60_000), command: 102, changed: 'no' } as const;
    for (const status of [503, 302, null]) {
      const between = { sentAtMs: at(30_000), command: 102, changed: 'yes', status } as const;
      expect(verdictOn(rejected, between, again)).toMatchObject({ verdict: 'broken', count: 1 });
    }
  });

  test('a command that the known state forbade counts once, also where it had been rejected before', () => {
    const rejected = { sentAtMs: at(0), command: 507, allowed: 'yes', status: 500, code: 528 } as const;
    expect(verdictOn(rejected, { sentAtMs: at(60_000), command: 507, allowed: 'no', changed: 'no' })).toMatchObject({
      verdict: 'broken',
      count: 1,
    });
  });

  test('holds a fact that came too late against nobody but itself', () => {
    const gone = commandCall({ sentAtMs: at(100_000), command: 102, status: 404 });
    const soon = commandCall({ sentAtMs: at(200_000), command: 507, allowed: 'yes' });
    const late = commandCall({ sentAtMs: at(1000), command: 102 });
    const verdict = (...facts: Parameters<typeof judge>[0][]) =>
      judge(facts.flatMap((some) => [...some])).verdicts.find(({ clause }) => clause === 'command-precondition');
    expect(verdict([gone, soon, late])).toMatchObject({ verdict: 'kept', partial: true });
    expect(verdict([gone, soon, { ...late, command: 506, allowed: 'no' }])).toMatchObject({
      verdict: 'broken',
      count: 1,
    });
  });

  test('forgets the charger refused first, and of one the refusal that came first', () => {
    const flood = (chargers: number) =>
      verdictOn(
        ...Array.from({ length: chargers }, (_, n) => ({
          sentAtMs: at(n),
          resource: `c${n}`,
          command: 102,
          status: 404,
        })),
        { sentAtMs: at(60_000), resource: 'c0', command: 102 },
      );
    expect(flood(1024)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(flood(1025)).toMatchObject({ verdict: 'kept' });
    const many = (numbers: number) =>
      verdictOn(...Array.from({ length: numbers }, (_, n) => ({ sentAtMs: at(n), command: n, status: 404 })), {
        sentAtMs: at(60_000),
        command: 0,
      });
    expect(many(8)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(many(9)).toMatchObject({ verdict: 'kept' });
  });
});
