// What operators do: reinstatement, waivers, tiers, each with who, why and when.
import { expect, test } from 'vitest';
import { PolicyError, type PolicyErrorCode } from '../policy-error.ts';
import { generalAccess } from '../terms.ts';
import { atHour, main, told } from '../testing/told-breach.ts';
import { act } from './act.ts';
import { type Ladder, openLadder } from './ladder.ts';
import type { OperatorAction } from './operator-action.ts';
import { standingOf, tierOf } from './standing-of.ts';
import { waiversOf } from './waivers.ts';
import { weigh } from './weigh.ts';

const signed = (hours: number) => ({ who: 'support', why: 'agreed by letter', atMs: atHour(hours) });
const reinstate = (hours: number): OperatorAction => ({ kind: 'reinstate', subject: main, ...signed(hours) });
const waive = (hours: number, kind: 'waive' | 'end-waiver' = 'waive'): OperatorAction => ({
  kind,
  accountId: 'main',
  clause: 'push-first',
  ...signed(hours),
});
const large = { name: 'Large', ratePerSecond: 50, burst: 100 };
const setTier = (tier: typeof large | null, accountId = 'main'): OperatorAction => ({
  kind: 'set-tier',
  accountId,
  tier,
  ...signed(0),
});
const terminated = (): Ladder => {
  const opened = openLadder();
  for (const hours of [0, 1]) weigh(opened, told('no-sharing', 'critical', atHour(hours)));
  return opened;
};
const pushBreach = (hours: number) => told('push-first', 'major', atHour(hours));

function refusal(attempt: () => unknown): { readonly code: PolicyErrorCode; readonly message: string } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PolicyError) return { code: error.code, message: error.message };
  }
  throw new Error('it was not refused by the policy');
}

test('reinstatement ends a termination and settles everything that was found before', () => {
  const opened = terminated();
  expect(act(opened, reinstate(2))).toEqual([
    {
      subject: main,
      atMs: atHour(2),
      from: 'terminated',
      to: 'good-standing',
      untilMs: null,
      because: {
        rule: 'reinstated',
        clauses: [],
        sentence: 'Reinstated by an operator: what was found before is settled.',
      },
      evidence: [],
    },
  ]);
  expect(standingOf(opened, main, atHour(2))).toEqual({
    kind: 'good-standing',
    subject: main,
    atMs: atHour(2),
    points: 0,
    sentence: 'In good standing: nothing counts against it.',
  });
  expect(weigh(opened, told('no-sharing', 'critical', atHour(2) - 1))).toEqual([]);
  expect(weigh(opened, told('no-sharing', 'critical', atHour(2)))).toMatchObject([
    { to: 'suspended', untilMs: atHour(3) },
  ]);
  expect(opened.steps.map(({ to }) => to)).toEqual(['suspended', 'terminated', 'good-standing', 'suspended']);
});

test('reinstatement ends a suspension before its end, and moves no time back', () => {
  const opened = openLadder();
  weigh(opened, told('no-sharing', 'critical', atHour(5)));
  expect(act(opened, reinstate(1))).toMatchObject([{ from: 'suspended', atMs: atHour(5) }]);
  expect(standingOf(opened, main, atHour(5)).kind).toBe('good-standing');
});

test('a waived clause weighs nothing while the waiver holds', () => {
  const opened = openLadder();
  act(opened, waive(1));
  for (const hours of [1, 2, 3]) weigh(opened, pushBreach(hours));
  expect(standingOf(opened, main, atHour(3))).toMatchObject({ kind: 'good-standing', points: 0 });
  act(opened, waive(4, 'end-waiver'));
  expect(weigh(opened, pushBreach(4))).toMatchObject([{ to: 'warned' }]);
  expect(weigh(opened, { ...pushBreach(4), atMs: atHour(4) - 1 })).toEqual([]);
  expect(waiversOf(opened)).toEqual([
    { accountId: 'main', clause: 'push-first', fromMs: atHour(1), untilMs: atHour(4), breaches: 4 },
  ]);
});

test('a waiver leaves alone what came before it, other clauses, other accounts and addresses', () => {
  const opened = openLadder();
  act(opened, waive(1));
  weigh(opened, { ...pushBreach(1), atMs: atHour(1) - 1 });
  weigh(opened, told('no-scraping', 'major', atHour(1)));
  weigh(opened, { ...pushBreach(1), subject: { kind: 'account', id: 'other' } });
  weigh(opened, { ...pushBreach(1), subject: { kind: 'address', id: 'main' } });
  expect(standingOf(opened, main, atHour(1)).points).toBeCloseTo(20, 4);
  expect(opened.steps.map(({ subject }) => subject.id)).toEqual(['main', 'main', 'other', 'main']);
  expect(waiversOf(opened)[0]?.breaches).toBe(0);
});

test('waiving twice changes nothing, waiving again after the end begins anew', () => {
  const opened = openLadder();
  act(opened, waive(1));
  weigh(opened, pushBreach(1));
  act(opened, waive(2));
  expect(waiversOf(opened)).toMatchObject([{ fromMs: atHour(1), untilMs: null, breaches: 1 }]);
  act(opened, waive(3, 'end-waiver'));
  act(opened, waive(4));
  expect(waiversOf(opened)).toMatchObject([{ fromMs: atHour(4), untilMs: null, breaches: 0 }]);
});

test('a waiver that was read is a copy', () => {
  const opened = openLadder();
  act(opened, waive(1));
  const [read] = waiversOf(opened);
  weigh(opened, pushBreach(1));
  expect(read?.breaches).toBe(0);
});

test('an account has general access until an operator gives it another tier, and again when it is taken back', () => {
  const opened = openLadder();
  expect(tierOf(opened, 'main')).toEqual(generalAccess);
  expect(act(opened, setTier(large))).toEqual([]);
  expect([tierOf(opened, 'main'), tierOf(opened, 'other')]).toEqual([large, generalAccess]);
  act(opened, setTier(null));
  expect(tierOf(opened, 'main')).toEqual(generalAccess);
});

test('an action is dated up to the last millisecond of the year 9999, and not later', () => {
  const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  const opened = openLadder();
  act(opened, { ...waive(1), atMs: lastMs });
  expect(opened.actions.at(-1)).toMatchObject({ atMs: lastMs });
  expect(refusal(() => act(opened, { ...waive(1), atMs: lastMs + 1 })).code).toBe('bad-action');
});

test('every action is logged with who, why and when, the latest 1,024 of them', () => {
  const opened = openLadder();
  act(opened, { ...waive(1), who: 'first' });
  expect(opened.actions).toEqual([{ ...waive(1), who: 'first' }]);
  for (let n = 0; n < 1024; n += 1) act(opened, setTier(large));
  expect(opened.actions).toHaveLength(1024);
  expect(opened.actions[0]).toEqual(setTier(large));
});

const outside = (action: object) => action as OperatorAction;
test.each<[string, OperatorAction, PolicyErrorCode, string]>([
  [
    'nobody did it',
    { ...waive(1), who: ' ' },
    'bad-action',
    'Failed to waive: who does it is not told. Give 1 to 300 characters.',
  ],
  ['no reason', { ...reinstate(1), why: '' }, 'bad-action', 'Failed to reinstate: the reason why is not told.'],
  [
    'a novel',
    { ...reinstate(1), why: 'x'.repeat(301) },
    'bad-action',
    'Failed to reinstate: the reason why is not told.',
  ],
  ['no text', outside({ ...reinstate(1), who: 7 }), 'bad-action', 'Failed to reinstate: who does it is not told.'],
  [
    'no time',
    { ...waive(1), atMs: Number.NaN },
    'bad-action',
    'Failed to waive: NaN is no instant. Give milliseconds since 1970.',
  ],
  [
    'microseconds told as milliseconds',
    { ...reinstate(1), atMs: 1_795_348_800_000_000 },
    'bad-action',
    'Failed to reinstate: 1795348800000000 is no instant. Give milliseconds since 1970.',
  ],
  [
    'unknown clause',
    outside({ ...waive(1), clause: 'no-such' }),
    'bad-action',
    'Failed to waive: the policy has no such clause. Name one of clauseIds.',
  ],
  [
    'no subject',
    { ...reinstate(1), subject: { kind: 'account', id: '' } } as OperatorAction,
    'bad-action',
    'Failed to reinstate: the subject is not told.',
  ],
  ['no account', setTier(large, ''), 'bad-action', 'Failed to set tier: the account is not told.'],
  [
    'waiving for nobody',
    { ...waive(1), accountId: '' } as OperatorAction,
    'bad-action',
    'Failed to waive: the account is not told.',
  ],
  [
    'a tier without a name',
    setTier({ ...large, name: '' }),
    'bad-action',
    'Failed to set tier: the name of the tier is not told.',
  ],
  [
    'a tier without a rate',
    setTier({ ...large, ratePerSecond: 0 }),
    'bad-action',
    'Failed to set tier: 0 requests a second with burst 100 is no usable limit. Give a rate',
  ],
  [
    'nothing at all',
    outside(null as never),
    'bad-action',
    'Failed to act: operators can do nothing of this kind. Name',
  ],
  ['a text', outside('waive' as never), 'bad-action', 'Failed to act: operators can do nothing of this kind.'],
  [
    'an unknown kind',
    outside({ ...waive(1), kind: 'pardon' }),
    'bad-action',
    'Failed to act: operators can do nothing of this kind. Name one of reinstate, waive, end-waiver, set-tier as its kind.',
  ],
  [
    'no subject at all',
    outside({ ...reinstate(1), subject: undefined }),
    'bad-action',
    'Failed to reinstate: the subject is no account and no address.',
  ],
  [
    'a subject of no kind',
    outside({ ...reinstate(1), subject: { kind: 'planet', id: 'main' } }),
    'bad-action',
    'Failed to reinstate: the subject is no account and no address.',
  ],
  [
    'a tier that is left out',
    outside({ ...setTier(null), tier: undefined }),
    'bad-action',
    'Failed to set tier: no tier',
  ],
  [
    'nobody known',
    { ...reinstate(1), subject: { kind: 'address', id: 'main' } } as OperatorAction,
    'not-found',
    'Failed to reinstate: no address is known by this id. Take the id',
  ],
  [
    'no waiver',
    waive(1, 'end-waiver'),
    'not-found',
    'Failed to end waiver: push-first is not waived for this account.',
  ],
])('an action is refused and changes nothing: %s', (_name, action, code, sentence) => {
  const opened = terminated();
  const before = JSON.stringify([opened.actions, opened.steps, [...opened.waivers], [...opened.tiers]]);
  const { code: told, message } = refusal(() => act(opened, action));
  expect(told).toBe(code);
  expect(message).toContain(sentence);
  expect(JSON.stringify([opened.actions, opened.steps, [...opened.waivers], [...opened.tiers]])).toBe(before);
});

test.each([null, 'main', {}, { kind: 'account' }, { kind: 'planet', id: 'main' }, { kind: 'account', id: 7 }])(
  'a standing of nobody is not told: %o',
  (subject) => {
    expect(refusal(() => standingOf(openLadder(), subject as never, 0))).toEqual({
      code: 'bad-subject',
      message: 'Failed to tell a standing: the subject is no account and no address. Name its kind and id.',
    });
  },
);

test('a reason of 300 characters is taken', () => {
  const opened = openLadder();
  act(opened, { ...waive(1), why: 'x'.repeat(300) });
  expect(opened.actions).toHaveLength(1);
});

test('a waiver that was ended cannot be ended again', () => {
  const opened = openLadder();
  act(opened, waive(1));
  act(opened, waive(2, 'end-waiver'));
  expect(refusal(() => act(opened, waive(3, 'end-waiver'))).code).toBe('not-found');
});

test('a refusal repeats nothing of what an operator wrote', () => {
  const secret = { ...waive(1), accountId: 'anna@example.org', who: 'Anna', why: '' } as OperatorAction;
  expect(refusal(() => act(openLadder(), secret)).message).not.toMatch(/anna/i);
});

test('4,096 waivers and tiers fit; ended waivers make room, tiers are changed in place', () => {
  const opened = openLadder();
  for (let n = 0; n < 4096; n += 1) {
    act(opened, { ...waive(1), accountId: `account ${n}` } as OperatorAction);
    act(opened, setTier(large, `account ${n}`));
  }
  expect(refusal(() => act(opened, waive(1))).message).toMatch(/^Failed to waive: 4096 waivers hold already/);
  expect(refusal(() => act(opened, setTier(large))).message).toMatch(/^Failed to set tier: 4096 accounts have/);
  expect([refusal(() => act(opened, waive(1))).code, refusal(() => act(opened, setTier(large))).code]).toEqual([
    'no-room',
    'no-room',
  ]);
  act(opened, setTier({ ...large, burst: 1 }, 'account 9'));
  expect(tierOf(opened, 'account 9').burst).toBe(1);
  act(opened, { ...waive(2, 'end-waiver'), accountId: 'account 7' } as OperatorAction);
  act(opened, waive(3));
  expect(waiversOf(opened)).toHaveLength(4096);
  expect(waiversOf(opened).some(({ accountId }) => accountId === 'account 7')).toBe(false);
});
