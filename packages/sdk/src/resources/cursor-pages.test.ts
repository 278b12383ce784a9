import { describe, expect, test } from 'vitest';
import { cursorPages } from './cursor-pages.ts';

interface Numbered {
  readonly number: number;
  readonly cursor: string | null;
  readonly rows: readonly { readonly id: string }[];
}

const rowsOf = (...ids: readonly unknown[]) => ids.map((id) => ({ id: String(id) }));

test('a page is read when its reader wants it, and one that leaves is read nothing for', async () => {
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null): Promise<Numbered> => {
    asked.push(cursor);
    const number = Number(cursor ?? 0);
    return { number, rows: rowsOf(number), cursor: number < 4 ? String(number + 1) : null };
  };
  const pages = cursorPages(read);
  expect(asked).toEqual([]);
  for (const number of [0, 1]) expect(await pages.next()).toMatchObject({ value: { number } });
  expect(asked).toEqual([null, '1']);
  await pages.return();
  expect(await pages.next()).toEqual({ done: true, value: undefined });
  expect(asked).toEqual([null, '1']);
});

test('a read goes on at the cursor of an earlier page, and does not follow that one again', async () => {
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null): Promise<Numbered> => {
    asked.push(cursor);
    const number = Number(cursor);
    return { number, rows: rowsOf(number), cursor: number < 4 ? String(number + 1) : null };
  };
  const numbers: number[] = [];
  for await (const { number } of cursorPages(read, '3')) numbers.push(number);
  expect([asked, numbers]).toEqual([
    ['3', '4'],
    [3, 4],
  ]);
  const round = async (cursor: string | null): Promise<Numbered> => ({ ...(await read(cursor)), cursor: '3' });
  const pages = cursorPages(round, '3');
  await expect(pages.next()).rejects.toMatchObject({ code: 'unreadable-answer' });
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
      for await (const { number } of cursorPages(read)) seen.push(number);
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
