// From bus messages to observations. Pure: what cannot be read or must be ignored is a value here, never an exception.
import { decodeBusMessage } from '@fairlead/protocol';
import type { Observation } from '../mirror/observed.ts';
import type { BusMessage } from './message-source.ts';

export interface DecodedBatch {
  readonly observations: readonly Observation[];
  /** Serials by charger id, as the messages tell them. */
  readonly serials: ReadonlyMap<string, string | null>;
  readonly undecodable: readonly { readonly reason: string; readonly shape: string }[];
}

/** @param receivedAtMs wall clock at receipt */
export function decodeBatch(messages: readonly BusMessage[], receivedAtMs: number): DecodedBatch {
  const observations: Observation[] = [];
  const serials = new Map<string, string | null>();
  const undecodable: { reason: string; shape: string }[] = [];
  for (const { body, sequenceNumber, enqueuedAtMs } of messages) {
    const decoded = decodeBusMessage(body);
    switch (decoded.kind) {
      case 'ignored':
        break;
      case 'undecodable':
        undecodable.push({ reason: decoded.reason, shape: decoded.shape });
        break;
      case 'observation': {
        const { chargerId, stateId, value, observedAtUs, deviceId } = decoded;
        serials.set(chargerId, deviceId);
        observations.push({
          ...{ chargerId, stateId, value, observedAtUs, receivedAtMs, hadAtMs: enqueuedAtMs },
          ...{ via: 'stream', sequenceNumber, clockSuspect: false },
        });
      }
    }
  }
  return { observations, serials, undecodable };
}
