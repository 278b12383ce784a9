// The service bus of an account as `/v1/streams` tells it.
import type { StreamSourceStatus } from '@fairlead/sdk';
import type { StreamSourceView, StreamState, StreamView } from '../contract.ts';
import { isoOf, isoOrNull } from './instant.ts';

/** From best to worst. `off` is worst only where nothing else is. */
const ranking: readonly StreamState[] = ['off', 'live', 'quiet', 'connecting', 'stale', 'shared', 'down'];

export function streamView(accountId: string, sources: readonly StreamSourceStatus[]): StreamView {
  const worst = sources.reduce<StreamState>(
    (held, { state }) => (ranking.indexOf(state) > ranking.indexOf(held) ? state : held),
    'off',
  );
  return { accountId, state: worst, sources: sources.map(sourceView) };
}

function sourceView(source: StreamSourceStatus): StreamSourceView {
  const { bus, scope, state, messages, reconnects, undecodable, trouble } = source;
  const told = { bus, scope, state, messages, reconnects, undecodable, trouble };
  return {
    ...told,
    since: isoOf(source.sinceMs),
    lastMessageAt: isoOrNull(source.lastMessageAtMs),
    subscriptionEndsAt: isoOrNull(source.subscriptionEndsAtMs),
  };
}
