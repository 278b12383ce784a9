// Spans of time that hold calls back: pauses that refusals asked for, lives of tokens.
// Invariant: no span shortens another, not even one that a wrong clock dates in the future. What would end before another
// one and is shorter too is not kept: brought down to one instant it would end before it as well.

/** Each later one is shorter than those before it; in fair weather there is one. 8 × about 80 bytes. */
const maxSpans = 8;
const never = Number.NEGATIVE_INFINITY;

interface Span {
  /** When the first of those began that run without a gap up to this one. */
  readonly sinceMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

export class Spans {
  /** The one that ends first stands first; it is the longest. */
  #spans: readonly Span[] = [];

  begin(fromMs: number, forMs: number): void {
    const running = this.#spans.filter((span) => span.fromMs <= fromMs && span.untilMs > fromMs);
    const sinceMs = running.reduce((earliestMs, span) => Math.min(earliestMs, span.sinceMs), fromMs);
    this.#keep([...this.#spans, { sinceMs, fromMs, untilMs: fromMs + forMs }]);
  }

  /** When the last one ends; minus infinity when there is none. */
  untilMs(): number {
    return this.#spans.at(-1)?.untilMs ?? never;
  }

  /** The same for what left before it could be heard of: for `graceMs` from its beginning a span does not hold. */
  heardUntilMs(nowMs: number, graceMs: number): number {
    const unheard = ({ sinceMs }: Span): boolean => nowMs >= sinceMs && nowMs <= sinceMs + graceMs;
    return this.#spans.findLast((span) => !unheard(span))?.untilMs ?? never;
  }

  /** All of them end at `atMs` at the latest. */
  endAt(atMs: number): void {
    this.#keep(this.#spans.map((span) => ({ ...span, untilMs: Math.min(span.untilMs, atMs) })));
  }

  /** The clock went back: nothing began later than `atMs`; what did lasts as long as it would have, and was heard of. */
  capAt(atMs: number): void {
    this.#keep(
      this.#spans.map(({ sinceMs, fromMs, untilMs }) => {
        const aheadMs = Math.max(0, fromMs - atMs);
        return { sinceMs: sinceMs > atMs ? never : sinceMs, fromMs: fromMs - aheadMs, untilMs: untilMs - aheadMs };
      }),
    );
  }

  copy(): Spans {
    const twin = new Spans();
    twin.#spans = this.#spans;
    return twin;
  }

  #keep(spans: readonly Span[]): void {
    let kept: Span[] = [];
    for (const span of [...spans].sort((one, other) => one.untilMs - other.untilMs)) {
      kept = [...kept.filter((other) => lengthOf(other) > lengthOf(span)), span];
    }
    while (kept.length > maxSpans) kept.splice(0, 2, joined(kept[0] as Span, kept[1] as Span));
    this.#spans = kept;
  }
}

function lengthOf({ fromMs, untilMs }: Span): number {
  return untilMs - fromMs;
}

/** As long as the longer one, until the later one ends. */
function joined(longer: Span, later: Span): Span {
  const sinceMs = Math.min(longer.sinceMs, later.sinceMs);
  return { sinceMs, fromMs: later.untilMs - lengthOf(longer), untilMs: later.untilMs };
}
