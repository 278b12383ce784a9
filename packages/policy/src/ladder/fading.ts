// Points that fade: half of them are gone after each half-life, continuously.
// Invariant: never negative, never more than was added; an earlier instant than the last told one changes nothing.

/** What is left at `nowMs` of the points of `asOfMs`. */
export function faded(points: number, asOfMs: number, nowMs: number, halfLifeMs: number): number {
  return nowMs > asOfMs ? points * 2 ** ((asOfMs - nowMs) / halfLifeMs) : points;
}

/** When points of `asOfMs` have fallen to a lower level, to the nearest millisecond. */
export function fadesToAtMs(points: number, asOfMs: number, level: number, halfLifeMs: number): number {
  return asOfMs + Math.round(Math.log2(points / level) * halfLifeMs);
}
