// The switch `zero-uuid-messages`: once an hour each bus carries a message whose ChargerId is all zeros
// (custom-components/zaptec#84). What else such a message says is not known: here it repeats the last one of its bus.
import type { Clock } from '../contract.ts';
import type { WorldEvent } from '../world/simulated-world.ts';
import { repeat } from './repeat.ts';

const everyMs = 3_600_000;
const nobody = '00000000-0000-0000-0000-000000000000';

export interface ZeroUuidMessages {
  /** What was published last, on these topics. */
  saw(topics: readonly string[], event: WorldEvent): void;
  stop(): void;
}

export function createZeroUuidMessages(options: {
  readonly clock: Clock;
  readonly on: () => boolean;
  readonly publish: (topic: string, event: WorldEvent) => void;
}): ZeroUuidMessages {
  /** One per topic that was active within the hour: at most the broker's topics × 0.3 kB. */
  const last = new Map<string, WorldEvent>();
  const hourly = repeat(
    options.clock,
    () => everyMs,
    () => {
      if (options.on()) for (const [topic, event] of last) options.publish(topic, { ...event, chargerId: nobody });
      last.clear();
    },
  );
  return {
    saw(topics, event) {
      for (const topic of topics) last.set(topic, event);
    },
    stop: hourly.stop,
  };
}
