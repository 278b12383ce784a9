// Messages that cannot be read: counted, and the last few kinds kept without anything that a person wrote.

/** A kind of message that could not be read, and how often it came. */
export interface Oddity {
  /** Why it could not be read: one of a closed set of sentences. */
  readonly reason: string;
  /** Record types and lengths of the last one of this kind, never text; at most 200 characters. */
  readonly shape: string;
  /** Messages of this kind. */
  readonly count: number;
}

/** Kinds kept per source, the newest: 5 x at most 250 characters. */
const maxOddities = 5;
const maxShape = 200;

export interface Oddities {
  /** True when this kind is new. */
  add(reason: string, shape: string): boolean;
  count(): number;
  recent(): readonly Oddity[];
}

export function oddities(): Oddities {
  const kinds = new Map<string, Oddity>();
  let count = 0;
  return {
    add(reason, shape) {
      count++;
      const before = kinds.get(reason);
      kinds.delete(reason);
      kinds.set(reason, { reason, shape: shape.slice(0, maxShape), count: (before?.count ?? 0) + 1 });
      if (kinds.size > maxOddities) kinds.delete(kinds.keys().next().value as string);
      return before === undefined;
    },
    count: () => count,
    recent: () => [...kinds.values()],
  };
}
