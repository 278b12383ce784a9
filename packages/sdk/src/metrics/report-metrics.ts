// From the account's events to the metrics of whoever wants them.
import type { CallFact } from '@fairlead/policy';
import type { Account, AccountEvent, Log } from '../account.ts';
import { callOut } from '../log/call-out.ts';
import { type AnswerLabel, answerLabels, loginStateLabels, type Metrics, streamStateLabels } from './metrics.ts';

/** Returns its own undo. */
export function reportMetrics(account: Account, metrics: Metrics, log: Log): () => void {
  return account.subscribe(reporter(account, guarded(metrics, log)));
}

function reporter(account: Account, metrics: Metrics) {
  return (event: AccountEvent): void => {
    switch (event.kind) {
      case 'call':
        metrics.count('fairlead_calls_total', { class: event.fact.class, answer: answerOf(event.fact) });
        return;
      case 'observation':
        metrics.count('fairlead_observations_total', { via: event.observation.via });
        return;
      case 'charger':
        metrics.gauge('fairlead_chargers', account.mirror.chargers().length, {});
        return;
      case 'installation':
        return;
      case 'login':
        for (const state of loginStateLabels) metrics.gauge('fairlead_login', state === event.state ? 1 : 0, { state });
        return;
      case 'stream': {
        const sources = account.streamStatus();
        for (const state of streamStateLabels)
          metrics.gauge('fairlead_stream_sources', sources.filter((each) => each.state === state).length, { state });
        return;
      }
      case 'governor': {
        const { availableRequests, queued, ratePerSecond, pausedUntilMs, neighbourSuspected } = event.status;
        metrics.gauge('fairlead_available_requests', availableRequests, {});
        metrics.gauge('fairlead_queued_requests', queued, {});
        metrics.gauge('fairlead_rate_per_second', ratePerSecond, {});
        metrics.gauge('fairlead_paused', pausedUntilMs === null ? 0 : 1, {});
        metrics.gauge('fairlead_neighbour_suspected', neighbourSuspected ? 1 : 0, {});
      }
    }
  };
}

function guarded(metrics: Metrics, log: Log): Metrics {
  const told = (name: string, tell: () => unknown): void =>
    callOut(tell, (cause) => log.error({ name, cause }, 'The metrics threw; what they were told is lost to them.'));
  return {
    count: (name, labels) => told(name, () => metrics.count(name, labels)),
    gauge: (name, value, labels) => told(name, () => metrics.gauge(name, value, labels)),
  };
}

function answerOf({ status }: CallFact): AnswerLabel {
  if (status === null) return 'none';
  const own = answerLabels.find((label) => label === String(status));
  return own ?? answerLabels.find((label) => label === `${Math.floor(status / 100)}xx`) ?? 'none';
}
