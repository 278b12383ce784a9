// Why a link is no longer used, or never came to be.
import type { BusMessage, LinkLoss } from './message-source.ts';

export type Ending =
  | { readonly kind: 'lost'; readonly loss: LinkLoss }
  | { readonly kind: 'not-opened'; readonly error: unknown }
  /** The store did not take these: they are offered to it again. */
  | { readonly kind: 'not-kept'; readonly messages: readonly BusMessage[]; readonly cause: unknown }
  | { readonly kind: 'silent' | 'slept' | 'closed' };
