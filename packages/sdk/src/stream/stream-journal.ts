// Stream events as facts, at a bounded rate: a busy bus has thousands of messages a second, the policy asks only whether
// the stream is read. `message` is written for the first message of a link and then at most once a minute, so a source
// writes at most 60 facts an hour of quiet running; `opened`, `lost` and `refused` follow the backoff.
import type { Fact, StreamFact } from '@fairlead/policy';
import type { Clock } from '../clock.ts';

const messageFactEveryMs = 60_000;

export interface StreamJournalOptions {
  readonly accountId: string;
  readonly bus: StreamFact['bus'];
  readonly scope: string;
  readonly clock: Clock;
  readonly journal: (fact: Fact) => void;
}

export type StreamJournal = (event: StreamFact['event']) => void;

export function streamJournal({ accountId, bus, scope, clock, journal }: StreamJournalOptions): StreamJournal {
  let nextMessageMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event === 'message') {
      if (clock.monotonicMs() < nextMessageMs) return;
      nextMessageMs = clock.monotonicMs() + messageFactEveryMs;
    } else {
      nextMessageMs = Number.NEGATIVE_INFINITY;
    }
    journal({ v: 1, kind: 'stream', accountId, bus, scope, event, atMs: clock.nowMs() });
  };
}
