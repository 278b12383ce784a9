// The fold over breaches and operator actions.
import { expect, test } from 'vitest';
import { PolicyError } from '../policy-error.ts';
import { atHour, main, told } from '../testing/told-breach.ts';
import { ladder } from './ladder-of.ts';
import type { OperatorAction } from './operator-action.ts';

const signed = { who: 'support', why: 'talked to them' };
const events = [
  told('push-first', 'major', atHour(0)),
  told('no-sharing', 'critical', atHour(1)),
  { kind: 'reinstate', subject: main, ...signed, atMs: atHour(1.5) } satisfies OperatorAction,
  told('no-intrusion', 'critical', atHour(2), { kind: 'address', id: '192.0.2.7' }),
];
const kinds = (hours: number) => ladder(events, atHour(hours)).map(({ kind, subject }) => [subject.kind, kind]);

test('tells how everybody stood at each instant; what is dated later has not happened yet', () => {
  expect(kinds(-1)).toEqual([]);
  expect(kinds(0)).toEqual([['account', 'warned']]);
  expect(kinds(1)).toEqual([['account', 'suspended']]);
  expect(kinds(1.5)).toEqual([['account', 'good-standing']]);
  expect(kinds(2)).toEqual([
    ['account', 'good-standing'],
    ['address', 'suspended'],
  ]);
  expect(kinds(3)).toEqual([
    ['account', 'good-standing'],
    ['address', 'warned'],
  ]);
});

test('takes the numbers that it is given', () => {
  expect(ladder(events, atHour(0), { warningPoints: 11 })).toMatchObject([{ kind: 'good-standing', points: 10 }]);
  expect(ladder(events, atHour(0), { warningPoints: 11 })[0]?.sentence).toBe(
    'In good standing with 10 points; 11 bring a warning.',
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('an instant that is none is refused: %d', (nowMs) => {
  expect(() => ladder([], nowMs)).toThrow(PolicyError);
  expect(() => ladder([], nowMs)).toThrow(
    `Failed to tell a standing: ${nowMs} is no instant. Give milliseconds since 1970.`,
  );
});

test('the order of the times counts, and not the order in which events are given', () => {
  const slips = Array.from({ length: 12 }, (_, n) => told('state-cache', 'minor', atHour(2 * n)));
  const suspended = told('no-sharing', 'critical', atHour(13));
  const inOrder = ladder([...slips, suspended], atHour(30));
  expect(ladder([suspended, ...slips], atHour(30))).toEqual(inOrder);
  expect(ladder([...slips.toReversed(), suspended], atHour(30))).toEqual(inOrder);
  expect(ladder(new Set([suspended, ...slips]), atHour(30))).toEqual(inOrder);
});

test('events of one instant stay in the order in which they are given', () => {
  const found = told('no-sharing', 'critical', atHour(0));
  const reinstated = { kind: 'reinstate', subject: main, ...signed, atMs: atHour(0) } satisfies OperatorAction;
  expect(ladder([found, reinstated], atHour(1))).toMatchObject([{ kind: 'good-standing' }]);
  expect(() => ladder([reinstated, found], atHour(1))).toThrow('Failed to reinstate: no account is known by this id.');
});

test('an event without a time brings nothing out of order, and one that is nothing at all is refused', () => {
  const timeless = [Number.NaN, Number.NEGATIVE_INFINITY].map((atMs) => told('no-scraping', 'critical', atMs));
  expect(ladder([...events.slice(1, 2), ...timeless, ...events.slice(0, 1)], atHour(1))).toEqual(
    ladder(events.slice(0, 2), atHour(1)),
  );
  expect(() => ladder([null as unknown as OperatorAction], atHour(1))).toThrow(
    expect.objectContaining({
      code: 'bad-action',
      message: expect.stringMatching(/^Failed to tell standings: an event/),
    }),
  );
});

test('what is no sequence of events, and an instant that is none, are refused', () => {
  for (const none of [null, 5, {}, 'events'])
    expect(() => ladder(none as never, 0)).toThrow('Failed to tell standings: it is no sequence.');
  for (const none of [undefined, '5', Symbol('now')])
    expect(() => ladder(events, none as never)).toThrow(expect.objectContaining({ code: 'bad-time' }));
  const timeless = { ...told('push-first', 'major', 0), atMs: Symbol('then') as never };
  expect(ladder([timeless, told('push-first', 'major', atHour(0))], atHour(0))).toMatchObject([{ kind: 'warned' }]);
});
