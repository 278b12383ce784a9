// What is held of a charger that tells its model.
import { type ModelTold, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';

export function modelTold({ id, serial, row }: ChargerRow, mirror: MirrorView): ModelTold {
  const listed = row['SignedMeterValue'];
  return {
    serial,
    capabilities: mirror.observation(id, stateIds.Capabilities)?.value,
    signedReading:
      mirror.observation(id, stateIds.SignedMeterValue)?.value ?? (typeof listed === 'string' ? listed : null),
  };
}
