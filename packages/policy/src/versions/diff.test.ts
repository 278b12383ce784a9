import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clause, Limit, Severity } from '../clause.ts';
import { clauseOf, policyInForce } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import { describe as describeClause } from '../describe/describe.ts';
import type { Change, Difference } from './change.ts';
import { diff } from './diff.ts';
import type { ClauseStatement, Policy } from './policy.ts';
import { policyBefore } from './policy-before.ts';

const told = (changes: readonly Change[]) => changes.map(({ sentence }) => sentence);

/** The policy in force with one clause changed. */
const revised = (id: ClauseId, change: (statement: ClauseStatement) => ClauseStatement): Policy => ({
  ...policyInForce,
  version: 'revised',
  clauses: policyInForce.clauses.map((statement) => (statement.id === id ? change(statement) : statement)),
});
const changing = (id: ClauseId, given: Partial<ClauseStatement>) => revised(id, (old) => ({ ...old, ...given }));
const withNumber = (id: ClauseId, name: string, given: Partial<Limit>) =>
  revised(id, ({ limits, ...old }) => ({
    ...old,
    limits: limits.map((limit) => (limit.name === name ? { ...limit, ...given } : limit)),
  }));

test('the older rules are two limits, and the policy in force tightened one and asks the lists by the hour', () => {
  const changes = diff(policyBefore, policyInForce);
  expect(changes.filter(({ kind }) => kind === 'clause-added')).toHaveLength(28);
  expect(told(changes)).toContain(
    'Tighter for everybody who calls the API: "rate" was 1000 requests a minute (published) and is 10 requests a second (policy) in "Stay inside the standard limit of requests per account" (rate-limit).',
  );
  const ofLists = changes.filter(({ clause, kind }) => clause === 'list-cadence' && kind.startsWith('number'));
  expect(told(ofLists)).toEqual(
    expect.arrayContaining([
      'No longer asked of everybody who reads lists in "Read full lists at most once an hour" (list-cadence): reads of lists in half an hour: 150 requests in 30 min.',
      'No longer asked of everybody who reads lists in "Read full lists at most once an hour" (list-cadence): reads of lists in a minute: 30 requests a minute.',
      'New number for everybody who reads lists in "Read full lists at most once an hour" (list-cadence): spacing of full reads of one list: 1 h.',
    ]),
  );
});

describe('one change is told in one sentence', () => {
  const named = '"Leave the state endpoint its 15 s cache" (state-cache)';
  const readers = 'everybody who reads the state of chargers';
  const spacing = 'spacing of reads of one charger';
  test.each<[string, Policy, Difference['kind'], string]>([
    [
      'a spacing grows',
      withNumber('state-cache', spacing, { value: 90_000 }),
      'number-tightened',
      `Tighter for ${readers}: "${spacing}" was 15 s and is 90 s in ${named}.`,
    ],
    [
      'a spacing shrinks',
      withNumber('state-cache', spacing, { value: 500 }),
      'number-loosened',
      `Looser for ${readers}: "${spacing}" was 15 s and is 500 ms in ${named}.`,
    ],
    [
      "our number becomes the policy's",
      withNumber('state-cache', spacing, { source: 'courtesy' }),
      'number-changed',
      `Changed for ${readers}: "${spacing}" was 15 s (policy) and is 15 s (courtesy) in ${named}.`,
    ],
    [
      'a number of another kind',
      withNumber('state-cache', spacing, { value: 4, unit: 'calls' }),
      'number-changed',
      `Changed for ${readers}: "${spacing}" was 15 s and is 4 calls in ${named}.`,
    ],
    [
      'a heavier weight',
      changing('state-cache', { severity: 'critical' }),
      'severity-raised',
      `A breach of ${named} weighs more: it was minor and is critical.`,
    ],
    [
      'a new escalation',
      changing('state-cache', { escalates: { to: 'major', when: 'it goes on', seenBy: 'judge' } }),
      'escalation-changed',
      `When a breach of ${named} weighs more: formerly never, now major when it goes on.`,
    ],
    [
      'another reach',
      changing('state-cache', { appliesTo: ['state', 'detail', 'list'] }),
      'reworded',
      `The reach of ${named} was "${readers}" and is "everybody who reads the state of chargers, reads details or reads lists".`,
    ],
    [
      'a clause goes',
      { ...policyInForce, clauses: policyInForce.clauses.filter(({ id }) => id !== 'state-cache') },
      'clause-removed',
      `Gone for ${readers}: ${named}: ${spacing}: 15 s.`,
    ],
  ])('%s', (_name, newer, kind, sentence) => {
    expect(diff(policyInForce, newer)).toMatchObject([{ kind, sentence, clause: 'state-cache' }]);
  });

  test('a lighter weight', () => {
    const [change] = diff(policyInForce, changing('respect-refusal', { severity: 'minor' }));
    expect(change).toMatchObject({ kind: 'severity-lowered', from: 'major', to: 'minor' });
    expect(change?.sentence).toContain('weighs less: it was major and is minor.');
  });

  test('a clause that a program never calls broken', () => {
    const [added] = diff(
      { ...policyInForce, clauses: [] },
      revised('lawful-purpose', (old) => old),
    ).filter(({ clause }) => clause === 'lawful-purpose');
    expect(added?.sentence).toMatch(/\(lawful-purpose\); a program never calls it broken\.$/);
    const [lighter] = diff(policyInForce, changing('state-cache', { severity: null }));
    expect(lighter).toMatchObject({ kind: 'severity-lowered', to: null });
    expect(lighter?.sentence).toContain('weighs less: it was minor and is never told by a program.');
    const [heavier] = diff(policyInForce, changing('policy-version', { severity: 'minor' }));
    expect(heavier?.sentence).toContain('weighs more: it was never told by a program and is minor.');
  });

  test('a whole sentence keeps its own full stop', () => {
    expect(told(diff(policyInForce, changing('state-cache', { remedy: 'Do nothing.' })))[0]).toMatch(
      /^The remedy of .* and is "Do nothing\."$/,
    );
  });

  test('a part that was not there is said in words', () => {
    expect(told(diff(policyInForce, changing('state-cache', { section: [], implies: [] })))).toEqual([
      `The section of the policy of ${named} was "2" and is no section.`,
      expect.stringMatching(
        /^The list of clauses that break with it of .* was "no-aggressive-polling: .*" and is empty\.$/,
      ),
    ]);
  });

  test('a clause without numbers', () => {
    const newer = changing('state-cache', { limits: [] });
    const older = { ...newer, clauses: newer.clauses.filter(({ id }) => id !== 'state-cache') };
    expect(told(diff(older, newer))).toEqual([`New for ${readers}: ${named}; a breach is minor.`]);
  });
});

test('each part of a clause that reads otherwise is told, with what it was', () => {
  const source = { kind: 'observed', where: 'a thread', date: '2027-01-01' } as const;
  const reworded: Partial<ClauseStatement> = {
    kind: 'duty',
    section: ['2', '8'],
    title: 'Another title',
    why: 'Another reason.',
    source,
    implies: [{ clause: 'local-state', because: 'nothing new is read' }],
    remedy: 'Do nothing.',
  };
  const older = changing('rate-limit', reworded);
  expect(diff(older, policyInForce)).toMatchObject([
    { kind: 'reworded', part: 'kind', from: 'duty', to: 'limit' },
    { kind: 'reworded', part: 'section', from: '2, 8', to: '2' },
    { kind: 'reworded', part: 'title', from: 'Another title' },
    { kind: 'reworded', part: 'why', from: 'Another reason.' },
    { kind: 'reworded', part: 'source', from: 'a thread (observed, read 2027-01-01)' },
    { kind: 'reworded', part: 'implies', from: expect.stringMatching(/^local-state: nothing new is read/) },
    { kind: 'reworded', part: 'remedy', from: 'Do nothing.' },
  ]);
});

test('what asks more when it is lower, and what asks neither more nor less, is told as such', () => {
  const tries = 'declared tries of one call';
  expect(diff(policyInForce, withNumber('respect-refusal', tries, { value: 5 }))).toMatchObject([
    { kind: 'number-tightened', from: { value: 8 }, to: { value: 5 } },
  ]);
  expect(
    diff(policyInForce, withNumber('push-first', 'state followed without a stream', { value: 60_000 })),
  ).toMatchObject([{ kind: 'number-tightened' }]);
  expect(
    diff(policyInForce, withNumber('list-cadence', 'PageSize of a read that has following pages', { value: 50 })),
  ).toMatchObject([{ kind: 'number-changed' }]);
  expect(
    diff(policyBefore, { ...policyBefore, clauses: [sameRateASecond, policyBefore.clauses[1] as ClauseStatement] }),
  ).toEqual([]);
});
const [rate] = policyBefore.clauses as [ClauseStatement];
const sameRateASecond: ClauseStatement = {
  ...rate,
  limits: [{ name: 'rate', value: 1000 / 60, unit: 'requests/s', source: 'published' }],
};

// Most times are spacings: more of them asks more. These are patience, and more of it asks less.
const patience: readonly (readonly [ClauseId, readonly string[]])[] = [
  ['respect-refusal', ['sent before the refusal could be read']],
  ['deprecated-endpoint', ['sent before its answer could be read']],
  [
    'no-aggressive-polling',
    [
      'a stream open for so long is healthy',
      'an accepted write opens one read for',
      'an accepted write opens one read for, as clients count',
    ],
  ],
  ['push-first', ['state followed without a stream']],
  ['list-cadence', ['following page of the same read']],
  [
    'fresh-data',
    [
      'a charger is read again while no stream is open',
      'read again so much later for each charger beyond 30,000',
      'oldest value that may be held',
    ],
  ],
  ['no-circumvention', ['an address stays known for']],
  ['no-overload', ['bursts are in step in the same second of']],
  ['monitored', ['a statement about the journal serves for']],
];
/** More of it asks more, although it is no time. */
const growth: readonly (readonly [ClauseId, readonly string[]])[] = [
  ['respect-refusal', ['growth from pause to pause']],
  ['push-first', ['streams of single installations that one account may have']],
];
/** Parts of a definition: neither more nor less is asked. */
const definitions: readonly (readonly [ClauseId, readonly string[]])[] = [
  ['list-cadence', ['PageSize of a read that has following pages']],
  ['local-state', ['day']],
  ['no-overload', ['share of refused calls is taken over']],
];

test('a longer time asks more where it is a spacing, and less where it is patience', () => {
  const namesIn = (table: typeof patience, id: ClauseId) => table.find(([clause]) => clause === id)?.[1] ?? [];
  for (const { id, limits } of policyInForce.clauses)
    for (const { name, value, unit } of limits) {
      const [change] = diff(policyInForce, withNumber(id, name, { value: value + 1 }));
      const asksLess = namesIn(unit === 'ms' ? patience : growth, id).includes(name) === (unit === 'ms');
      const kind = namesIn(definitions, id).includes(name) ? 'changed' : asksLess ? 'loosened' : 'tightened';
      expect(change?.kind, `${id}: ${name}`).toBe(`number-${kind}`);
    }
});

test('a policy does not differ from itself', () => {
  fc.assert(
    fc.property(arbitraryPolicy, (policy) => {
      expect(diff(policy, policy)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('the way back tells the opposite of each change', () => {
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryPolicy, (a, b) => {
      expect(asSet(diff(b, a))).toEqual(asSet(diff(a, b).map(mirrored)));
    }),
    { numRuns: 100 },
  );
});

test('what differs in any number, weight or word is told', () => {
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryPolicy, (a, b) => {
      if (JSON.stringify(a.clauses) === JSON.stringify(b.clauses)) return;
      expect(diff(a, b).length).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
});

const severities: readonly Severity[] = ['minor', 'major', 'critical'];
const arbitraryStatement = (statement: ClauseStatement): fc.Arbitrary<ClauseStatement> =>
  fc
    .record({
      severity: fc.constantFrom(...severities, null),
      escalates: fc.constantFrom(statement.escalates, null, growing),
      title: fc.constantFrom(statement.title, 'Another title'),
      remedy: fc.constantFrom(statement.remedy, 'Do nothing.'),
      limits: fc
        .subarray([...statement.limits])
        .chain((limits) =>
          fc.tuple(...limits.map((limit) => fc.constantFrom(limit, { ...limit, value: limit.value + 7 }))),
        ),
    })
    .map((given) => ({ ...statement, ...given }));
const growing = { to: 'critical', when: 'it goes on', seenBy: 'ladder' } as const;
const arbitraryPolicy: fc.Arbitrary<Policy> = fc
  .subarray([...policyInForce.clauses])
  .chain((clauses) => fc.tuple(...clauses.map(arbitraryStatement)))
  .map((clauses) => ({ ...policyInForce, clauses }));

const opposite: Partial<Readonly<Record<Difference['kind'], Difference['kind']>>> = {
  'clause-added': 'clause-removed',
  'clause-removed': 'clause-added',
  'number-added': 'number-removed',
  'number-removed': 'number-added',
  'number-tightened': 'number-loosened',
  'number-loosened': 'number-tightened',
  'severity-raised': 'severity-lowered',
  'severity-lowered': 'severity-raised',
};

function mirrored(change: Change): object {
  const turned = { ...change, kind: opposite[change.kind] ?? change.kind };
  return 'from' in change ? { ...turned, from: change.to, to: change.from } : turned;
}

/** Without the words, which name the newer title. */
function asSet(changes: readonly object[]): readonly string[] {
  return changes
    .map((change) => JSON.stringify(Object.entries({ ...change, sentence: '', forWhom: '' }).toSorted(byName)))
    .toSorted();
}
const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

test('a clause that this program does not know is told in words, whichever side has it', () => {
  const [first] = policyInForce.clauses as [ClauseStatement];
  const quiet = { ...first, id: 'quiet-hours' as ClauseId, title: 'Leave the night free', severity: 'major' } as const;
  const newer: Policy = { ...policyInForce, clauses: [quiet, ...policyInForce.clauses] };
  const about = '"Leave the night free" (quiet-hours): rate: 10 requests a second; burst: 15 requests';
  expect(diff(policyInForce, newer)).toMatchObject([
    {
      kind: 'clause-added',
      clause: 'quiet-hours',
      sentence: `New for everybody who calls the API: ${about}; a breach is major.`,
    },
  ]);
  expect(told(diff(newer, policyInForce))).toEqual([`Gone for everybody who calls the API: ${about}.`]);
  const louder = {
    ...newer,
    clauses: newer.clauses.map((old) => (old === quiet ? { ...old, severity: 'minor' } : old)),
  };
  expect(diff(newer, louder as Policy)).toMatchObject([{ kind: 'severity-lowered', clause: 'quiet-hours' }]);
  expect(diff(newer, newer)).toEqual([]);
  expect(diff(policyBefore, newer).at(-1)?.clause).toBe('quiet-hours');
});

const rateClause = clauseOf('rate-limit');
const [rateNumber] = rateClause.limits;
const wrongStatements: Readonly<Record<keyof ClauseStatement, readonly unknown[]>> = {
  id: [null, 5],
  kind: ['wish', null],
  title: [null, 5],
  section: ['2', [2], null],
  why: [undefined],
  source: [null, {}, { ...rateClause.source, kind: 'rumour' }, { ...rateClause.source, date: 5 }],
  appliesTo: ['some', ['list', 'teleport'], null],
  limits: [
    null,
    [null],
    ...[{ name: 5 }, { value: '10' }, { value: Number.NaN }, { unit: 'furlongs' }, { unit: 'toString' }, { unit: 5 }],
    ...[{ source: 'rumour' }, { stricter: 'sideways' }],
  ].map((odd) => (odd === null || Array.isArray(odd) ? odd : [{ ...rateNumber, ...odd }])),
  severity: ['grave', undefined],
  escalates: [
    undefined,
    'major',
    { to: 'grave', when: 'x', seenBy: 'judge' },
    { to: 'major', when: 5, seenBy: 'judge' },
    { to: 'major', when: 'x', seenBy: 'me' },
  ],
  implies: [null, [null], [{ clause: 'push-first' }], [{ clause: 5, because: 'x' }]],
  remedy: [null],
};

test.each(Object.entries(wrongStatements))('a policy with a clause whose %s is wrong is none', (name, values) => {
  for (const value of values) {
    const odd = { ...policyInForce, clauses: [{ ...rateClause, [name]: value } as ClauseStatement] };
    expect(() => diff(odd, policyInForce), JSON.stringify(value)).toThrow(
      expect.objectContaining({ code: 'bad-policy' }),
    );
    expect(() => describeClause({ ...rateClause, [name]: value } as Clause), JSON.stringify(value)).toThrow(
      expect.objectContaining({ code: 'unknown-clause' }),
    );
  }
});

test('a policy that has a clause twice, or a clause that has a number twice, is none', () => {
  const twice = { ...policyInForce, clauses: [rateClause, rateClause] };
  const doubled = { ...policyInForce, clauses: [{ ...rateClause, limits: [rateNumber, rateNumber] as Limit[] }] };
  for (const odd of [twice, doubled])
    expect(() => diff(odd, policyInForce)).toThrow(expect.objectContaining({ code: 'bad-policy' }));
});

test.each([null, 'policy', {}, { clauses: {} }, { clauses: [null] }, { clauses: [{ id: 'rate-limit' }] }])(
  'what is no policy is not compared: %o',
  (none) => {
    const refused = expect.objectContaining({
      code: 'bad-policy',
      message: expect.stringMatching(/^Failed to compare two policies: one of them is none\. Give/),
    });
    expect(() => diff(none as never, policyInForce)).toThrow(refused);
    expect(() => diff(policyInForce, none as never)).toThrow(refused);
  },
);
