// Which states of a delivery are known: no state, and the plain outcomes. Transactional states are not.

/** Descriptors of the outcomes: received, accepted, rejected, released, modified. */
const outcomes = { first: 0x23, last: 0x27 };

export function isPlainOutcome(state: unknown): boolean {
  if (state === undefined || state === null) return true;
  if (typeof state !== 'object') return false;
  // rhea hands on whatever follows an outcome's descriptor as if it were the list of its fields.
  const { descriptor, value } = state as {
    readonly descriptor?: { readonly value?: unknown };
    readonly value?: unknown;
  };
  if (descriptor === undefined) return value === null || value === undefined;
  if (!Array.isArray(value)) return false;
  const code = descriptor.value;
  return typeof code === 'number'
    ? code >= outcomes.first && code <= outcomes.last
    : typeof code === 'string' && /^amqp:(received|accepted|rejected|released|modified):list$/.test(code);
}
