// One observation on the service bus: the cloud's JSON inside its binary envelope, both ways.
// Invariant: decoding never throws and tells nothing of a message that it cannot read but its shape.
import { type FramingFault, frameText, maxBusMessageBytes, type RecordShape, unframeText } from './bus-framing.ts';
import { parseCloudTime } from './cloud-time.ts';
import { cloudFields, cloudInteger, cloudText } from './cloud-value.ts';
import { sensitivityOfObservation } from './observation.ts';
import { ProtocolError } from './protocol-error.ts';
import { observationWithoutSecrets } from './remove-secrets.ts';
import { isUuid, zeroUuid } from './uuid.ts';

/** A message in the cloud's own names. */
export interface BusMessageContent {
  /** Serial. */
  readonly DeviceId: string;
  readonly DeviceType: number;
  readonly ChargerId: string;
  readonly StateId: number;
  /** Event time as text, with or without `Z`. */
  readonly Timestamp: string;
  /** Left out where there is no value (pulse, no session). */
  readonly ValueAsString?: string | null;
}

export type BusMessageFault =
  | FramingFault
  | 'not-json'
  | 'not-an-object'
  | 'charger-id'
  | 'state-id'
  | 'timestamp'
  | 'value';

export interface BusObservation {
  readonly kind: 'observation';
  /** Lower case. */
  readonly chargerId: string;
  readonly stateId: number;
  /** Event time, whole microseconds since 1970 UTC. */
  readonly observedAtUs: number;
  /** The cloud's text, less the secrets in its JSON; null for an absent key, null and the empty text, which all mean none. */
  readonly value: string | null;
  /** Serial; null when the message does not say. */
  readonly deviceId: string | null;
  readonly deviceType: number | null;
}

export type DecodedBusMessage =
  | BusObservation
  /** A message about no charger, or a secret value (863, 864), which stops here: complete it and go on. */
  | { readonly kind: 'ignored'; readonly reason: 'zero-charger' | 'secret-value' }
  | {
      readonly kind: 'undecodable';
      readonly reason: BusMessageFault;
      /** Record types and lengths, such as `40(6) 08(51) 98(163) 01(0)`; never text. */
      readonly shape: string;
    };

/**
 * The bytes that the cloud would put on the bus.
 * @throws ProtocolError `message-too-long` past 256 kB.
 */
export function encodeBusMessage(content: BusMessageContent): Uint8Array {
  const { DeviceId, DeviceType, ChargerId, StateId, Timestamp, ValueAsString } = content;
  // The order of the keys is the cloud's; `undefined` leaves the key out.
  const text = JSON.stringify({
    DeviceId,
    DeviceType,
    ChargerId,
    StateId,
    Timestamp,
    ValueAsString: ValueAsString ?? undefined,
  });
  const bytes = frameText(text);
  if (bytes !== undefined) return bytes;
  throw new ProtocolError(
    `Failed to encode a bus message: it would be longer than ${maxBusMessageBytes} bytes. Shorten its value.`,
    { code: 'message-too-long', subject: 'ValueAsString' },
  );
}

/** Reads one message. Key casing does not matter, unknown keys are ignored, numbers may come as text. */
export function decodeBusMessage(bytes: Uint8Array): DecodedBusMessage {
  const unframed = unframeText(bytes);
  if (unframed.kind === 'broken') return undecodable(unframed.fault, unframed.records);
  const fields = jsonFields(unframed.text);
  return typeof fields === 'string' ? undecodable(fields, unframed.records) : observationOf(fields, unframed.records);
}

function jsonFields(text: string): ReadonlyMap<string, unknown> | 'not-json' | 'not-an-object' {
  try {
    return cloudFields(JSON.parse(text)) ?? 'not-an-object';
  } catch {
    return 'not-json';
  }
}

function observationOf(fields: ReadonlyMap<string, unknown>, records: readonly RecordShape[]): DecodedBusMessage {
  const chargerId = fields.get('chargerid');
  if (!isUuid(chargerId)) return undecodable('charger-id', records);
  if (chargerId === zeroUuid) return { kind: 'ignored', reason: 'zero-charger' };
  const stateId = cloudInteger(fields.get('stateid'));
  if (stateId === undefined) return undecodable('state-id', records);
  if (sensitivityOfObservation(stateId) === 'secret') return { kind: 'ignored', reason: 'secret-value' };
  const timestamp = fields.get('timestamp');
  const observedAtUs = typeof timestamp === 'string' ? parseCloudTime(timestamp) : undefined;
  if (observedAtUs === undefined) return undecodable('timestamp', records);
  const value = cloudText(fields.get('valueasstring'));
  if (value === undefined) return undecodable('value', records);
  const deviceId = fields.get('deviceid');
  return {
    kind: 'observation',
    chargerId: chargerId.toLowerCase(),
    stateId,
    observedAtUs,
    value: observationWithoutSecrets(value),
    deviceId: typeof deviceId === 'string' && deviceId !== '' ? deviceId : null,
    deviceType: cloudInteger(fields.get('devicetype')) ?? null,
  };
}

function undecodable(reason: BusMessageFault, records: readonly RecordShape[]): DecodedBusMessage {
  const shape = records.map(({ type, length }) => `${type.toString(16).padStart(2, '0')}(${length})`).join(' ');
  return { kind: 'undecodable', reason, shape };
}
