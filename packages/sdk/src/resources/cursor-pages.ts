// Pages that follow one another by a cursor, read as they are wanted. The policy takes a page for the next of the same read
// while it comes within 60 s of the one before it, so where the reader is slower the next page is read for it in time.
// Bound: 20 pages ahead × 200 sessions × about 4 kB = 16 MB, ten minutes of a reader that stands still.
import type { Clock, Timer } from '../clock.ts';

/** A call may take 15 s to be answered, and the minute begins when it leaves. */
const readAheadAfterMs = 30_000;
const mostAhead = 20;

export interface CursorPage {
  /** Null on the last page. */
  readonly cursor: string | null;
}

/** Ends its reading ahead with the last page, with `return`, or with the signal. */
export async function* cursorPages<P extends CursorPage>(
  readPage: (cursor: string | null) => Promise<P>,
  clock: Clock,
  ended: AbortSignal,
): AsyncGenerator<P, void, void> {
  const ahead: P[] = [];
  let cursor: string | null = null;
  let more = true;
  let over = false;
  let timer: Timer | null = null;
  let reading: Promise<void> | null = null;

  const readOne = async (): Promise<void> => {
    const page = await readPage(cursor);
    ahead.push(page);
    cursor = page.cursor;
    more = cursor !== null;
    rest();
    if (more && !over && ahead.length < mostAhead) timer = clock.setTimer(readAhead, readAheadAfterMs);
  };
  const next = (): Promise<void> => {
    reading ??= readOne().finally(() => {
      reading = null;
    });
    return reading;
  };
  const readAhead = (): void => {
    next().catch(() => {}); // the reader asks for this page itself, and is told then
  };
  const rest = (): void => {
    if (timer !== null) clock.clearTimer(timer);
    timer = null;
  };

  ended.addEventListener('abort', rest, { once: true });
  try {
    while (more || ahead.length > 0) {
      if (ahead.length === 0) await next();
      const page = ahead.shift();
      // A full store of pages had stopped the reading ahead.
      if (more && timer === null && reading === null && ahead.length > 0) readAhead();
      if (page) yield page;
    }
  } finally {
    ended.removeEventListener('abort', rest);
    over = true;
    rest();
  }
}
