// Windows of history that were served, so that none is fetched twice a day.
// Invariant: an answer that brought nothing leaves the book as it was.
import { sameWindowPercent, windowAgainMs } from '../clauses/history-windows.ts';
import { clientFollowWithinMs, followWithinMs } from '../clauses/list-pages.ts';
import type { CallFact } from '../fact.ts';

/**
 * What is read once a day: the installations of an account with 50,000 chargers, with room. An entry with one window is
 * about 350 bytes, 8,192 are 3 MB. Full of windows it is 8,192 × 64 × about 60 bytes = 31 MB, which takes 14 hours at 10/s.
 */
const maxReads = 8192;
/** The hours of a day, two and a half times over. */
const maxWindows = 64;

export type Windowed = Pick<
  CallFact,
  'class' | 'path' | 'installationId' | 'resource' | 'narrowing' | 'page' | 'window'
>;

interface Served {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  /** When its first page counts as served: sent on the cloud's side, answered on the client's. */
  servedAtMs: number;
  /** When the last page of it was sent. */
  pageAtMs: number;
}

/** A full crawl names no window; its key keeps it apart from windows. */
const everything = { fromAtMs: Number.NEGATIVE_INFINITY, toAtMs: Number.POSITIVE_INFINITY };

export class WindowBook {
  readonly #exact: boolean;
  /** The read that was served last stands last. */
  readonly #reads = new Map<string, Served[]>();

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  get size(): number {
    return this.#reads.size;
  }

  served(call: CallFact, answeredAtMs: number): void {
    const key = keyOf(call);
    if (key === null) return;
    const { fromAtMs, toAtMs } = call.window ?? everything;
    const { sentAtMs } = call;
    const servedAtMs = this.#exact ? sentAtMs : answeredAtMs;
    const recent = this.#recent(key, servedAtMs);
    const same = recent.find((other) => isSame(other, fromAtMs, toAtMs));
    if (same === undefined) recent.push({ fromAtMs, toAtMs, servedAtMs, pageAtMs: sentAtMs });
    else {
      if (!this.#follows(call, same, sentAtMs)) same.servedAtMs = Math.max(same.servedAtMs, servedAtMs);
      same.pageAtMs = Math.max(same.pageAtMs, sentAtMs);
    }
    if (recent.length > maxWindows) recent.shift();
    this.#keep(key, recent, servedAtMs);
  }

  /** When a window was last served that makes this one a second time; minus infinity when none was. */
  lastServedAtMs(call: Windowed, nowMs: number): number {
    const key = this.#reads.size === 0 ? null : keyOf(call);
    const windows = key === null ? undefined : this.#reads.get(key);
    let last = Number.NEGATIVE_INFINITY;
    if (windows === undefined) return last;
    const { fromAtMs, toAtMs } = call.window ?? everything;
    for (const other of windows) {
      if (!covers(other, fromAtMs, toAtMs)) continue;
      if (isSame(other, fromAtMs, toAtMs) && this.#follows(call, other, nowMs)) continue;
      last = Math.max(last, other.servedAtMs);
    }
    return last;
  }

  /** The clock went back: nothing in here was served later than `atMs`. */
  capAt(atMs: number): void {
    for (const windows of this.#reads.values()) {
      for (const window of windows) {
        window.servedAtMs = Math.min(window.servedAtMs, atMs);
        window.pageAtMs = Math.min(window.pageAtMs, atMs);
      }
    }
  }

  copy(): WindowBook {
    const twin = new WindowBook(this.#exact);
    for (const [key, windows] of this.#reads) {
      twin.#reads.set(
        key,
        windows.map((window) => ({ ...window })),
      );
    }
    return twin;
  }

  /** Pages by cursor bear no number: soon after its last page, the same window is asked for its next. */
  #follows(call: Windowed, window: Served, atMs: number): boolean {
    const withinMs = this.#exact ? followWithinMs : clientFollowWithinMs;
    return call.class === 'history' && call.page === null && atMs - window.pageAtMs <= withinMs;
  }

  #recent(key: string, nowMs: number): Served[] {
    const windows = this.#reads.get(key);
    return windows === undefined ? [] : windows.filter(({ servedAtMs }) => servedAtMs > nowMs - windowAgainMs);
  }

  #keep(key: string, windows: Served[], nowMs: number): void {
    this.#reads.delete(key);
    this.#reads.set(key, windows);
    for (const [oldest, kept] of this.#reads) {
      const outlived = kept.every(({ servedAtMs }) => servedAtMs <= nowMs - windowAgainMs);
      if (!outlived && this.#reads.size <= maxReads) return;
      this.#reads.delete(oldest);
    }
  }
}

/** Null where nobody can say what was read: a report that does not tell its window, a list narrowed to nobody knows what. */
function keyOf(call: Windowed): string | null {
  const { installationId, resource, narrowing, window } = call;
  if (narrowing !== 'none' && installationId === null && resource === null) return null;
  if (window === null && (call.class !== 'history' || call.path.endsWith('{id}'))) return null;
  return `${window === null ? 'all' : 'window'} ${call.path} ${installationId ?? ''} ${resource ?? ''} ${call.page ?? ''}`;
}

function isSame(other: Served, fromAtMs: number, toAtMs: number): boolean {
  return other.fromAtMs === fromAtMs && other.toAtMs === toAtMs;
}

function covers(other: Served, fromAtMs: number, toAtMs: number): boolean {
  const sharedMs = Math.min(other.toAtMs, toAtMs) - Math.max(other.fromAtMs, fromAtMs);
  return sharedMs * 100 >= (toAtMs - fromAtMs) * sameWindowPercent;
}
