import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { AccountEvent } from '../account.ts';
import { heldCharger } from '../testing/held-charger.ts';
import { type ChangesOptions, changesOf, type StandingKind, type ValueChange } from './changes.ts';

const { row, mirror } = heldCharger([]);

function rehearsed<Also extends StandingKind = never>(options?: ChangesOptions<Also>) {
  const clock = manualClock();
  const account = new AbortController();
  const listeners = new Set<(event: AccountEvent) => void>();
  const held = new Map<number, { value: string | null; atMs: number }>();
  const changes = changesOf(
    {
      mirror,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    clock,
    account.signal,
    options,
  );
  const tell = (event: AccountEvent): void => {
    for (const listener of listeners) listener(event);
  };
  /** As the mirror tells it: only what differs, with what was held. */
  const observe = (stateId: number, value: string | null, via: 'stream' | 'poll' = 'stream'): void => {
    const before = held.get(stateId);
    const atMs = clock.nowMs();
    if (before?.value === value) return;
    held.set(stateId, { value, atMs });
    const at = { receivedAtMs: atMs, via, sequenceNumber: 1, clockSuspect: false } as const;
    tell({
      kind: 'observation',
      observation: { chargerId: row.id, stateId, value, observedAtUs: atMs * 1_000, ...at },
      held: before && { value: before.value, observedAtUs: before.atMs * 1_000, ...at },
    });
  };
  return { clock, changes, tell, observe, listeners, closeAccount: () => account.abort() };
}

const valueIn = ({ value }: IteratorResult<unknown, unknown>) => (value as ValueChange | undefined)?.value;

describe('a change', () => {
  test('has a name, what was there before, its source, and its age when it is handed over', async () => {
    const { clock, changes, observe } = rehearsed();
    observe(710, '1');
    observe(710, '3');
    await clock.advanceBy(2_500);
    expect((await changes.next()).value).toEqual({
      ...{ kind: 'value', chargerId: row.id, stateId: 710, name: 'ChargerOperationMode', via: 'stream' },
      ...{ value: '3', before: undefined, ageMs: 2_500 },
      ...{ observedAtMs: clock.nowMs() - 2_500, receivedAtMs: clock.nowMs() - 2_500 },
    });
  });

  test('of who charges is told to who asks for it alone (personal-data)', async () => {
    for (const personal of [false, true]) {
      const { changes, observe } = rehearsed({ personal });
      observe(722, 'nfc-1');
      observe(710, '3');
      expect(valueIn(await changes.next())).toBe(personal ? 'nfc-1' : '3');
    }
  });

  test('that was taken back while it waited is none', async () => {
    const { changes, observe } = rehearsed();
    observe(710, '1');
    expect(valueIn(await changes.next())).toBe('1');
    observe(710, '3');
    observe(710, '1');
    observe(718, '1');
    expect((await changes.next()).value).toMatchObject({ stateId: 718 });
  });

  test('of a value that changes all the time does not starve the others, nor they it', async () => {
    const { changes, observe } = rehearsed();
    const seen: number[] = [];
    for (let n = 0; n < 30; n++) {
      observe(513, String(n));
      observe(501, String(n));
      observe(502, String(n));
      seen.push(((await changes.next()).value as ValueChange).stateId);
    }
    expect(new Set(seen.slice(-3))).toEqual(new Set([513, 501, 502]));
  });
});

describe('the first read of a charger', () => {
  test('brings no changes: it only became known; what the stream told before it, and what a later read brings, are some', async () => {
    const { clock, changes, observe } = rehearsed();
    observe(718, '0');
    observe(710, '3', 'poll');
    observe(513, '7', 'poll');
    observe(718, '1', 'poll');
    await clock.advanceBy(1_000);
    observe(507, '0.02', 'poll');
    observe(710, '5', 'poll');
    const told = [await changes.next(), await changes.next(), await changes.next()].map(({ value }) => value);
    expect(told).toMatchObject([
      { stateId: 718, value: '1', before: undefined },
      { stateId: 507, value: '0.02', before: undefined },
      { stateId: 710, value: '5', before: '3' },
    ]);
    expect(told.filter((change) => 'first' in (change as object))).toEqual([]);
  });

  test('comes marked to who asks for it, also where the value became another one before it was handed over', async () => {
    const { clock, changes, observe } = rehearsed({ firstFill: true });
    observe(710, '3', 'poll');
    observe(513, '7', 'poll');
    await clock.advanceBy(1_000);
    observe(513, '9');
    observe(507, '0.02', 'poll');
    const told = [await changes.next(), await changes.next(), await changes.next()].map(({ value }) => value);
    expect(told).toMatchObject([
      { stateId: 710, value: '3', first: true },
      { stateId: 513, value: '9', before: undefined, first: true },
      { stateId: 507, value: '0.02' },
    ]);
    expect(told[2]).not.toHaveProperty('first');
  });
});

describe('the iteration', () => {
  test('serves several next() under way in their order, and leaves none hanging when it ends', async () => {
    const { changes, observe } = rehearsed();
    const [one, two, three] = [changes.next(), changes.next(), changes.next()];
    observe(1, 'a');
    observe(2, 'b');
    expect([valueIn(await one), valueIn(await two)]).toEqual(['a', 'b']);
    await changes.return?.();
    expect(await three).toEqual({ done: true, value: undefined });
  });

  test.each(['return', 'signal', 'account'] as const)(
    'ends with %s, lets go of the account, and stays ended',
    async (by) => {
      const abort = new AbortController();
      const { changes, observe, listeners, closeAccount } = rehearsed({ signal: abort.signal });
      const waits = changes.next();
      if (by === 'return') await changes.return?.();
      if (by === 'signal') abort.abort();
      if (by === 'account') closeAccount();
      observe(1, 'late');
      expect([(await waits).done, (await changes.next()).done, listeners.size]).toEqual([true, true, 0]);
    },
  );

  test('is over at once where the signal was aborted before', async () => {
    const { changes, listeners } = rehearsed({ signal: AbortSignal.abort() });
    expect([(await changes.next()).done, listeners.size]).toEqual([true, 0]);
  });

  test('is left by a loop that breaks', async () => {
    const { changes, observe, listeners } = rehearsed();
    observe(1, 'a');
    for await (const _ of changes) break;
    expect(listeners.size).toBe(0);
  });
});

describe('the account’s own states', () => {
  const login = { kind: 'login', state: 'ok', trouble: null } as const;

  test('come when they are asked for, the latest of each', async () => {
    const { changes, tell, observe } = rehearsed({ also: ['login'] });
    tell({ kind: 'login', state: 'unreachable', trouble: 'x' });
    tell(login);
    observe(1, 'a');
    expect((await changes.next()).value).toEqual(login);
    expect(valueIn(await changes.next())).toBe('a');
  });

  test('do not come otherwise', async () => {
    const { changes, tell, observe } = rehearsed();
    tell(login);
    observe(1, 'a');
    expect(valueIn(await changes.next())).toBe('a');
  });
});

type Step = { readonly kind: 'observe'; readonly id: number; readonly value: string } | { readonly kind: 'next' };

test('whatever changes and however slowly it is read: each value ends as it is, in order, without a repetition', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('observe'), id: fc.nat(3), value: fc.constantFrom('a', 'b', 'c') }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'next' } as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { changes, observe } = rehearsed();
      const told = new Map<number, string[]>();
      const taken: Promise<IteratorResult<unknown, unknown>>[] = [];
      for (const each of steps) {
        if (each.kind === 'next') taken.push(changes.next());
        else {
          observe(each.id, each.value);
          told.set(each.id, [...(told.get(each.id) ?? []), each.value]);
        }
      }
      // At most one waits for each of the four ids: four more readings see everything, the fifth waits until the end.
      for (let n = 0; n < 5; n++) taken.push(changes.next());
      await changes.return?.();
      const got = (await Promise.all(taken)).filter(({ done }) => !done).map(({ value }) => value as ValueChange);
      expect(await taken.at(-1)).toMatchObject({ done: true });
      for (const [id, values] of told) {
        const own = got.filter(({ stateId }) => stateId === id);
        expect(
          isSubsequence(
            own.map(({ value }) => value),
            values,
          ),
        ).toBe(true);
        own.forEach(({ before, value }, n) => {
          expect(before).toBe(own[n - 1]?.value);
          expect(value).not.toBe(before);
        });
        if (own.length > 0 || values.length > 0) expect(own.at(-1)?.value).toBe(values.at(-1));
      }
    }),
  );
});

function isSubsequence(part: readonly unknown[], whole: readonly unknown[]): boolean {
  let at = 0;
  for (const each of whole) if (each === part[at]) at++;
  return at === part.length;
}
