// The course of a session's energy. Public clients saw increments, one warns of cumulative values: told apart by the numbers.
// Source: docs of the archive name neither; a live check of 2026 found increments whose sum is the session's energy.

export interface EnergyDetail {
  /** ms since 1970 UTC. */
  readonly atMs: number;
  /** What was charged since the point before. */
  readonly energyKwh: number;
}

/** The cloud prints 3 decimals, each half a Wh off at most, and the total likewise. */
const roundingKwh = 0.001;

/**
 * The points as increments. They are cumulative when they never fall, the last one is the session's energy, and their sum is
 * clearly more than that; else they stay as they came.
 *
 * @example
 * energyIncrements([{ atMs: 0, energyKwh: 4 }, { atMs: 1, energyKwh: 10 }], 10).map(({ energyKwh }) => energyKwh); // → [4, 6]
 */
export function energyIncrements(points: readonly EnergyDetail[], sessionKwh: number | null): readonly EnergyDetail[] {
  if (sessionKwh === null || !areCumulative(points, sessionKwh)) return points;
  return points.map(({ atMs, energyKwh }, at) => ({ atMs, energyKwh: energyKwh - (points[at - 1]?.energyKwh ?? 0) }));
}

function areCumulative(points: readonly EnergyDetail[], sessionKwh: number): boolean {
  const slackKwh = roundingKwh * (points.length + 1);
  const last = points.at(-1)?.energyKwh ?? Number.NaN;
  const neverFall = points.every(({ energyKwh }, at) => energyKwh >= (points[at - 1]?.energyKwh ?? 0));
  const sumKwh = points.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  return neverFall && Math.abs(last - sessionKwh) <= slackKwh && sumKwh > sessionKwh + slackKwh;
}
