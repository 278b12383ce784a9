// Pages that follow one another by a cursor, read as they are wanted. The policy takes a page for the next of the same read
// while it comes within 60 s of the one before it, so where the reader is slower the next page is read for it in time.
// Invariant: it ends, whatever the cloud says: no cursor is followed twice, nor more of them than the bounds below.
// Bound: 20 pages ahead × 200 sessions × about 4 kB = 16 MB, ten minutes of a reader that stands still.
import type { Clock, Timer } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';

/** A call may take 15 s to be answered, and the minute begins when it leaves. */
const readAheadAfterMs = 30_000;
const mostAhead = 20;
/** 200,000 sessions of one window, or 500 a day for a year and more. Cursors kept: 1,000 × about 200 bytes = 200 kB. */
const mostPages = 1_000;
/** A page may bring nothing new and say that there is more: nothing says that it may not. So many in a row are no archive. */
const mostEmptyPages = 10;

export interface CursorPage {
  /** Null on the last page. */
  readonly cursor: string | null;
  /** What has an id that was there before is nothing new. Ids kept: 200,000 × about 100 bytes = 20 MB, while it is read. */
  readonly rows: readonly { readonly id: string }[];
}

/**
 * From the beginning, or from where a page before said that it goes on. Ends its reading ahead with the last page, with `return`, or with the signal.
 *
 * @throws SdkError `unreadable-answer` for cursors without end
 */
export async function* cursorPages<P extends CursorPage>(
  readPage: (cursor: string | null) => Promise<P>,
  clock: Clock,
  ended: AbortSignal,
  from: string | null = null,
): AsyncGenerator<P, void, void> {
  const ahead: P[] = [];
  const followed = new Set<string>(from === null ? [] : [from]);
  const known = new Set<string>();
  let empty = 0;
  let cursor: string | null = from;
  let more = true;
  let over = false;
  let timer: Timer | null = null;
  let reading: Promise<void> | null = null;

  const readOne = async (): Promise<void> => {
    const page = await readPage(cursor);
    const before = known.size;
    for (const { id } of page.rows) known.add(id);
    empty = known.size === before ? empty + 1 : 0;
    if (page.cursor !== null) follow(page.cursor);
    ahead.push(page);
    cursor = page.cursor;
    more = cursor !== null;
    rest();
    if (more && !over && ahead.length < mostAhead) timer = clock.setTimer(readAhead, readAheadAfterMs);
  };
  const follow = (given: string): void => {
    if (followed.has(given)) throw endless('its "cursor" leads back to where it came from');
    if (empty >= mostEmptyPages)
      throw endless(`${empty} pages in a row bring nothing new, and "hasMore" promises more`);
    if (followed.size + 1 >= mostPages) throw endless(`"hasMore" promises more than ${mostPages} pages`);
    followed.add(given);
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

function endless(happened: string): SdkError {
  const remedy = 'Keep what was read, and ask for a shorter window';
  return failure('read the pages to their end', 'unreadable-answer', { happened, remedy });
}
