// The bare array that the state endpoint answers: times in the form of the cloud's database, no `ValueAsString` key where
// there is no value.
import { type RestTimeForm, restTime } from '../time-forms.ts';
import type { SimulatedCharger } from '../world/simulated-world.ts';

export interface StateBody {
  readonly body: string;
  /** The same, encoded once for as long as it is kept. */
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** All observations, or those that `shows` picks. */
export function stateBody(
  charger: SimulatedCharger,
  form: RestTimeForm,
  shows: (stateId: number) => boolean = () => true,
): StateBody {
  const items: string[] = [];
  const id = JSON.stringify(charger.id);
  for (const [stateId, { value, atUs }] of charger.observations()) {
    if (!shows(stateId)) continue;
    const at = restTime(atUs, form);
    const valueText = value === null ? '' : `,"ValueAsString":${JSON.stringify(value)}`;
    items.push(`{"ChargerId":${id},"StateId":${stateId},"Timestamp":"${at}"${valueText}}`);
  }
  const body = `[${items.join(',')}]`;
  return { body, bytes: Buffer.from(body), rows: items.length };
}
