import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import { cursorPages } from './cursor-pages.ts';

interface Numbered {
  readonly number: number;
  readonly cursor: string | null;
  readonly rows: readonly { readonly id: string }[];
}

const rowsOf = (...ids: readonly unknown[]) => ids.map((id) => ({ id: String(id) }));

/** A cloud with so many pages: a page asked for later than 60 s after the one before it is no next page any more. */
function pagesOf(count: number, clock: ManualClock) {
  const readAtMs: number[] = [];
  const read = async (cursor: string | null): Promise<Numbered> => {
    const number = cursor === null ? 0 : Number(cursor);
    const sinceMs = clock.nowMs() - (readAtMs.at(-1) ?? clock.nowMs());
    if (number !== readAtMs.length) throw new Error(`page ${number} out of its order`);
    if (sinceMs > 59_000) throw new Error(`page ${number} after ${sinceMs} ms`);
    readAtMs.push(clock.nowMs());
    await new Promise<void>((done) => void clock.setTimer(done, 500));
    return { number, rows: rowsOf(number), cursor: number + 1 < count ? String(number + 1) : null };
  };
  return { read, readAtMs };
}

const never = new AbortController().signal;

test('a reader as slow as it likes gets each page once, in order, as long as it lags ten minutes at most', async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(pauses, async (pausesMs) => {
      const clock = manualClock();
      const { read } = pagesOf(pausesMs.length, clock);
      const numbers: number[] = [];
      const reading = (async () => {
        for await (const { number } of cursorPages(read, clock, never)) {
          numbers.push(number);
          await new Promise<void>((done) => void clock.setTimer(done, pausesMs[number] ?? 0));
        }
      })();
      await clock.advanceBy(pausesMs.length * 301_000);
      await reading;
      expect(numbers).toEqual(pausesMs.map((_, number) => number));
      expect(clock.pending()).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('a read goes on at the cursor of an earlier page, and does not follow that one again', async () => {
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null): Promise<Numbered> => {
    asked.push(cursor);
    const number = Number(cursor);
    return { number, rows: rowsOf(number), cursor: number < 4 ? String(number + 1) : null };
  };
  const numbers: number[] = [];
  for await (const { number } of cursorPages(read, manualClock(), never, '3')) numbers.push(number);
  expect([asked, numbers]).toEqual([
    ['3', '4'],
    [3, 4],
  ]);
  const round = async (cursor: string | null): Promise<Numbered> => ({ ...(await read(cursor)), cursor: '3' });
  const pages = cursorPages(round, manualClock(), never, '3');
  await expect(pages.next()).rejects.toMatchObject({ code: 'unreadable-answer' });
});

test('a quick reader reads no page ahead, and one that leaves is read nothing for', async () => {
  const clock = manualClock();
  const { read, readAtMs } = pagesOf(5, clock);
  const pages = cursorPages(read, clock, never);
  const first = pages.next();
  await clock.advanceBy(1_000);
  expect(await first).toMatchObject({ value: { number: 0 } });
  expect(readAtMs).toHaveLength(1);
  await pages.return();
  await clock.advanceBy(3_600_000);
  expect(readAtMs).toHaveLength(1);
  expect(clock.pending()).toBe(0);
});

test('a reader that stands still is read twenty pages for and no more', async () => {
  const clock = manualClock();
  const { read, readAtMs } = pagesOf(100, clock);
  const pages = cursorPages(read, clock, never);
  const first = pages.next();
  await clock.advanceBy(1_000);
  await first;
  await clock.advanceBy(3_600_000);
  expect(readAtMs).toHaveLength(21);
  expect(clock.pending()).toBe(0);
});

test('the end of the account ends the reading ahead', async () => {
  const clock = manualClock();
  const ended = new AbortController();
  const { read, readAtMs } = pagesOf(5, clock);
  const first = cursorPages(read, clock, ended.signal).next();
  await clock.advanceBy(1_000);
  await first;
  ended.abort();
  await clock.advanceBy(3_600_000);
  expect(readAtMs).toHaveLength(1);
});

test('a page that could not be read ahead is asked for again by its reader, who is told', async () => {
  const clock = manualClock();
  let failing = false;
  let tries = 0;
  const read = async (cursor: string | null): Promise<Numbered> => {
    tries += 1;
    if (failing) throw new Error('no cloud');
    return { number: Number(cursor ?? 0), rows: rowsOf(0), cursor: '1' };
  };
  const pages = cursorPages(read, clock, never);
  expect(await pages.next()).toMatchObject({ value: { number: 0 } });
  failing = true;
  await clock.advanceBy(31_000);
  expect(tries).toBe(2);
  await expect(pages.next()).rejects.toThrow('no cloud');
  expect(tries).toBe(3);
});

describe('a cloud without an end', () => {
  const readAll = async (pageOf: (place: number) => Omit<Numbered, 'number'>) => {
    let calls = 0;
    const read = async (): Promise<Numbered> => {
      const number = calls++;
      return { number, ...pageOf(number) };
    };
    const seen: number[] = [];
    const failed = await (async () => {
      for await (const { number } of cursorPages(read, manualClock(), never)) seen.push(number);
      return null;
    })().catch((error: unknown) => error);
    return { calls, seen: seen.length, failed };
  };
  const unreadable = (message: string) => ({
    ...{ name: 'SdkError', code: 'unreadable-answer' },
    message: expect.stringContaining(message),
  });

  test.each([1, 2, 7])(
    'that gives %i cursors in turn is asked no further than the first that comes again',
    async (k) => {
      const { calls, seen, failed } = await readAll((place) => ({
        rows: rowsOf(place),
        cursor: `seeded-${place % k}`,
      }));
      expect(failed).toMatchObject(unreadable('"cursor" leads back'));
      expect(String(failed)).not.toContain('seeded');
      expect([calls, seen]).toEqual([k + 1, k]);
    },
  );

  test('that gives empty pages is asked for ten, and a few between full ones cost nothing', async () => {
    const empty = await readAll((place) => ({ rows: [], cursor: String(place) }));
    expect([empty.calls, empty.failed]).toMatchObject([10, unreadable('10 pages in a row bring nothing new')]);
    const gaps = await readAll((place) => ({
      rows: place % 9 === 8 ? rowsOf(place) : [],
      cursor: place < 90 ? String(place) : null,
    }));
    expect([gaps.calls, gaps.seen, gaps.failed]).toEqual([91, 91, null]);
  });

  test('that tells the same sessions under ever new cursors is asked for ten pages of them', async () => {
    const { calls, failed } = await readAll((place) => ({ rows: rowsOf(1, 2, 3), cursor: String(place) }));
    expect([calls, failed]).toMatchObject([11, unreadable('10 pages in a row bring nothing new')]);
  });

  test('that always has more is asked for 1,000 pages', async () => {
    const { calls, seen, failed } = await readAll((place) => ({ rows: rowsOf(place), cursor: String(place) }));
    expect([calls, seen, failed]).toMatchObject([1_000, 999, unreadable('more than 1000 pages')]);
    expect(
      await readAll((place) => ({ rows: rowsOf(place), cursor: place < 999 ? String(place) : null })),
    ).toMatchObject({
      ...{ calls: 1_000, seen: 1_000, failed: null },
    });
  });
});
