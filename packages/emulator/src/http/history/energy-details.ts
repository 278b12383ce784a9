// The points of a session's energy: its start, each full hour, its end (a live check found them aligned to hours).
// Invariant: counted in whole watt-hours of the meter as it is printed, so that increments add up to the energy exactly.
import type { SwitchValues } from '../../switches/switch-table.ts';
import type { EndedSession } from '../../world/ended-session.ts';

const hourMs = 3_600_000;

export interface EnergyPoint {
  readonly atUs: number;
  readonly energyKwh: number;
}

export function energyDetails(session: EndedSession, shape: SwitchValues['energy-details']): EnergyPoint[] {
  const points = [{ atUs: session.startUs, meterWh: session.startWh }, ...hours(session)];
  points.push({ atUs: session.endUs, meterWh: session.endWh });
  let lastWh = printedWh(session.startWh);
  return points.map(({ atUs, meterWh }) => {
    const energyWh = printedWh(meterWh) - lastWh;
    if (shape === 'increments') lastWh += energyWh;
    return { atUs, energyKwh: energyWh / 1000 };
  });
}

/** What the meter shows of it: kWh with three decimals, so whole Wh. */
export function meteredKwh({ startWh, endWh }: EndedSession): number {
  return (printedWh(endWh) - printedWh(startWh)) / 1000;
}

function* hours({ ticks }: EndedSession): Generator<{ readonly atUs: number; readonly meterWh: number }> {
  for (let place = 0; place + 1 < ticks.length; place += 2) {
    const [wallMs, meterWh] = [ticks[place] as number, ticks[place + 1] as number];
    if (wallMs % hourMs === 0) yield { atUs: wallMs * 1000, meterWh };
  }
}

function printedWh(meterWh: number): number {
  return Math.floor(meterWh);
}
