// Checks on incoming frames that rhea does not make. Each is put before rhea's own handler of one connection; a frame
// that breaks a bound ends that connection with the proper condition and never reaches rhea, and so does none after it.

import type { AmqpLimits } from './amqp-limits.ts';
import {
  largestAttachBytes,
  mostHalfSentBytes,
  propertiesBytes,
  requestBytes,
  sessionBufferSize,
  strangersShare,
} from './amqp-limits.ts';
import { HalfSent } from './half-sent.ts';
import { isPlainOutcome } from './plain-outcome.ts';
import type { AmqpCondition, Frame, RheaConnection, RheaHandled } from './rhea-types.ts';

export interface FrameBoundsOptions {
  readonly connection: RheaConnection;
  readonly limits: AmqpLimits;
  readonly maxMessageBytes: number;
  /** Whether a link leads to `$cbs` or `$management`. */
  readonly takesRequests: (link: RheaHandled) => boolean;
  /** Who it is has been shown, by a token or a login. */
  readonly isKnown: () => boolean;
  /** The connection is ending: what still comes is not heard. */
  readonly isEnding: () => boolean;
  /** Ends the connection. */
  readonly fail: (error: AmqpCondition) => void;
}

/** Its fields: the longest is the tag, of at most 32 bytes. */
const largestTransferHeadBytes = 1024;

type Check = (frame: Frame) => AmqpCondition | null;

export function boundFrames(options: FrameBoundsOptions): void {
  const { connection, limits, maxMessageBytes, takesRequests, isKnown, isEnding, fail } = options;
  const links = new Set<string>();
  const sessions = new Set<number>();
  const largestBytes = maxMessageBytes + propertiesBytes;
  const requests = new HalfSent(() => (isKnown() ? mostHalfSentBytes.requests : mostHalfSentBytes.strangers));
  const publications = new HalfSent(() => Math.max(mostHalfSentBytes.publications, largestBytes));
  const linkOf = ({ channel, performative }: Frame) => `${channel}:${String(performative['handle'])}`;
  const tooMany = (what: string, open: number, atMost: number): AmqpCondition | null => {
    if (open > atMost) return beyond(what, atMost);
    return open > strangersShare && !isKnown() ? beyond(`${what} before its first token`, strangersShare) : null;
  };
  const forget = (link: string) => {
    links.delete(link);
    requests.forget(link);
    publications.forget(link);
  };

  let opened = false;
  connection.once('connection_open', () => {
    opened = true;
  });
  const outOfOrder = (onSession: boolean): AmqpCondition | null => {
    if (!opened) return notOpened;
    return onSession ? null : notInUse('channel');
  };
  const guard = (
    name: 'on_begin' | 'on_attach' | 'on_detach' | 'on_transfer' | 'on_flow' | 'on_disposition' | 'on_end',
    check: Check,
  ) => {
    const handle = connection[name];
    connection[name] = (frame) => {
      if (isEnding()) return;
      const onSession = name === 'on_begin' || sessions.has(frame.channel);
      const error = outOfOrder(onSession) ?? check(frame);
      if (error) fail(error);
      else handle.call(connection, frame);
    };
  };

  guard('on_begin', ({ channel, size }) => {
    // rhea would let the new session take the old one's place and keep both.
    if (sessions.has(channel)) return inUse('channel');
    if (size > largestAttachBytes) return tooLong('begin', largestAttachBytes);
    sessions.add(channel);
    return tooMany('sessions', sessions.size, limits.maxSessionsPerConnection);
  });
  guard('on_attach', (frame) => {
    const link = linkOf(frame);
    // rhea keeps links by name: the second would be one more, whatever its handle.
    if (links.has(link)) return inUse('handle');
    if (frame.size > largestAttachBytes) return tooLong('attach', largestAttachBytes);
    links.add(link);
    return tooMany('links', links.size, limits.maxLinksPerConnection);
  });
  guard('on_detach', (frame) => {
    const link = linkOf(frame);
    if (!links.has(link)) return notInUse('handle');
    forget(link);
    return null;
  });
  freeDetached(connection);
  guard('on_transfer', (frame) => {
    const link = linkOf(frame);
    const handled = handledBy(connection, frame);
    if (!links.has(link) || !handled) return notInUse('handle');
    const isRequest = takesRequests(handled);
    const account = isRequest ? requests : publications;
    if (!account.has(link) && handled.credit <= 0) return overCredit;
    if (frame.size - (frame.payload?.length ?? 0) > largestTransferHeadBytes)
      return tooLong('transfer without its payload', largestTransferHeadBytes);
    const more = frame.performative['more'] === true;
    loosenFromInput(frame, more);
    const linkTakesBytes = isRequest ? requestBytes : largestBytes;
    switch (account.add({ link, bytes: frame.size, more, linkTakesBytes })) {
      case 'delivery':
        return tooLarge(isRequest ? requestBytes : maxMessageBytes);
      case 'connection':
        return tooMuchHalfSent;
      case null:
        return null;
    }
  });
  guard('on_flow', (frame) => {
    const { performative } = frame;
    if (isMissing(performative['handle'])) return null;
    if (!links.has(linkOf(frame))) return notInUse('handle');
    // A client that has not seen our attach yet leaves the count out; rhea would reckon with it all the same.
    if (isMissing(performative['delivery_count'])) performative['delivery_count'] = 0;
    return null;
  });
  guard('on_disposition', ({ performative }) => {
    const first = Number(performative['first']);
    const last = Number(performative['last'] ?? first);
    // rhea walks the whole range, however wide it claims to be.
    if (!(last - first < sessionBufferSize))
      return { condition: 'amqp:invalid-field', description: `A disposition covers ${last - first + 1} deliveries.` };
    return isPlainOutcome(performative['state'])
      ? null
      : { condition: 'amqp:not-implemented', description: 'Only plain outcomes are known, no transactions.' };
  });
  guard('on_end', ({ channel }) => {
    sessions.delete(channel);
    for (const link of [...links]) if (link.startsWith(`${channel}:`)) forget(link);
    return null;
  });
}

/** rhea keeps a detached link by its handle, and what was half-sent on it until every delivery before has ended. */
function freeDetached(connection: RheaConnection): void {
  const { on_detach: detach } = connection;
  connection.on_detach = (frame) => {
    const link = handledBy(connection, frame);
    detach.call(connection, frame);
    const handles = connection.remote_channel_map[frame.channel]?.remote.handles;
    if (handles) delete handles[String(frame.performative['handle'])];
    if (!link?._incomplete) return;
    link._incomplete.frames = [];
    link._incomplete = undefined;
  };
}

/** What rhea keeps of a transfer are views into what the socket gave: one of a byte would hold 64 kB. */
function loosenFromInput(frame: Frame, more: boolean): void {
  const { performative, payload } = frame;
  const tag = performative['delivery_tag'];
  if (tag instanceof Uint8Array) performative['delivery_tag'] = Buffer.from(tag);
  // Only for taking up again what another connection left, which is not done here.
  performative['state'] = undefined;
  if (more && payload) frame.payload = Buffer.from(payload);
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const handledBy = ({ remote_channel_map: sessions }: RheaConnection, { channel, performative }: Frame) =>
  sessions[channel]?.remote.handles[String(performative['handle'])];

const notOpened: AmqpCondition = {
  condition: 'amqp:not-allowed',
  description: 'The first frame of a connection is its open.',
};

const overCredit: AmqpCondition = {
  condition: 'amqp:link:transfer-limit-exceeded',
  description: 'A message came without credit.',
};

const inUse = (what: 'channel' | 'handle'): AmqpCondition => ({
  condition: 'amqp:not-allowed',
  description: `The ${what} is in use. Take another, or end what has it first.`,
});

const notInUse = (what: 'channel' | 'handle'): AmqpCondition => ({
  condition: 'amqp:not-allowed',
  description: `The ${what} is not in use.`,
});

const tooLong = (what: string, atMost: number): AmqpCondition => ({
  condition: 'amqp:resource-limit-exceeded',
  description: `A frame of ${what} has at most ${atMost} bytes.`,
});

const tooMuchHalfSent: AmqpCondition = {
  condition: 'amqp:resource-limit-exceeded',
  description: 'Too much of too many messages was sent without their ends. Send one after the other.',
};

const tooLarge = (atMost: number): AmqpCondition => ({
  condition: 'amqp:link:message-size-exceeded',
  description: `A message has more than ${atMost} bytes.`,
});

const beyond = (what: string, atMost: number): AmqpCondition => ({
  condition: 'amqp:resource-limit-exceeded',
  description: `A connection has at most ${atMost} ${what}. Close some, or open another connection.`,
});
