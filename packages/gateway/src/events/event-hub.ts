// The house's events in one order: numbered, kept for a while, handed to whoever listens.
// Invariant: numbers rise by one within an epoch; a new start is a new epoch, so that no old number means a new event.
import type { Events } from '../contract.ts';

export type EventName = keyof Events;

export interface HouseEvent {
  readonly number: number;
  readonly name: EventName;
  readonly accountId: string;
  /** JSON of the event's data. */
  json(): string;
}

/** Events kept for those who come back: at 20 events a second the last 3 min 25 s; about 0.5 kB each. */
const maxKept = 4_096;

export interface EventHub {
  readonly epoch: string;
  /** Number of the newest event, 0 before the first. */
  last(): number;
  publish<Name extends EventName>(name: Name, accountId: string, data: Events[Name]): void;
  /** Events after this id, oldest first; undefined when they are no longer (or not yet) ours to give: take a snapshot. */
  after(eventId: string | undefined): readonly HouseEvent[] | undefined;
  subscribe(listener: (event: HouseEvent) => void): () => void;
}

export function eventHub(epoch: string): EventHub {
  const kept: HouseEvent[] = [];
  const listeners = new Set<(event: HouseEvent) => void>();
  let last = 0;
  return {
    epoch,
    last: () => last,
    publish(name, accountId, data) {
      last += 1;
      const event = { number: last, name, accountId, json: once(() => JSON.stringify(data)) };
      kept.push(event);
      // Cut in halves: shifting one by one would copy the ring for every event.
      if (kept.length >= 2 * maxKept) kept.splice(0, kept.length - maxKept);
      for (const listener of listeners) listener(event);
    },
    after(eventId) {
      const [of, number] = eventId?.match(/^(.{1,40})-(\d{1,15})$/)?.slice(1) ?? [];
      if (of !== epoch || number === undefined) return undefined;
      const seen = Number(number);
      const firstKept = kept[0]?.number ?? last + 1;
      if (seen > last || seen < firstKept - 1) return undefined;
      return kept.slice(seen - firstKept + 1);
    },
    subscribe(listener) {
      const entry = (event: HouseEvent): void => listener(event);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
