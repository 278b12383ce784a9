// What Prometheus reads. Labels are the account's configured name and closed words; never anything personal.
import type { CallFact } from '@fairlead/policy';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandState, StreamState } from '../../contract.ts';
import type { HouseAccount } from '../../house/house-account.ts';

const streamStates: readonly StreamState[] = ['off', 'connecting', 'live', 'quiet', 'stale', 'shared', 'down'];

export interface Metrics {
  called(fact: CallFact): void;
  commandTold(accountId: string, state: CommandState): void;
  answered(route: string, status: number, durationMs: number): void;
  /** The text that Prometheus reads, gauges taken now. */
  text(accounts: readonly HouseAccount[], readers: number, factsDropped: number): Promise<string>;
  readonly contentType: string;
}

export function gatewayMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'fairlead_cloud_calls_total',
    help: 'Calls to the cloud.',
    labelNames: ['account', 'class', 'status'],
    registers,
  });
  const commands = new Counter({
    name: 'fairlead_commands_total',
    help: 'Steps of commands.',
    labelNames: ['account', 'state'],
    registers,
  });
  const requests = new Histogram({
    name: 'fairlead_request_seconds',
    help: 'Time to answer a local request.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10],
    registers,
  });
  const available = new Gauge({
    name: 'fairlead_available_requests',
    help: 'Requests that may go to the cloud at once.',
    labelNames: ['account'],
    registers,
  });
  const queued = new Gauge({
    name: 'fairlead_queued_requests',
    help: 'Requests that wait for their turn.',
    labelNames: ['account'],
    registers,
  });
  const chargers = new Gauge({ name: 'fairlead_chargers', help: 'Chargers held.', labelNames: ['account'], registers });
  const login = new Gauge({
    name: 'fairlead_login_ok',
    help: '1 while the cloud knows us.',
    labelNames: ['account'],
    registers,
  });
  const streams = new Gauge({
    name: 'fairlead_stream_sources',
    help: 'Links to the service bus by state.',
    labelNames: ['account', 'state'],
    registers,
  });
  const readers = new Gauge({ name: 'fairlead_event_readers', help: 'Readers of the event stream.', registers });
  const dropped = new Gauge({
    name: 'fairlead_journal_dropped',
    help: 'Facts that the journal had no room for since the start.',
    registers,
  });

  const measure = (account: HouseAccount): void => {
    const governor = account.account.governorStatus();
    const label = { account: account.id };
    available.set(label, governor.availableRequests);
    queued.set(label, governor.queued);
    chargers.set(label, account.account.mirror.chargers().length);
    login.set(label, account.account.loginState().state === 'ok' ? 1 : 0);
    const sources = account.account.streamStatus();
    for (const state of streamStates)
      streams.set({ ...label, state }, sources.filter((source) => source.state === state).length);
  };
  return {
    called: (fact) =>
      calls.inc({ account: fact.accountId ?? '', class: fact.class, status: String(fact.status ?? 'none') }),
    commandTold: (account, state) => commands.inc({ account, state }),
    answered: (route, status, durationMs) => requests.observe({ route, status: String(status) }, durationMs / 1_000),
    async text(accounts, readerCount, factsDropped) {
      for (const account of accounts) measure(account);
      readers.set(readerCount);
      dropped.set(factsDropped);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
