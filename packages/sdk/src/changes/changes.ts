// What changes in the mirror, as an async iterable: in order, each once, with its age and its source.
// Invariant: a reader that is slower than the changes loses none for good: of one value the latest waits, older ones are
// replaced by it, so that what waits is bounded by what the mirror holds.
import { observation as observationWith } from '@fairlead/protocol';
import type { Account, AccountEvent } from '../account.ts';
import type { Clock } from '../clock.ts';

/** One value of a charger that became different. */
export interface ValueChange {
  readonly kind: 'value';
  readonly chargerId: string;
  readonly stateId: number;
  /** The cloud's name of the observation; null for ids that it does not document. */
  readonly name: string | null;
  /** The cloud's text. */
  readonly value: string | null;
  /** What was held before; undefined where nothing was. */
  readonly before: string | null | undefined;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  /** How old the value was when it was handed over, ms. */
  readonly ageMs: number;
  readonly via: 'stream' | 'poll';
}

export type Change =
  | ValueChange
  | { readonly kind: 'charger'; readonly chargerId: string }
  | { readonly kind: 'installation'; readonly installationId: string };

export interface ChangesOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

type Waiting = Extract<AccountEvent, { readonly kind: 'observation' | 'charger' | 'installation' }>;

/** Begins with the first change after the call. Ends with the signal, with `return`, or with the account. */
export function changesOf(
  account: Pick<Account, 'subscribe' | 'mirror'>,
  clock: Clock,
  ended: AbortSignal,
  { signal }: ChangesOptions = {},
): AsyncIterableIterator<Change> {
  const waiting = new Map<string, Waiting>();
  let wake = (): void => {};
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    unsubscribe();
    for (const each of [signal, ended]) each?.removeEventListener('abort', end);
    wake();
  };
  const unsubscribe = account.subscribe((event) => {
    if (event.kind !== 'observation' && event.kind !== 'charger' && event.kind !== 'installation') return;
    const key = keyOf(event);
    const before = waiting.get(key);
    // The place in the line stays with the first of them, what was held before it too.
    waiting.set(
      key,
      before?.kind === 'observation' && event.kind === 'observation' ? { ...event, held: before.held } : event,
    );
    wake();
  });
  for (const each of [signal, ended]) each?.addEventListener('abort', end, { once: true });
  if (signal?.aborted || ended.aborted) end();

  const take = (): Change | undefined => {
    for (const [key, event] of waiting) {
      waiting.delete(key);
      if (event.kind !== 'observation' || event.held?.value !== event.observation.value)
        return changeOf(event, account, clock);
    }
    return undefined;
  };

  return {
    async next() {
      for (;;) {
        if (over) return { done: true, value: undefined };
        const change = take();
        if (change) return { done: false, value: change };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function keyOf(event: Waiting): string {
  switch (event.kind) {
    case 'observation':
      return `${event.observation.chargerId} ${event.observation.stateId}`;
    case 'charger':
      return event.chargerId;
    case 'installation':
      return event.installationId;
  }
}

function changeOf(event: Waiting, { mirror }: Pick<Account, 'mirror'>, clock: Clock): Change {
  if (event.kind !== 'observation') return event;
  const { chargerId, stateId, value, observedAtUs, receivedAtMs, via } = event.observation;
  const observedAtMs = Math.floor(observedAtUs / 1_000);
  return {
    kind: 'value',
    ...{ chargerId, stateId, value, observedAtMs, receivedAtMs, via },
    name: observationWith(stateId, mirror.charger(chargerId)?.deviceType)?.name ?? null,
    before: event.held?.value,
    ageMs: Math.max(0, clock.nowMs() - observedAtMs),
  };
}
