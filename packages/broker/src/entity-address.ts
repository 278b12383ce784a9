// Names of entities as clients write them: `topic`, `topic/Subscriptions/sub`, its dead letters, its management node.
// Service Bus compares them without regard to case; so do we.

export interface EntityAddress {
  readonly topic: string;
  /** Null = the topic itself. */
  readonly subscription: string | null;
  readonly deadLetters: boolean;
  readonly management: boolean;
}

/** Twice the longest entity path in Service Bus, for what is beside it in an address. */
export const longestAddress = 520;

/** @returns null when the text names no entity */
export function parseEntityAddress(text: string): EntityAddress | null {
  if (text.length === 0 || text.length > longestAddress) return null;
  const parts = text.replace(/^\/+|\/+$/g, '').split('/');
  const management = parts.at(-1)?.toLowerCase() === '$management';
  if (management) parts.pop();
  const deadLetters = parts.at(-1)?.toLowerCase() === '$deadletterqueue';
  if (deadLetters) parts.pop();
  const [topic, word, subscription, ...rest] = parts;
  if (!topic || rest.length > 0) return null;
  if (word === undefined) return deadLetters ? null : { topic, subscription: null, deadLetters, management };
  if (word.toLowerCase() !== 'subscriptions' || !subscription) return null;
  return { topic, subscription, deadLetters, management };
}

/** The form under which names are compared and kept. */
export const entityKey = (name: string): string => name.toLowerCase();
