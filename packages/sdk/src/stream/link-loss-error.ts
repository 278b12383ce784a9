// A link that could not be opened, as an error; and the reading of any error as a loss.
import type { LinkLoss } from './message-source.ts';

/** Why a link to the bus could not be opened or was lost, as a `MessageSource` throws it. */
export class LinkLossError extends Error implements LinkLoss {
  override readonly name = 'LinkLossError';
  readonly condition: string;
  readonly permanent: boolean;

  constructor(loss: LinkLoss, options: { readonly cause?: unknown } = {}) {
    super(loss.message, options);
    this.condition = loss.condition;
    this.permanent = loss.permanent;
  }
}

/** What an error of `open` or `details` says about the link. Unknown errors are taken for bad weather. */
export function lossOfError(error: unknown): LinkLoss {
  if (typeof error !== 'object' || error === null)
    return { condition: 'unknown', message: 'The stream could not be opened, without a reason.', permanent: false };
  const { condition, code, message, permanent } = error as Record<string, unknown>;
  return {
    condition: typeof condition === 'string' ? condition : typeof code === 'string' ? code : 'unknown',
    message: typeof message === 'string' && message !== '' ? message : 'The stream could not be opened.',
    permanent: permanent === true,
  };
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
