import type { CallFact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import type { Account, AccountEvent, Log, LoginState, StreamState } from '../account.ts';
import { heldCharger } from '../testing/held-charger.ts';
import { loginStateLabels, type Metrics, metricTable, streamStateLabels } from './metrics.ts';
import { reportMetrics } from './report-metrics.ts';

function reported() {
  const listeners = new Set<(event: AccountEvent) => void>();
  const told: [string, number | 'one', object][] = [];
  const errors: string[] = [];
  let isBroken = false;
  const metrics: Metrics = {
    count(name, labels) {
      if (isBroken) throw new Error('full');
      told.push([name, 'one', labels]);
    },
    gauge: (name, value, labels) => void told.push([name, value, labels]),
  };
  const account = {
    mirror: heldCharger([]).mirror,
    streamStatus: () => [{ state: 'live' }, { state: 'live' }, { state: 'down' }],
    subscribe(listener: (event: AccountEvent) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as Account;
  const ignore = (): void => {};
  const log: Log = { debug: ignore, info: ignore, warn: ignore, error: (_, message) => void errors.push(message) };
  const stop = reportMetrics(account, metrics, log);
  return {
    ...{ told, errors, stop },
    breakIt: () => {
      isBroken = true;
    },
    tell: (event: unknown) => {
      for (const listener of listeners) listener(event as AccountEvent);
    },
  };
}

const call = (status: number | null) => ({ kind: 'call', fact: { class: 'state', status } as CallFact });

test('calls are counted by class and kind of answer', () => {
  const { tell, told } = reported();
  for (const status of [200, 204, 302, 400, 401, 403, 429, 503, null, 99]) tell(call(status));
  expect(told.map(([, , labels]) => (labels as { answer: string }).answer)).toEqual([
    '2xx',
    '2xx',
    '3xx',
    '4xx',
    '401',
    '403',
    '429',
    '5xx',
    'none',
    'none',
  ]);
  expect(told[0]).toEqual(['fairlead_calls_total', 'one', { class: 'state', answer: '2xx' }]);
});

test('states are told each by itself, so that exactly one of them is 1', () => {
  const { tell, told } = reported();
  tell({ kind: 'login', state: 'refused', trouble: 'x' });
  expect(told.map(([, value, labels]) => [value, (labels as { state: string }).state])).toEqual([
    [0, 'not-yet'],
    [0, 'ok'],
    [1, 'refused'],
    [0, 'unreachable'],
  ]);
  told.length = 0;
  tell({ kind: 'stream', source: {} });
  expect(told.filter(([, value]) => value !== 0)).toEqual([
    ['fairlead_stream_sources', 2, { state: 'live' }],
    ['fairlead_stream_sources', 1, { state: 'down' }],
  ]);
});

test('the governor, the mirror and the chargers are told', () => {
  const { tell, told } = reported();
  const status = { availableRequests: 3.5, queued: 2, ratePerSecond: 4.95, pausedUntilMs: 7, neighbourSuspected: true };
  tell({ kind: 'governor', status });
  tell({ kind: 'observation', observation: { via: 'poll' } });
  tell({ kind: 'charger', chargerId: 'a' });
  tell({ kind: 'installation', installationId: 'a' });
  expect(told.map(([name, value]) => [name, value])).toEqual([
    ['fairlead_available_requests', 3.5],
    ['fairlead_queued_requests', 2],
    ['fairlead_rate_per_second', 4.95],
    ['fairlead_paused', 1],
    ['fairlead_neighbour_suspected', 1],
    ['fairlead_observations_total', 'one'],
    ['fairlead_chargers', 1],
  ]);
});

test('metrics that throw are reported and told on', () => {
  const { tell, told, errors, breakIt, stop } = reported();
  breakIt();
  tell(call(200));
  tell({ kind: 'charger', chargerId: 'a' });
  expect([errors.length, told.length]).toEqual([1, 1]);
  stop();
  tell({ kind: 'charger', chargerId: 'a' });
  expect(told.length).toBe(1);
});

test('every label has a closed set of values, those of the states are all states, and names are Prometheus’s', () => {
  const streams: Readonly<Record<StreamState, true>> = {
    ...{ off: true, connecting: true, live: true, quiet: true, stale: true, shared: true, down: true },
  };
  const logins: Readonly<Record<LoginState, true>> = { 'not-yet': true, ok: true, refused: true, unreachable: true };
  expect([...streamStateLabels].toSorted()).toEqual(Object.keys(streams).toSorted());
  expect([...loginStateLabels].toSorted()).toEqual(Object.keys(logins).toSorted());
  for (const [name, { kind, labels }] of Object.entries(metricTable)) {
    expect(name).toMatch(kind === 'counter' ? /^fairlead_[a-z_]+_total$/ : /^fairlead_[a-z_]+(?<!_total)$/);
    for (const values of Object.values(labels)) expect(values.length).toBeGreaterThan(1);
  }
});
