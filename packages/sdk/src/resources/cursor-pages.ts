// Pages that follow one another by a cursor, each read when its reader wants it.
// Invariant: it ends, whatever the cloud says: no cursor is followed twice, nor more of them than the bounds below.
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';

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
 * From the beginning, or from where a page before said that it goes on.
 *
 * @throws SdkError `unreadable-answer` for cursors without end
 */
export async function* cursorPages<P extends CursorPage>(
  readPage: (cursor: string | null) => Promise<P>,
  from: string | null = null,
): AsyncGenerator<P, void, void> {
  const followed = new Set<string>(from === null ? [] : [from]);
  const known = new Set<string>();
  let empty = 0;
  for (let cursor = from; ; ) {
    const page = await readPage(cursor);
    const before = known.size;
    for (const { id } of page.rows) known.add(id);
    empty = known.size === before ? empty + 1 : 0;
    cursor = page.cursor;
    if (cursor !== null) {
      if (followed.has(cursor)) throw endless('its "cursor" leads back to where it came from');
      if (empty >= mostEmptyPages)
        throw endless(`${empty} pages in a row bring nothing new, and "hasMore" promises more`);
      if (followed.size + 1 >= mostPages) throw endless(`"hasMore" promises more than ${mostPages} pages`);
      followed.add(cursor);
    }
    yield page;
    if (cursor === null) return;
  }
}

function endless(happened: string): SdkError {
  const remedy = 'Keep what was read, and ask for a shorter window';
  return failure('read the pages to their end', 'unreadable-answer', { happened, remedy });
}
