// The one error of this room. It carries what a receiver needs to decide whether to come back.

/** Why a link ended without being asked to. */
export interface LinkLoss {
  /** AMQP condition or network code. */
  readonly condition: string;
  /** A sentence without secrets. */
  readonly message: string;
  /** True when the same details cannot work again: key rotated, entity gone. */
  readonly permanent: boolean;
}

const conditionOf = {
  unauthorized: 'amqp:unauthorized-access',
  'not-found': 'amqp:not-found',
  'bad-request': 'amqp:invalid-field',
  limit: 'amqp:resource-limit-exceeded',
  closed: 'amqp:connection:forced',
  cut: 'amqp:connection:forced',
  listen: 'amqp:internal-error',
} as const;

/**
 * `unauthorized`: key name or key is wrong. `not-found`: no such topic or subscription. `bad-request`: a name or number that
 * cannot be. `limit`: a bound is reached. `closed`: the broker has ended. `cut`: readers are refused for now. `listen`: the
 * port cannot be had.
 */
export type BrokerErrorCode = keyof typeof conditionOf;

/**
 * What every call of this package throws or rejects with.
 * @example catch (error) { if (error instanceof BrokerError && !error.permanent) retryLater(); }
 */
export class BrokerError extends Error implements LinkLoss {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  readonly condition: string;
  readonly permanent: boolean;

  constructor(code: BrokerErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.condition = conditionOf[code];
    this.permanent = code !== 'cut' && code !== 'limit';
  }
}

export const keyRotated = (topic: string): LinkLoss => ({
  // What clients of the cloud report when the key changes under an open link (custom-components/zaptec #417, #433).
  condition: 'amqp:client-error',
  message: `The key of ${topic} was changed. Fetch the connection details again.`,
  permanent: true,
});

export const entityDeleted = (entity: string): LinkLoss => ({
  condition: 'amqp:not-found',
  message: `The entity ${entity} was deleted.`,
  permanent: true,
});
