// The bare array that the state endpoint answers: times without zone, rounded to 1/300 s as its database does (observed
// in fractions such as .487, .583, .713), trailing zeros trimmed; no `ValueAsString` key where there is no value.
import { formatCloudTime } from '@fairlead/protocol';
import type { SimulatedCharger } from '../world/simulated-world.ts';

const ticksPerSecond = 300;

/** The nearest 1/300 s, in whole milliseconds, as microseconds. */
export function roundToTickUs(atUs: number): number {
  const seconds = Math.floor(atUs / 1_000_000);
  const ticks = Math.round(((atUs - seconds * 1_000_000) * ticksPerSecond) / 1_000_000);
  return seconds * 1_000_000 + Math.round((ticks * 1000) / ticksPerSecond) * 1000;
}

/** All observations, or those that `shows` picks. */
export function stateBody(charger: SimulatedCharger, shows: (stateId: number) => boolean = () => true): string {
  const items: string[] = [];
  const id = JSON.stringify(charger.id);
  for (const [stateId, { value, atUs }] of charger.observations()) {
    if (!shows(stateId)) continue;
    const at = formatCloudTime(roundToTickUs(atUs), { zone: false });
    const valueText = value === null ? '' : `,"ValueAsString":${JSON.stringify(value)}`;
    items.push(`{"ChargerId":${id},"StateId":${stateId},"Timestamp":"${at}"${valueText}}`);
  }
  return `[${items.join(',')}]`;
}
