// The topics of the bus: one per installation and per user group, each with its key and its one subscription.
// Invariant: a subscription exists from the first look at its connection details (observed: opening them activates it)
// until nobody has read it for 14 days; from then on only `activate` (portal or support, §4.5) brings it back.
// What it was idle for counts on over a snapshot; while the whole cloud was off nobody could read, and no day is counted.
import { randomBytes } from 'node:crypto';
import type { Namespace } from '@fairlead/broker';

/** Documented for both kinds of bus (zaptec-api.md §4.2). */
export const unusedLifeMs = 14 * 86_400_000;

export const subscription = 'default';

export interface SavedTopics {
  readonly active: readonly string[];
  readonly removed: readonly string[];
  /** For how long nobody had read each, ms; of those that are not named, not at all. */
  readonly idleForMs: Readonly<Record<string, number>>;
}

export interface BusTopics {
  has(topic: string): boolean;
  /** Its key; null when its subscription was removed. Made at the first look. */
  keyAtLook(topic: string): string | null;
  /** As portal and support do: also after it was removed. */
  activate(topic: string): void;
  /** As the cloud does with one that is not used. */
  remove(topic: string): void;
  /** Ends every topic that this says is no more; the next look makes it anew. */
  close(gone: (topic: string) => boolean): void;
  rotateKeys(): void;
  saved(): SavedTopics;
}

/** At most one topic per installation and user group: the broker's own bound on topics counts. */
export function createBusTopics(namespace: Namespace, saved: SavedTopics): BusTopics {
  const keys = new Map<string, string>();
  const removed = new Set<string>(saved.removed);

  const setKey = (topic: string): string => {
    const key = newKey();
    keys.set(topic, key);
    namespace.setKey(topic, { name: topic, key });
    return key;
  };
  const open = (topic: string, idleForMs = 0): string => {
    namespace.createTopic(topic);
    namespace.createSubscription(topic, subscription, { autoDeleteOnIdleMs: unusedLifeMs }, { idleForMs });
    return setKey(topic);
  };
  const end = (topic: string): void => {
    keys.delete(topic);
    namespace.deleteEntity(topic);
  };
  const topics: BusTopics = {
    has: (topic) => keys.has(topic),
    keyAtLook: (topic) => (removed.has(topic) ? null : (keys.get(topic) ?? open(topic))),
    activate(topic) {
      removed.delete(topic);
      if (!keys.has(topic)) open(topic);
    },
    remove(topic) {
      if (!keys.has(topic)) return;
      removed.add(topic);
      end(topic);
    },
    close(gone) {
      for (const topic of [...keys.keys()]) if (gone(topic)) end(topic);
    },
    rotateKeys() {
      for (const topic of [...keys.keys()]) setKey(topic);
    },
    saved: () => ({ active: [...keys.keys()], removed: [...removed], idleForMs: idleTimes(namespace, keys.keys()) }),
  };
  for (const topic of saved.active) open(topic, saved.idleForMs[topic]);
  return topics;
}

function idleTimes(namespace: Namespace, topics: Iterable<string>): Record<string, number> {
  return Object.fromEntries([...topics].map((topic) => [topic, namespace.idleForMs(topic, subscription) ?? 0]));
}

/** Shared-access keys are 32 random bytes, base64, 44 characters (observed). */
function newKey(): string {
  return randomBytes(32).toString('base64');
}
