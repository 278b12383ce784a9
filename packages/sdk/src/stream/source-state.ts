// The state of one source as others see it. Tells of every change of state or trouble, not of every message.
import type { StreamSourceStatus, StreamState } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { StreamScope } from './stream-scope.ts';

export interface SourceState {
  /** Whether the state was one of these. */
  is(...states: readonly StreamState[]): boolean;
  become(state: StreamState, trouble: string | null): void;
  messageArrived(): void;
  linkOpened(): void;
  status(counts: { readonly messages: number; readonly undecodable: number }): StreamSourceStatus;
}

export function sourceState(scope: StreamScope, clock: Clock, changed: () => void): SourceState {
  let state: StreamState = 'off';
  let trouble: string | null = null;
  let sinceMs = clock.nowMs();
  let lastMessageAtMs: number | null = null;
  let opened = 0;
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
    },
    status: (counts) => ({
      ...scope,
      state,
      sinceMs,
      lastMessageAtMs,
      reconnects: Math.max(0, opened - 1),
      trouble,
      ...counts,
    }),
  };
}
