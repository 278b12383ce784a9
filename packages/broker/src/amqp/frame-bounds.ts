// Checks on incoming frames that rhea does not make. Each is put before rhea's own handler of one connection; a frame
// that breaks a bound ends that connection with the proper condition and never reaches rhea.

import type { AmqpLimits } from './amqp-limits.ts';
import { sessionBufferSize } from './amqp-limits.ts';
import type { AmqpCondition, Frame, RheaConnection } from './rhea-types.ts';

export interface FrameBoundsOptions {
  readonly connection: RheaConnection;
  readonly limits: AmqpLimits;
  readonly maxMessageBytes: number;
  /** Ends the connection. */
  readonly fail: (error: AmqpCondition) => void;
}

/** Properties and annotations beside the body. */
const propertiesBytes = 65_536;

/** Descriptors of the outcomes: received, accepted, rejected, released, modified. Transactional states are not known. */
const outcomes = { first: 0x23, last: 0x27 };

type Check = (frame: Frame) => AmqpCondition | null;

export function boundFrames({ connection, limits, maxMessageBytes, fail }: FrameBoundsOptions): void {
  const links = new Set<string>();
  const sessions = new Set<number>();
  const partBytes = new Map<string, number>();
  const linkOf = ({ channel, performative }: Frame) => `${channel}:${String(performative['handle'])}`;
  let failed = false;

  const guard = (
    name: 'on_begin' | 'on_attach' | 'on_detach' | 'on_transfer' | 'on_flow' | 'on_disposition' | 'on_end',
    check: Check,
  ) => {
    const handle = connection[name];
    connection[name] = (frame) => {
      if (failed) return;
      const error = check(frame);
      if (!error) handle.call(connection, frame);
      else {
        failed = true;
        fail(error);
      }
    };
  };

  guard('on_begin', ({ channel }) => {
    sessions.add(channel);
    return sessions.size > limits.maxSessionsPerConnection
      ? tooMany('sessions', limits.maxSessionsPerConnection)
      : null;
  });
  guard('on_attach', (frame) => {
    links.add(linkOf(frame));
    return links.size > limits.maxLinksPerConnection ? tooMany('links', limits.maxLinksPerConnection) : null;
  });
  guard('on_detach', (frame) => {
    links.delete(linkOf(frame));
    partBytes.delete(linkOf(frame));
    return null;
  });
  guard('on_transfer', (frame) => {
    const link = linkOf(frame);
    const before = partBytes.get(link);
    if (before === undefined && creditOf(connection, frame) <= 0) return overCredit;
    const bytes = (before ?? 0) + (frame.payload?.length ?? 0);
    if (frame.performative['more'] === true) partBytes.set(link, bytes);
    else partBytes.delete(link);
    return bytes <= maxMessageBytes + propertiesBytes ? null : tooLarge(maxMessageBytes);
  });
  guard('on_flow', ({ performative }) => {
    // A client that has not seen our attach yet leaves the count out; rhea would reckon with it all the same.
    if (isMissing(performative['delivery_count']) && !isMissing(performative['handle']))
      performative['delivery_count'] = 0;
    return null;
  });
  guard('on_disposition', ({ performative }) => {
    const first = Number(performative['first']);
    const last = Number(performative['last'] ?? first);
    // rhea walks the whole range, however wide it claims to be.
    if (!(last - first < sessionBufferSize))
      return { condition: 'amqp:invalid-field', description: `A disposition covers ${last - first + 1} deliveries.` };
    return isOutcome(performative['state'])
      ? null
      : { condition: 'amqp:not-implemented', description: 'Only plain outcomes are known, no transactions.' };
  });
  guard('on_end', ({ channel }) => {
    sessions.delete(channel);
    for (const link of links) if (link.startsWith(`${channel}:`)) links.delete(link);
    for (const link of partBytes.keys()) if (link.startsWith(`${channel}:`)) partBytes.delete(link);
    return null;
  });
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const creditOf = ({ remote_channel_map: sessions }: RheaConnection, { channel, performative }: Frame): number =>
  sessions[channel]?.remote.handles[String(performative['handle'])]?.credit ?? 1;

const overCredit: AmqpCondition = {
  condition: 'amqp:link:transfer-limit-exceeded',
  description: 'A message came without credit.',
};

const tooLarge = (atMost: number): AmqpCondition => ({
  condition: 'amqp:link:message-size-exceeded',
  description: `A message has more than ${atMost} bytes.`,
});

const tooMany = (what: string, atMost: number): AmqpCondition => ({
  condition: 'amqp:resource-limit-exceeded',
  description: `A connection has at most ${atMost} ${what}. Close some, or open another connection.`,
});

function isOutcome(state: unknown): boolean {
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
