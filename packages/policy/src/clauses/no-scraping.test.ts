import { describe, expect, test } from 'vitest';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, listCall } from '../testing/call.ts';

const dayMs = 86_400_000;
const archived = { class: 'history', path: '/api/sessions/archived', resource: 'i1', page: 0 } as const;
const windowed = (fromAtMs: number, toAtMs: number) => ({ window: { fromAtMs, toAtMs } });
const read = (sentAtMs: number, given = {}) => call({ ...archived, ...windowed(0, 1000), sentAtMs, ...given });
const wait = (untilMs: number) => ({ kind: 'wait', untilMs, clause: 'no-scraping' });

describe('no-scraping', () => {
  test('a window that was served is asked for again a day after its answer', () => {
    const ledger = record(client(), read(at(0)));
    expect(ask(ledger, read(at(60_000)))).toEqual(wait(at(dayMs + 20)));
    expect(ask(ledger, read(at(dayMs + 19)))).toEqual(wait(at(dayMs + 20)));
    expect(ask(ledger, read(at(dayMs + 20)))).toEqual(goAhead);
  });

  test('the cloud counts from arrival to arrival', () => {
    const ledger = record(cloud(), read(at(0)));
    expect(ask(ledger, read(at(dayMs - 1)))).toEqual(wait(at(dayMs)));
    expect(ask(ledger, read(at(dayMs)))).toEqual(goAhead);
  });

  test('whoever holds what was served is told how long that is good', () => {
    const ledger = record(client(), read(at(0)));
    expect(ask(ledger, read(at(60_000)), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: at(dayMs + 20),
      clause: 'no-scraping',
    });
    expect(ask(ledger, read(at(60_000)), at(60_000 - dayMs)).kind).toBe('wait');
  });

  test('a window of which half was served is the same, one with less is another', () => {
    const ledger = record(client(), read(at(0)));
    expect(ask(ledger, read(at(60_000), windowed(500, 1500))).kind).toBe('wait');
    expect(ask(ledger, read(at(60_000), windowed(501, 1501)))).toEqual(goAhead);
    expect(ask(ledger, read(at(60_000), windowed(400, 600))).kind).toBe('wait');
    expect(ask(ledger, read(at(60_000), windowed(-2000, 1000)))).toEqual(goAhead);
  });

  test('the longest wait counts where two windows hold it', () => {
    const ledger = recordAll(client(), [read(at(0)), read(at(5000), windowed(0, 3000))]);
    expect(ask(ledger, read(at(60_000)))).toEqual(wait(at(dayMs + 5020)));
  });

  test('another installation, charger, page or path is another read', () => {
    const ledger = record(client(), read(at(0)));
    for (const other of [
      { resource: 'i2' },
      { installationId: 'i1' },
      { page: 1 },
      { class: 'report', path: '/api/chargehistory/installationreport' },
    ]) {
      expect(ask(ledger, read(at(60_000), other))).toEqual(goAhead);
    }
  });

  test('without a window each page of a full crawl is read daily, one session and unknown reports as often as asked', () => {
    const crawl = (sentAtMs: number, page = 0) => read(sentAtMs, { path: '/api/sessions/all', window: null, page });
    const session = (sentAtMs: number) => read(sentAtMs, { path: '/api/session/{id}', resource: 's1', window: null });
    const report = (sentAtMs: number) => read(sentAtMs, { class: 'report', window: null });
    const narrowed = (sentAtMs: number) => read(sentAtMs, { resource: null, narrowing: 'installation' });
    const ledger = recordAll(client(), [crawl(at(0)), session(at(0)), report(at(0)), narrowed(at(0))]);
    expect(ask(ledger, crawl(at(60_000)))).toEqual(wait(at(dayMs + 20)));
    expect(ask(ledger, crawl(at(60_000), 1))).toEqual(goAhead);
    for (const other of [session, report, narrowed]) expect(ask(ledger, other(at(60_020)))).toEqual(goAhead);
  });

  test('a page by cursor is told by the mark of its cursor: each is read once, in whatever time, the first too', () => {
    const first = (sentAtMs: number) => read(sentAtMs);
    const page = (sentAtMs: number, cursor: string) => read(sentAtMs, { page: null, cursor });
    for (const open of [client, cloud]) {
      const ledger = recordAll(open(), [first(at(0)), page(at(1000), 'p2')]);
      expect(ask(ledger, page(at(2000), 'p3'))).toEqual(goAhead);
      expect(ask(ledger, page(at(3_600_000), 'p3'))).toEqual(goAhead);
      for (const again of [first(at(2000)), page(at(2000), 'p2'), page(at(3_600_000), 'p2')])
        expect(ask(ledger, again)).toMatchObject({ kind: 'wait', clause: 'no-scraping' });
      expect(ask(ledger, page(at(dayMs + 1020), 'p2'))).toEqual(goAhead);
    }
  });

  test('where a page by cursor is not told, the same window goes on for 59 s after its last page, 60 s at the cloud', () => {
    const page = (sentAtMs: number) => read(sentAtMs, { page: null });
    const careful = recordAll(client(), [page(at(0)), page(at(50_000))]);
    expect(ask(careful, page(at(109_000)))).toEqual(goAhead);
    expect(ask(careful, page(at(109_001)))).toEqual(wait(at(dayMs + 20)));
    const exact = recordAll(cloud(), [page(at(0)), page(at(50_000))]);
    expect(ask(exact, page(at(110_000)))).toEqual(goAhead);
    expect(ask(exact, page(at(110_001)))).toEqual(wait(at(dayMs)));
    const report = read(at(0), { class: 'report', page: null });
    expect(ask(record(client(), report), { ...report, sentAtMs: at(1000) }).kind).toBe('wait');
  });

  test('a read that failed, or is under way, has brought nothing', () => {
    for (const status of [503, 404, null]) {
      const failed = read(at(0), { status });
      const ledger = recordAll(client(), [asSent(failed), failed]);
      expect(ask(ledger, read(at(60_000)))).toEqual(goAhead);
    }
  });

  test('a window is kept for a day from its last time', () => {
    const again = recordAll(client(), [read(at(0)), read(at(dayMs + 20))]);
    expect(ask(again, read(at(2 * dayMs)))).toEqual(wait(at(2 * dayMs + 40)));
  });

  test('a window that somebody fetched again all the same counts from that time', () => {
    const again = recordAll(client(), [read(at(0)), read(at(5000))]);
    expect(ask(again, read(at(60_000)))).toEqual(wait(at(dayMs + 5020)));
  });

  test('what was served in a future that a put-back clock undid is served now at the latest', () => {
    const ledger = recordAll(client(), [read(at(1e10)), asSent(listCall({ sentAtMs: at(0) }))]);
    expect(ask(ledger, read(at(60_000)))).toEqual(wait(at(dayMs)));
  });

  test('a frozen ledger is not touched', () => {
    const ledger = record(client(), read(at(0)));
    const frozen = freeze(ledger);
    recordAll(ledger, [read(at(dayMs + 20)), read(at(dayMs + 20), { resource: 'i2' })]);
    expect(ask(frozen, read(at(dayMs + 20)))).toEqual(goAhead);
    expect(ask(frozen, read(at(dayMs + 20), { resource: 'i2' }))).toEqual(goAhead);
  });

  test('a flood of installations fills the book up to its bound, and the window of longest ago makes room', () => {
    let ledger = client();
    for (let n = 0; n < 131_073; n += 1) ledger = record(ledger, read(at(n * 100), { resource: `x${n}` }));
    expect(ledger.heavy.windows.size).toBe(131_072);
    const nowMs = at(13_200_000);
    const alone = (resource: string) => ask(ledger, read(nowMs, { resource }), null, ['no-scraping']);
    expect(alone('x0')).toEqual(goAhead);
    expect(alone('x1')).toEqual(wait(at(dayMs + 120)));
    expect(alone('x131072')).toEqual(wait(at(dayMs + 13_107_220)));
  });

  test('of one installation five years of days are told apart, the latest first', () => {
    let ledger = client();
    const day = (n: number) => windowed(n * 1000, n * 1000 + 1000);
    for (let n = 0; n < 2049; n += 1) ledger = record(ledger, read(at(n * 100), day(n)));
    expect(ask(ledger, read(at(300_000), day(0)))).toEqual(goAhead);
    for (const n of [1, 1000, 2048]) {
      expect(ask(ledger, read(at(300_000), day(n)))).toEqual(wait(at(dayMs + n * 100 + 20)));
    }
  });

  test('a window served again in the future is no page of which the next one may be asked for now', () => {
    const page = (sentAtMs: number, answeredAtMs: number) => read(sentAtMs, { page: null, answeredAtMs });
    const ledger = recordAll(client(), [page(at(0), at(20)), page(at(100_000), at(150_000))]);
    expect(ask(ledger, page(at(105_000), at(0)), null, ['no-scraping'])).toEqual(wait(at(150_000 + dayMs)));
  });
});
