// One observation in the cloud's framing (zaptec-api.md §4.3).
import { encodeBusMessage } from '@fairlead/protocol';
import { busTime, type FractionDigits } from '../time-forms.ts';
import type { WorldEvent } from '../world/simulated-world.ts';

/** The zone is optional on the stream (observed both ways): here the ids with an even number carry it. */
export function busFrame(event: WorldEvent, digits: FractionDigits): Uint8Array {
  return encodeBusMessage({
    DeviceId: event.serial,
    DeviceType: event.deviceType,
    ChargerId: event.chargerId,
    StateId: event.stateId,
    Timestamp: busTime(event.atUs, { zone: event.stateId % 2 === 0, digits }),
    ...(event.value === null ? {} : { ValueAsString: event.value }),
  });
}
