// An observation as the cloud told it, with what the documents say of its id. Nothing is zeroed, rounded or renamed here.
import { observation, type Sensitivity, sensitivityOfObservation } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';

/** One observation as it is held, with what the documents say of its id. Source: zaptec-api.md §5.1. */
export interface RawObservation extends Observed {
  /** The cloud's number of the value, such as 710. */
  readonly stateId: number;
  /** The cloud's name on this type of device; null for ids that it does not document. */
  readonly name: string | null;
  /** `A`, `kWh`, `W` …; null where it has none, or none is documented. */
  readonly unit: string | null;
  /** Whether it tells of a person, or is a secret. */
  readonly sensitivity: Sensitivity;
}

/** In the order of their ids. Personal ones, such as who charges, only where they are asked for. */
export function rawObservations(
  { id, deviceType }: ChargerRow,
  mirror: MirrorView,
  { personal = false }: { readonly personal?: boolean } = {},
): ReadonlyMap<number, RawObservation> {
  const rows = [...mirror.observations(id)]
    .filter(([stateId]) => personal || sensitivityOfObservation(stateId) === 'plain')
    .sort(([one], [other]) => one - other)
    .map(([stateId, observed]) => [stateId, rawObservation(stateId, deviceType, observed)] as const);
  return new Map(rows);
}

/** One of them; the device type tells apart ids that mean different things on different devices. */
export function rawObservation(stateId: number, deviceType: number, observed: Observed): RawObservation {
  const known = observation(stateId, deviceType);
  return {
    ...observed,
    stateId,
    name: known?.name ?? null,
    unit: known?.unit ?? null,
    sensitivity: sensitivityOfObservation(stateId),
  };
}
