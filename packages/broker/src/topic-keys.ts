// The shared-access keys of one topic, and who holds a grant from which key: a key that is replaced ends its grants.
import { timingSafeEqual } from 'node:crypto';

/** What a key allows: to read subscriptions, or to publish to the topic. */
export type Right = 'listen' | 'send';

/** Name and key that a client presents, by SASL PLAIN or as the signer of its token. At most twelve a topic. */
export interface SharedAccessKey {
  readonly name: string;
  /** Base64 text; its bytes as text, not decoded, are the HMAC key. */
  readonly key: string;
  /** @default ['listen'], what the cloud hands out */
  readonly rights?: readonly Right[];
}

/** Leave to use one topic, good until its key is replaced. */
export interface Grant {
  readonly topic: string;
  readonly rights: readonly Right[];
  /** Calls back once when the key is replaced or the topic goes; returns its undo. */
  onRevoked(callback: () => void): () => void;
}

interface KeyRecord {
  readonly key: string;
  readonly rights: readonly Right[];
  /** One entry per open link or claim of this key; bounded by the listeners' limits. */
  readonly callbacks: Set<() => void>;
}

/** Service Bus allows twelve rules per entity. */
export const maxKeysPerTopic = 12;

export class TopicKeys {
  readonly #topic: string;
  readonly #records = new Map<string, KeyRecord>();

  constructor(topic: string) {
    this.#topic = topic;
  }

  get size(): number {
    return this.#records.size;
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  /** Sets or replaces a key; links that came with a different one are cut. */
  set({ name, key, rights = ['listen'] }: SharedAccessKey): void {
    const before = this.#records.get(name);
    const same = before !== undefined && before.key === key;
    this.#records.set(name, { key, rights, callbacks: same ? before.callbacks : new Set() });
    if (before && !same) revoke(before);
  }

  remove(name: string): void {
    const record = this.#records.get(name);
    this.#records.delete(name);
    if (record) revoke(record);
  }

  /** @returns null when there is no such key or it does not pass the check */
  grant(name: string, check: (key: string) => boolean): Grant | null {
    const record = this.#records.get(name);
    if (!record || !check(record.key)) return null;
    const { callbacks, rights } = record;
    return {
      topic: this.#topic,
      rights,
      onRevoked(callback) {
        const once = () => callback();
        callbacks.add(once);
        return () => callbacks.delete(once);
      },
    };
  }
}

/** Compares two keys in a time that does not depend on where they differ. */
export function sameKey(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function revoke(record: KeyRecord): void {
  const callbacks = [...record.callbacks];
  record.callbacks.clear();
  for (const callback of callbacks) callback();
}
