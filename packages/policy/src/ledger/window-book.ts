// Windows of history that were served, so that none is fetched twice a day.
// Invariant: an answer that brought nothing leaves the book as it was; what was served is forgotten for want of room only.
import { sameWindowPercent } from '../clauses/history-windows.ts';
import { clientFollowWithinMs, followWithinMs } from '../clauses/list-pages.ts';
import type { CallFact } from '../fact.ts';
import { fingerprint } from './name.ts';
import { ServedWindows } from './served-windows.ts';

export type Windowed = Pick<
  CallFact,
  'class' | 'path' | 'installationId' | 'resource' | 'narrowing' | 'page' | 'cursor' | 'window'
>;

/** A full crawl names no window; its read keeps it apart from windows. */
const everything = { fromAtMs: Number.NEGATIVE_INFINITY, toAtMs: Number.POSITIVE_INFINITY };

export class WindowBook {
  readonly #exact: boolean;
  readonly #served: ServedWindows;

  constructor(exact: boolean, served = new ServedWindows()) {
    this.#exact = exact;
    this.#served = served;
  }

  get size(): number {
    return this.#served.size;
  }

  served(call: CallFact, answeredAtMs: number): void {
    const read = readOf(call);
    if (read === null) return;
    const { fromAtMs, toAtMs } = call.window ?? everything;
    const { sentAtMs } = call;
    const servedAtMs = this.#exact ? sentAtMs : answeredAtMs;
    for (const window of this.#served.of(read)) {
      if (!this.#isSame(window, fromAtMs, toAtMs)) continue;
      if (!this.#follows(call, window, sentAtMs)) this.#served.moveTo(window, 'servedAt', servedAtMs);
      this.#served.moveTo(window, 'pageAt', sentAtMs);
      return;
    }
    this.#served.add({ read, fromAt: fromAtMs, toAt: toAtMs, servedAt: servedAtMs, pageAt: sentAtMs });
  }

  /** When a window was last served that makes this one a second time; minus infinity when none was. */
  lastServedAtMs(call: Windowed, nowMs: number): number {
    const read = this.size === 0 ? null : readOf(call);
    let lastAtMs = Number.NEGATIVE_INFINITY;
    if (read === null) return lastAtMs;
    const { fromAtMs, toAtMs } = call.window ?? everything;
    for (const window of this.#served.of(read)) {
      if (!this.#covers(window, fromAtMs, toAtMs)) continue;
      const servedAtMs = this.#served.at(window, 'servedAt');
      const isNextPage = this.#isSame(window, fromAtMs, toAtMs) && this.#follows(call, window, nowMs);
      if (!isNextPage || servedAtMs > nowMs) lastAtMs = Math.max(lastAtMs, servedAtMs);
    }
    return lastAtMs;
  }

  /** The clock went back: nothing in here was served later than `atMs`. */
  capAt(atMs: number): void {
    this.#served.capAt(atMs);
  }

  copy(): WindowBook {
    return new WindowBook(this.#exact, this.#served.copy());
  }

  /** Where a page by cursor is not told: soon after its last page, the same window is asked for its next. */
  #follows(call: Windowed, window: number, atMs: number): boolean {
    const withinMs = this.#exact ? followWithinMs : clientFollowWithinMs;
    const sinceMs = atMs - this.#served.at(window, 'pageAt');
    const untold = call.page === null && call.cursor === undefined;
    return call.class === 'history' && untold && sinceMs >= 0 && sinceMs <= withinMs;
  }

  #isSame(window: number, fromAtMs: number, toAtMs: number): boolean {
    return this.#served.at(window, 'fromAt') === fromAtMs && this.#served.at(window, 'toAt') === toAtMs;
  }

  #covers(window: number, fromAtMs: number, toAtMs: number): boolean {
    const latestFromMs = Math.max(this.#served.at(window, 'fromAt'), fromAtMs);
    const sharedMs = Math.min(this.#served.at(window, 'toAt'), toAtMs) - latestFromMs;
    return sharedMs * 100 >= (toAtMs - fromAtMs) * sameWindowPercent;
  }
}

/** Null where nobody can say what was read: a report that does not tell its window, a list narrowed to nobody knows what. */
function readOf(call: Windowed): number | null {
  const { installationId, resource, narrowing, window } = call;
  if (narrowing !== 'none' && installationId === null && resource === null) return null;
  if (window === null && (call.class !== 'history' || call.path.endsWith('{id}'))) return null;
  const what = window === null ? 'all' : 'window';
  return fingerprint(
    `${what} ${call.path} ${installationId ?? ''} ${resource ?? ''} ${call.page ?? ''} ${call.cursor ?? ''}`,
  );
}
