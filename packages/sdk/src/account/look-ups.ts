// Chargers that the stream tells of and no list has shown, or the last one no more: one targeted call for each, after the first lists are in.
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { Instants } from '../watched-clock.ts';
import type { Lists } from './lists.ts';

/** Chargers that wait or were looked up: 10,000 × about 120 bytes = 1.2 MB. More are found by the next list. */
const mostRemembered = 10_000;
/** A charger that was not found is not looked up again before the next full list could show it. */
const againAfterMs = 3_600_000;

export interface LookUps {
  want(chargerId: string, serial: string | null): void;
  /** The lists are in: whoever is still unknown is looked up. */
  begin(): void;
}

export interface LookUpsOptions {
  readonly lists: Lists;
  /** Whether it is held and has not left the account. */
  readonly isKnown: (chargerId: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onFound: (chargerId: string) => void;
}

export function openLookUps({ lists, isKnown, clock, log, signal, onFound }: LookUpsOptions): LookUps {
  const wanted = new Map<string, string | null>();
  const lookedUpAtMs = new Instants(clock);
  let begun = false;
  let busy = false;

  const lookUpAll = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (const [chargerId, serial] of wanted) {
      wanted.delete(chargerId);
      if (signal.aborted) break;
      if (isKnown(chargerId)) continue;
      lookedUpAtMs.set(chargerId, clock.nowMs());
      try {
        if (await lists.lookUp(chargerId, serial, signal)) onFound(chargerId);
      } catch (cause) {
        if (!signal.aborted) log.warn({ chargerId, cause }, 'A charger of the stream could not be looked up.');
      }
    }
    busy = false;
  };

  return {
    want(chargerId, serial) {
      const recently = clock.nowMs() - (lookedUpAtMs.get(chargerId) ?? Number.NEGATIVE_INFINITY) < againAfterMs;
      if (recently || wanted.size + lookedUpAtMs.size >= mostRemembered) return;
      wanted.set(chargerId, serial);
      if (begun) void lookUpAll();
    },
    begin() {
      begun = true;
      for (const [chargerId, atMs] of lookedUpAtMs) {
        if (clock.nowMs() - atMs >= againAfterMs) lookedUpAtMs.delete(chargerId);
      }
      void lookUpAll();
    },
  };
}
