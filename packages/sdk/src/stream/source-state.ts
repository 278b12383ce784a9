// The state of one source as others see it. Tells of every change of state or trouble, not of every message.
// Invariant: what it tells of is as long ago as it was when the clock is set back.
import type { StreamSourceStatus, StreamState } from '../account.ts';
import type { Clock } from '../clock.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { StreamScope } from './stream-scope.ts';

/** The cloud removes a subscription that nobody read for 14 days (zaptec-api.md §4.2). */
export const unusedLifeMs = 14 * 86_400_000;

export interface SourceState {
  /** Whether the state was one of these. */
  is(...states: readonly StreamState[]): boolean;
  become(state: StreamState, trouble: string | null): void;
  messageArrived(): void;
  linkOpened(): void;
  linkEnded(): void;
  status(counts: { readonly messages: number; readonly undecodable: number }): StreamSourceStatus;
}

/** @param readBeforeAtMs when an earlier run last read the subscription */
export function sourceState(
  scope: StreamScope,
  clock: Clock,
  changed: () => void,
  readBeforeAtMs: number | null,
): SourceState {
  let state: StreamState = 'off';
  let trouble: string | null = null;
  let sinceMs = clock.nowMs();
  let lastMessageAtMs: number | null = null;
  let opened = 0;
  let open = false;
  let lastReadAtMs = readBeforeAtMs === null ? null : Math.min(readBeforeAtMs, sinceMs);
  // A source is there for as long as its clock is.
  whenSetBack(clock, (byMs) => {
    sinceMs -= byMs;
    if (lastMessageAtMs !== null) lastMessageAtMs -= byMs;
    if (lastReadAtMs !== null) lastReadAtMs -= byMs;
  });
  return {
    is: (...states) => states.includes(state),
    become(next, why) {
      if (state === next && trouble === why) return;
      if (state !== next) sinceMs = clock.nowMs();
      state = next;
      trouble = why;
      changed();
    },
    messageArrived() {
      lastMessageAtMs = clock.nowMs();
    },
    linkOpened() {
      opened++;
      open = true;
    },
    linkEnded() {
      open = false;
      lastReadAtMs = clock.nowMs();
    },
    status: (counts) => ({
      ...scope,
      state,
      sinceMs,
      lastMessageAtMs,
      reconnects: Math.max(0, opened - 1),
      subscriptionEndsAtMs: open || lastReadAtMs === null ? null : lastReadAtMs + unusedLifeMs,
      trouble,
      ...counts,
    }),
  };
}
