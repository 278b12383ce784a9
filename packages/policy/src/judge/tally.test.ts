import { expect, test } from 'vitest';
import type { Breach, Subject } from '../breach.ts';
import type { Severity } from '../clause.ts';
import { lawfulPurpose } from '../clauses/lawful-purpose.ts';
import { stateCache } from '../clauses/state-cache.ts';
import { call } from '../testing/call.ts';
import { Tally } from './tally.ts';
import type { Finding } from './verdict.ts';

const account = (id: string): Subject => ({ kind: 'account', id });
const hourMs = 3_600_000;

/** Breaches of one account, each an hour of its own. */
function broken(
  breaches: readonly { readonly id?: string; readonly atMs: number; readonly severity?: Severity }[],
): Tally {
  const tally = new Tally(stateCache);
  for (const { id = 'a', atMs, severity } of breaches) {
    tally.breach(account(id), { fact: call({ sentAtMs: atMs }), atMs, excess: 1, what: 'too soon' }, severity);
  }
  return tally;
}

function brokenFinding(tally: Tally): Extract<Finding, { readonly verdict: 'broken' }> {
  const finding = tally.finding();
  if (finding.verdict !== 'broken') throw new Error(`Failed to find a breach: the verdict is ${finding.verdict}.`);
  return finding;
}

test('eight kinds of missing evidence are told, each with how often it was missed', () => {
  const tally = new Tally(stateCache);
  for (let n = 0; n < 20; n += 1) tally.miss(`evidence ${n % 10}`);
  const finding = tally.finding();
  expect(finding.verdict === 'cannot-tell' && finding.missing).toEqual(
    Array.from({ length: 8 }, (_, n) => ({ what: `evidence ${n}`, count: 2 })),
  );
});

test('all episodes are counted, the latest 256 are kept', () => {
  const { episodes, latestEpisodes } = brokenFinding(
    broken(Array.from({ length: 300 }, (_, n) => ({ atMs: n * hourMs }))),
  );
  expect(episodes).toBe(300);
  expect(latestEpisodes).toHaveLength(256);
  expect(latestEpisodes[0]).toMatchObject({ startAtMs: 44 * hourMs });
});

test('episodes of 300 accounts at once are counted once each, also in a copy', () => {
  const round = (atMs: number) => Array.from({ length: 300 }, (_, n) => ({ id: `b${n}`, atMs }));
  const tally = broken([...round(0), ...round(1), ...round(2)]);
  const copy = tally.copy();
  copy.breach(account('b0'), { fact: call({ sentAtMs: 3 }), atMs: 3, excess: 1, what: 'too soon' });
  copy.breach(account('b299'), { fact: call({ sentAtMs: 3 }), atMs: 3, excess: 1, what: 'too soon' });
  expect(brokenFinding(tally)).toMatchObject({ count: 900, episodes: 300 });
  expect(brokenFinding(copy)).toMatchObject({ count: 902, episodes: 300 });
  expect(brokenFinding(tally).latestEpisodes.at(-1)).toMatchObject({ subject: account('b299'), count: 3 });
  expect(brokenFinding(copy).latestEpisodes.at(-1)).toMatchObject({ subject: account('b299'), count: 4 });
});

test('an account after which 1,024 others offended begins a new episode, one after which 1,023 did does not', () => {
  const after = (count: number) => {
    const others = Array.from({ length: count }, (_, n) => ({ id: `b${n}`, atMs: 1 }));
    return brokenFinding(broken([{ atMs: 0 }, ...others, { atMs: 2 }])).episodes;
  };
  expect([after(1023), after(1024)]).toEqual([1024, 1026]);
});

test('the heaviest offence gives an episode, and the finding, its weight', () => {
  for (const [one, other, heavier] of [
    ['minor', 'major', 'major'],
    ['major', 'minor', 'major'],
    ['major', 'critical', 'critical'],
    ['critical', 'major', 'critical'],
  ] as const) {
    const finding = brokenFinding(
      broken([
        { atMs: 0, severity: one },
        { atMs: 1, severity: other },
      ]),
    );
    expect(finding, `${one}, then ${other}`).toMatchObject({
      severity: heavier,
      latestEpisodes: [{ severity: heavier }],
    });
  }
});

test('an episode ends an hour after its last offence', () => {
  expect(brokenFinding(broken([{ atMs: 0 }, { atMs: hourMs - 1 }])).episodes).toBe(1);
  expect(brokenFinding(broken([{ atMs: 0 }, { atMs: hourMs }])).episodes).toBe(2);
});

test('a breach is told as it is found, and a copy tells nobody', () => {
  const told: Breach[] = [];
  const tally = new Tally(stateCache, (breach) => told.push(breach));
  const offence = { fact: call({ sentAtMs: 5 }), atMs: 5, excess: 1, what: 'too soon' };
  tally.breach(account('a'), offence);
  tally.copy().breach(account('a'), offence);
  expect(told).toEqual([
    { clause: 'state-cache', subject: account('a'), severity: 'minor', atMs: 5, what: 'too soon' },
  ]);
});

test('what a program can never call broken stays unbroken, whatever is held against it', () => {
  const tally = new Tally(lawfulPurpose, () => expect.unreachable());
  tally.breach(account('a'), { fact: call({ sentAtMs: 0 }), atMs: 0, excess: 1, what: 'sold' });
  expect(tally.finding().verdict).toBe('not-applicable');
});

test('a copy tells the notes that were taken before it', () => {
  const tally = new Tally(stateCache);
  tally.look(call({ sentAtMs: 0 }));
  tally.note('rows', 5);
  const copy = tally.copy();
  copy.note('rows', 9);
  expect(copy.finding()).toMatchObject({ notes: [{ what: 'rows', value: 9 }] });
  expect(tally.finding()).toMatchObject({ notes: [{ what: 'rows', value: 5 }] });
  expect(tally.copy().finding()).toEqual(tally.finding());
});
