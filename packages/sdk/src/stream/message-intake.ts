// From a batch of bus messages into the mirror, and what is learnt on the way: odd messages, unknown chargers.
// Invariant: nothing is counted or reported before the mirror has kept the batch.
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { decodeBatch } from './decode-batch.ts';
import type { BusMessage } from './message-source.ts';
import { type Oddities, oddities } from './oddities.ts';
import type { StreamScope } from './stream-scope.ts';

/** Unknown chargers reported per link, each once. 1,000 x about 100 bytes. */
const maxReported = 1_000;

export interface MessageIntakeOptions {
  readonly accountId: string;
  readonly scope: StreamScope;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly log: Log;
  /** The serial where the message tells it; a targeted look-up goes by serial. */
  readonly onUnknownCharger: (chargerId: string, serial: string | null) => void;
}

export interface MessageIntake {
  readonly oddities: Oddities;
  /** Messages taken so far, undecodable and ignored ones included; one that comes twice counts twice. */
  messages(): number;
  /** Rejects when the mirror cannot keep the batch. */
  apply(messages: readonly BusMessage[]): Promise<void>;
  /** Unknown chargers may be reported again: the look-up may have failed. */
  linkOpened(): void;
}

export function messageIntake(options: MessageIntakeOptions): MessageIntake {
  const { accountId, scope, mirror, clock, log, onUnknownCharger } = options;
  const odd = oddities();
  const reported = new Set<string>();
  let messages = 0;

  const reportUnknown = (serials: ReadonlyMap<string, string | null>): void => {
    for (const [chargerId, serial] of serials) {
      if (mirror.charger(chargerId) || reported.has(chargerId) || reported.size >= maxReported) continue;
      reported.add(chargerId);
      onUnknownCharger(chargerId, serial);
    }
  };

  return {
    oddities: odd,
    messages: () => messages,
    async apply(batch) {
      const { observations, serials, undecodable } = decodeBatch(batch, clock.nowMs());
      if (observations.length > 0) await mirror.apply({ observations, chargers: [], installations: [] });
      messages += batch.length;
      for (const { reason, shape } of undecodable)
        if (odd.add(reason, shape))
          log.warn(
            { accountId, ...scope, reason, shape },
            'A bus message could not be read; it was counted and removed.',
          );
      reportUnknown(serials);
    },
    linkOpened: () => reported.clear(),
  };
}
