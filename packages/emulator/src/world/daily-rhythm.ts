// When people come home and leave again. Weights by hour of the day, drawn from; plausible, not measured.
import { type Chance, draw } from './random.ts';

const hourMs = 3_600_000;

/** The invented places lie in Central Europe; one hour off in summer harms nobody here. */
const localOffsetMs = hourMs;

/** Arrivals expected per charger in each hour of a day; together about 1.3. */
const arrivals = [
  0.01, 0.005, 0.005, 0.005, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.05, 0.05, 0.05, 0.05, 0.07, 0.12, 0.16, 0.16, 0.13,
  0.1, 0.07, 0.05, 0.03, 0.02,
];

/** Departures expected per plugged car in each hour: rare at night, most in the morning. */
const departures = [
  0.01, 0.01, 0.01, 0.01, 0.02, 0.08, 0.3, 0.7, 0.7, 0.4, 0.3, 0.25, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2, 0.15, 0.15, 0.1,
  0.06, 0.03, 0.02,
];

/** A connector stays free this long, a car stays this long, at the least. */
const shortestGapMs = 0.2 * hourMs;
const shortestStayMs = 0.75 * hourMs;

/** Milliseconds until the next car comes. */
export function untilArrivalMs(chance: Chance, wallMs: number): number {
  return shortestGapMs + untilMs(chance, wallMs + shortestGapMs, arrivals);
}

/** Milliseconds until a car that has just come leaves. */
export function untilDepartureMs(chance: Chance, wallMs: number): number {
  return shortestStayMs + untilMs(chance, wallMs + shortestStayMs, departures);
}

/** One draw of the whole exposure, used up hour by hour: exact for rates constant within an hour; ends within 60 days. */
function untilMs(chance: Chance, fromWallMs: number, ratesPerHour: readonly number[]): number {
  let exposure = -Math.log(1 - draw(chance));
  let elapsedMs = 0;
  for (let step = 0; step < 24 * 60; step++) {
    const localMs = fromWallMs + elapsedMs + localOffsetMs;
    const leftOfHourMs = hourMs - (localMs % hourMs);
    const rate = ratesPerHour[Math.floor(localMs / hourMs) % 24] ?? 0;
    const possible = (rate * leftOfHourMs) / hourMs;
    if (exposure < possible) return Math.ceil(elapsedMs + (exposure / rate) * hourMs);
    exposure -= possible;
    elapsedMs += leftOfHourMs;
  }
  return elapsedMs;
}
