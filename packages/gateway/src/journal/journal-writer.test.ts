import type { Fact, StreamFact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { GatewayError } from '../gateway-error.ts';
import { journalWriter } from './journal-writer.ts';

const fact = (atMs: number): StreamFact => ({
  v: 1,
  kind: 'stream',
  accountId: 'main',
  bus: 'group',
  scope: 'g',
  event: 'message',
  atMs,
});

/** Only the journal's side of a store, on a disk that can be filled up. */
function disk() {
  const written: Fact[] = [];
  let full = false;
  const fill = (now: boolean): void => {
    full = now;
  };
  const store = {
    appendFacts: async (facts: readonly Fact[]) => {
      if (full) throw new GatewayError('store-failed', 'Failed to use the store: no space left. Make room.');
      written.push(...facts);
    },
  };
  return { store, written, fill };
}
const errors: string[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void errors.push(message) };

test('facts are written in batches a moment later, and what waits is written at the end', async () => {
  const clock = manualClock();
  const { store, written } = disk();
  const journal = journalWriter(store, clock, log);
  for (let at = 0; at < 1_500; at++) journal.write(fact(at));
  expect(written).toEqual([]);
  await clock.advanceBy(250);
  expect(written).toHaveLength(1_500);
  journal.write(fact(1_500));
  await journal.close();
  expect(written.at(-1)).toEqual(fact(1_500));
  expect(clock.pending()).toBe(0);
});

test('a full disk loses nothing that fits the bound, is told once, and is caught up', async () => {
  const clock = manualClock();
  const { store, written, fill } = disk();
  const journal = journalWriter(store, clock, log);
  fill(true);
  for (let at = 0; at < 10_005; at++) journal.write(fact(at));
  await clock.advanceBy(2_000);
  expect(errors).toHaveLength(1);
  expect(journal.dropped()).toBe(5);
  fill(false);
  await clock.advanceBy(250);
  expect(written).toHaveLength(10_000);
  expect(written.at(-1)).toEqual(fact(9_999));
  await journal.close();
});
