// A link that could not be opened, as an error; and the reading of any error as a loss.
import { networkSentence } from '../explain/words-of-network.ts';
import { knownCode } from '../log/known-code.ts';
import { SdkError } from '../sdk-error.ts';
import type { LinkLoss } from './message-source.ts';

/**
 * Why a link to the bus could not be opened or was lost, as a `MessageSource` throws or tells it. Its condition and its
 * message are told in status, events and the log: neither may hold a secret. Of other errors only a known condition is told.
 */
export class LinkLossError extends Error implements LinkLoss {
  override readonly name = 'LinkLossError';
  /** What the matter is, such as `amqp:unauthorized-access`. */
  readonly condition: string;
  /** True where coming back changes nothing until somebody acts. */
  readonly permanent: boolean;

  constructor(loss: LinkLoss, options: { readonly cause?: unknown } = {}) {
    super(loss.message, options);
    this.condition = loss.condition;
    this.permanent = loss.permanent;
  }
}

/**
 * What an error of `open` or `details`, or a loss, says about the link. Unknown errors are taken for bad weather, and only
 * errors that promise to hold no secret are told in their own words.
 */
export function lossOfError(error: unknown, happened = 'The stream could not be opened'): LinkLoss {
  if (error instanceof SdkError) return { condition: error.code, message: error.message, permanent: false };
  if (error instanceof LinkLossError)
    return { condition: error.condition, message: error.message, permanent: error.permanent };
  const { condition, code, permanent } = Object(error) as Record<string, unknown>;
  const told = knownCode(condition) ?? knownCode(code);
  return {
    condition: told ?? 'unknown',
    message: sentenceOf(told, happened),
    permanent: permanent === true,
  };
}

export const unauthorized = 'The bus refused the key: it was changed, or it is not for this subscription.';
export const notFound =
  'The subscription is not there: the cloud removes one that nobody read for 14 days. Activate it again in the portal.';

/** Nothing came for too long, not even a sign of life. */
export const silentLoss: LinkLoss = {
  condition: 'idle',
  message: 'The link to the bus was dead: for too long nothing came over it, not even a sign of life.',
  permanent: false,
};

function sentenceOf(condition: string | null, happened: string): string {
  switch (condition) {
    case 'amqp:unauthorized-access':
      return unauthorized;
    case 'amqp:not-found':
      return notFound;
    case silentLoss.condition:
      return silentLoss.message;
    case null:
      return `${happened}.`;
    default:
      return networkSentence(happened, condition, 'bus');
  }
}

/** True when the cloud says that this account may have no stream here: 403 (no right, messaging off) or 404. */
export function isDenied(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return status === 403 || status === 404;
}

/** Until when the policy holds the look at the details back; null when it does not. */
export function heldUntilMsOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, retryAtMs } = error as Record<string, unknown>;
  return code === 'too-early' && typeof retryAtMs === 'number' ? retryAtMs : null;
}
