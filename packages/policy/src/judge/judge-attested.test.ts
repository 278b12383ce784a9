// What attestations show, and what they leave open. Names of clauses stand before the sentences.
import { expect, test } from 'vitest';
import { attestations } from '../attestations.ts';
import { clauseOf, policyInForce } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import { attestationSubjects, type Fact } from '../fact.ts';
import { attested, call, stateCall, stream } from '../testing/call.ts';
import { history, noonMs } from '../testing/history.ts';
import { judge, openJudge } from './judge.ts';

const ofFacts = (clause: ClauseId, facts: readonly Fact[]) =>
  judge(facts).verdicts.find((verdict) => verdict.clause === clause);
const verdictOn = (clause: ClauseId, text: string) => ofFacts(clause, history(text));

test('every subject speaks to one clause, and what is measured has the unit of a limit of that clause', () => {
  for (const about of attestationSubjects) {
    const { clause, atMost } = attestations[about];
    const { kind, limits } = clauseOf(clause);
    expect(kind === 'conduct' || ['honest-identity', 'monitored', 'fresh-data'].includes(clause), about).toBe(true);
    const same = limits.some(({ value, unit }) => value === atMost?.value && unit === atMost.unit);
    expect(atMost === null || same, about).toBe(true);
  }
});

const conduct = attestationSubjects.filter((about) => clauseOf(attestations[about].clause).kind === 'conduct');

test.each(conduct)('%s: what is not stated is named, and never kept', (about) => {
  const { clause, asks } = attestations[about];
  const others = conduct.filter((other) => other !== about).map((other) => holding(other));
  expect(ofFacts(clause, [stateCall({ sentAtMs: 0 }), ...others])).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining(`not shown: ${asks}`), count: 1 }],
  });
  expect(ofFacts(clause, [stateCall({ sentAtMs: 0 }), ...others, holding(about)])).toMatchObject({ verdict: 'kept' });
});

function holding(about: (typeof attestationSubjects)[number]) {
  const { by, atMost } = attestations[about];
  return attested({ about, by, value: atMost === null ? null : 0, version: policyInForce.version, atMs: 50 });
}

test('what is measured counts with its number only, whoever says it', () => {
  const others = '\n 5 attest secrets-at-rest-in-clear 0\n 5 attest transport-encrypted';
  const said = (words: string) =>
    verdictOn('secrets-confidential', `0 state c1\n 5 attest secrets-in-outputs ${words}${others}`);
  expect(said('')).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
  expect(said('operator')).toMatchObject({ verdict: 'cannot-tell' });
  expect(said('0 operator')).toMatchObject({ verdict: 'kept', closest: { value: 0, limit: 0, unit: 'secrets' } });
});

test('what was measured beyond its limit is broken, whatever it claims', () => {
  expect(verdictOn('no-sharing', '0 state c1\n 5 attest cloud-tokens-handed-out 3')).toMatchObject({
    verdict: 'broken',
    first: {
      excess: 3,
      what: "asked is that no output returns a token of the cloud's; attested was that 3 tokens were measured",
    },
  });
  expect(verdictOn('no-sharing', '0 state c1\n 5 attest apps-have-own-keys fails')).toMatchObject({
    first: {
      excess: 1,
      what: 'asked is that each local app has a key of its own; attested was that it does not hold',
    },
  });
});

test('no program declares for a person', () => {
  const program =
    '0 state c1\n 5 attest user-passwords-at-rest 0\n 5 attest accounts-are-own\n 5 attest purpose-lawful';
  for (const clause of ['no-user-passwords', 'lawful-purpose'] as const) {
    expect(verdictOn(clause, program)).toMatchObject({ verdict: 'cannot-tell' });
  }
});

test('lawful-purpose: a purpose that is taken back cannot be told, and is never broken', () => {
  const text = '0 state c1\n 5 attest purpose-lawful operator\n 9 attest purpose-lawful operator fails';
  expect(verdictOn('lawful-purpose', text)).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('lawful-purpose', text.replaceAll('operator', 'operator account=all'))).toMatchObject({
    verdict: 'cannot-tell',
  });
});

test('policy-version: another version than the one in force, or a refusal to accept it, leaves it open and names it', () => {
  for (const words of ['version=2025-01', '', `version=${policyInForce.version} fails`]) {
    expect(verdictOn('policy-version', `0 state c1\n 5 attest policy-accepted operator ${words}`)).toMatchObject({
      verdict: 'cannot-tell',
      missing: [{ what: expect.stringContaining(policyInForce.version) }],
    });
  }
});

test('personal-data: each account needs its statements, and the later statement counts', () => {
  const all = ['personal-fields-listed', 'retention-set', 'export-and-erasure-work', 'logs-redacted'];
  const stated = (account: string) => all.map((about) => `\n 5 attest ${about} account=${account}`).join('');
  const two = '0 state c1 account=a\n 0 state c2 account=b';
  expect(verdictOn('personal-data', `${two}${stated('a')}`)).toMatchObject({ verdict: 'cannot-tell' });
  expect(verdictOn('personal-data', `${two}${stated('a')}${stated('b')}`)).toMatchObject({
    verdict: 'kept',
    lookedAt: 8,
  });
  const takenBack = `${two}${stated('all')}\n 9 attest retention-set fails account=b`;
  expect(verdictOn('personal-data', takenBack)).toMatchObject({ verdict: 'broken', count: 1 });
});

test('conduct of calls that name no account is that of one account, a login of nobody is none', () => {
  const nobody = (facts: readonly Fact[]) => facts.map((fact) => ({ ...fact, accountId: null }));
  const declared = attested({ about: 'purpose-lawful', by: 'operator', accountId: null, atMs: noonMs });
  expect(ofFacts('lawful-purpose', nobody(history('0 state c1')))).toMatchObject({ verdict: 'cannot-tell' });
  expect(
    ofFacts(
      'lawful-purpose',
      [stream('opened', noonMs)].map((fact) => ({ ...fact, accountId: null })),
    ),
  ).toMatchObject({ verdict: 'cannot-tell' });
  expect(ofFacts('lawful-purpose', [...nobody(history('0 state c1')), declared])).toMatchObject({ verdict: 'kept' });
  expect(ofFacts('lawful-purpose', [...nobody(history('0 login 400')), declared])).toMatchObject({
    verdict: 'not-applicable',
  });
});

test('monitored: without a statement, or with one older than a day, it cannot be told', () => {
  const missing = [{ what: 'a statement, not older than a day, that every call stands in a journal', count: 1 }];
  expect(verdictOn('monitored', '0 state c1')).toMatchObject({ verdict: 'cannot-tell', missing });
  for (const account of ['main', 'all']) {
    const text = `0 state c1\n 10 attest calls-not-journalled 0 account=${account}\n`;
    expect(verdictOn('monitored', `${text} 86410 list`)).toMatchObject({ verdict: 'kept' });
    expect(verdictOn('monitored', `${text} 86410.001 list`)).toMatchObject({ verdict: 'cannot-tell', missing });
  }
  expect(verdictOn('monitored', '0 state c1\n 10 attest calls-not-journalled')).toMatchObject({ missing });
});

test('fresh-data: what a program without a stream holds cannot be told from its calls', () => {
  expect(verdictOn('fresh-data', '0 state c1\n 3000 state c1')).toMatchObject({ verdict: 'cannot-tell', lookedAt: 1 });
  expect(verdictOn('fresh-data', '0 state c1\n 9 attest oldest-mirrored-value')).toMatchObject({
    verdict: 'cannot-tell',
  });
  const general = '0 state c1\n 9 attest oldest-mirrored-value 5000 account=all';
  expect(verdictOn('fresh-data', general)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('fresh-data', '0 stream opened\n 9 stream lost\n 9000 list')).toMatchObject({
    verdict: 'not-applicable',
    reason: expect.stringContaining('no state was read'),
  });
});

test('fresh-data: silence for more than an hour while the stream is lost cannot be told, to the millisecond', () => {
  const text = '0 stream opened\n 10 state c1\n 600 stream lost\n';
  expect(verdictOn('fresh-data', `${text} 4200 stream opened`)).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('fresh-data', `${text} 4200.001 stream opened`)).toMatchObject({ verdict: 'cannot-tell' });
  const measuredBefore = `${text} 900 attest oldest-mirrored-value 5000\n 4200.001 stream opened`;
  expect(verdictOn('fresh-data', measuredBefore)).toMatchObject({ verdict: 'cannot-tell' });
});

test('fresh-data: kept says how near the reads and the measurements came', () => {
  const lost = '0 stream opened\n 10 state c1\n 600 stream lost\n 2000 list\n 4100 state c1\n 4200 stream opened';
  expect(verdictOn('fresh-data', lost)).toMatchObject({ closest: { value: 3_500_000, limit: 3_600_000, unit: 'ms' } });
  expect(verdictOn('fresh-data', `${lost}\n 4300 attest oldest-mirrored-value 3659000`)).toMatchObject({
    closest: { value: 3_659_000, limit: 3_660_000, unit: 'ms' },
  });
  expect(verdictOn('fresh-data', '0 state c1\n 9 attest oldest-mirrored-value 3660001')).toMatchObject({
    first: { excess: 1, what: expect.stringContaining('3660001 ms were measured') },
  });
});

test('fresh-data: very many chargers have as long as reading them takes, and what is followed is bounded', () => {
  const opened = openJudge();
  const verdict = () => opened.report().verdicts.find(({ clause }) => clause === 'fresh-data');
  const roundMs = 65_536 * 120;
  opened.add(stream('opened', 0));
  for (let n = 0; n < 65_537; n += 1) opened.add(stateCall({ sentAtMs: n * 100, resource: `c${n}` }));
  const lose = (lostAtMs: number, regainedAtMs: number) => {
    opened.add(stream('lost', lostAtMs));
    opened.add(call({ sentAtMs: lostAtMs + roundMs }));
    opened.add(attested({ about: 'oldest-mirrored-value', value: roundMs + 60_000, atMs: lostAtMs + roundMs }));
    opened.add(stream('opened', regainedAtMs));
  };
  lose(10_000_000, 10_000_000 + roundMs);
  expect(verdict()).toMatchObject({ verdict: 'kept' });
  lose(20_000_000, 20_000_000 + roundMs + 1);
  expect(verdict()).toMatchObject({ verdict: 'broken', count: 65_536 });
});

test('fresh-data: an account has at most 1024 streams that are followed', () => {
  const scopes = Array.from({ length: 1025 }, (_, n) => `i${n}`);
  const allLostButOneOf = (opened: number) => [
    stateCall({ sentAtMs: 0 }),
    ...scopes.slice(0, opened).map((scope) => stream('opened', 1000, scope)),
    ...scopes.slice(0, opened - 1).map((scope) => stream('lost', 2000, scope)),
    call({ sentAtMs: 3_000_000 }),
    call({ sentAtMs: 3_602_001 }),
  ];
  expect(ofFacts('fresh-data', allLostButOneOf(1024))).toMatchObject({ verdict: 'kept' });
  expect(ofFacts('fresh-data', allLostButOneOf(1025))).toMatchObject({ verdict: 'broken', count: 1 });
});

test('secrets-confidential: a late attestation that fails is judged alone', () => {
  const secrets = attested({ about: 'secrets-in-outputs', value: 3, atMs: noonMs });
  const facts = [call({ sentAtMs: noonMs + 100_000 }), secrets];
  expect(judge(facts).facts.late).toBe(1);
  expect(ofFacts('secrets-confidential', facts)).toMatchObject({ verdict: 'broken', count: 1, partial: true });
});

test('a late attestation that holds shows what nothing else does, and unsays nothing that was said after it', () => {
  for (const accountId of ['main', null]) {
    const said = (atMs: number, holds = true) =>
      attested({ about: 'purpose-lawful', by: 'operator', accountId, holds, atMs: noonMs + atMs });
    const seen = call({ sentAtMs: noonMs + 100_000 });
    expect(ofFacts('lawful-purpose', [seen, said(0)])).toMatchObject({ verdict: 'kept', partial: true });
    expect(ofFacts('lawful-purpose', [seen, said(100_000, false), said(0)])).toMatchObject({ verdict: 'cannot-tell' });
    expect(ofFacts('lawful-purpose', [seen, said(100_000), said(0, false)])).toMatchObject({ verdict: 'kept' });
  }
});

test('monitored, fresh-data: a late statement or measurement does not stand for one that came after it', () => {
  const stated = (atMs: number) => attested({ about: 'calls-not-journalled', value: 0, atMs: noonMs + atMs });
  const facts = [call({ sentAtMs: noonMs + 86_500_000 }), stated(86_500_000), stated(0)];
  expect(ofFacts('monitored', facts)).toMatchObject({ verdict: 'kept', partial: true });
  const measured = (atMs: number) => attested({ about: 'oldest-mirrored-value', value: 5000, atMs: noonMs + atMs });
  const silent = history('0 stream opened\n 10 state c1\n 600 stream lost\n 4200.001 stream opened');
  const [late, last] = [measured(0), measured(4_200_001)];
  expect(ofFacts('fresh-data', [...silent, last, late])).toMatchObject({ verdict: 'kept', partial: true });
});

test('fresh-data: the approach of a measurement is told against what the fleet was allowed', () => {
  const chargers = 45_000;
  const fleet = Array.from({ length: chargers }, (_, n) =>
    stateCall({ sentAtMs: noonMs + n * 110, resource: `c${n}` }),
  );
  const atMs = noonMs + chargers * 110;
  const measured = (value: number) => attested({ about: 'oldest-mirrored-value', value, atMs });
  expect(ofFacts('fresh-data', [...fleet, measured(5_000_000)])).toMatchObject({
    verdict: 'kept',
    closest: { value: 5_000_000, limit: chargers * 120 + 60_000 },
  });
});
