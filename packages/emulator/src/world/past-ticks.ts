// Readings at full hours or quarters of a time that nobody lived through: the meter rose evenly while current flowed.
import { mostTicks } from './charger-state.ts';

export interface Flow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startWh: number;
  readonly endWh: number;
}

/** All in wall time; after the start and before `untilMs`. */
export function ticksBetween(flow: Flow, untilMs: number, intervalMs: number): [wallMs: number, meterWh: number][] {
  const ticks: [number, number][] = [];
  const firstMs = (Math.floor(flow.fromMs / intervalMs) + 1) * intervalMs;
  for (let atMs = firstMs; atMs < untilMs && ticks.length < mostTicks; atMs += intervalMs)
    ticks.push([atMs, meterAt(flow, atMs)]);
  return ticks;
}

function meterAt({ fromMs, toMs, startWh, endWh }: Flow, atMs: number): number {
  const part = toMs <= fromMs ? 1 : Math.min(1, (atMs - fromMs) / (toMs - fromMs));
  return startWh + (endWh - startWh) * part;
}
