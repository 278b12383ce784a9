// §5: no excessive extraction. What was fetched once is kept; each window of history is fetched once a day.
import type { Clause } from '../clause.ts';
import { sameWindowPercent, windowAgainMs } from './history-windows.ts';

export const noScraping: Clause = {
  id: 'no-scraping',
  kind: 'limit',
  title: 'Fetch each window of history once a day',
  section: ['5'],
  why: 'History does not change; fetched again it costs the cloud its heaviest work and tells what you already hold.',
  source: { kind: 'policy', where: 'Fair Use policy §5, data extraction and scraping', date: '2026-11-22' },
  appliesTo: ['history', 'report'],
  limits: [
    { name: 'the same window, or a full crawl, again', value: windowAgainMs, unit: 'ms', source: 'courtesy' },
    { name: 'share that makes a window the same', value: sameWindowPercent, unit: '%', source: 'courtesy' },
  ],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy: 'Store finished sessions, and ask only for the time since the last window that you have.',
  decided:
    'A window waits until 24 h have passed since one was served that holds half of it or more, of the same path, installation, resource and page. History without a window is a full crawl and waits as long for the crawl before it. Each page is served once, so a read that broke off goes on at the page that is missing. Whoever still holds what was served is told to use that.',
  judged:
    'Each served window of which another one, served within 24 h, held half or more; and each full crawl within 24 h of another. One session by its id is no crawl, and failed calls do not count. A page by cursor is told by the mark of its cursor; where neither that nor a number is told, the same window again within 60 s counts as its next page. The policy names no number of rows or bytes: the most of a day is told beside the verdict, of an account and of one charger or installation where the calls name it. A report without its window, and a narrowed read that does not tell of what, cannot be told apart from others.',
  examples: {
    keeps: '0      archived i1 window=24..0\n86400  archived i1 window=0..-24',
    breaks: '0      archived i1 window=24..0\n600    archived i1 window=23..0',
  },
  ask(ledger, intent, nowMs) {
    if (intent.class !== 'history' && intent.class !== 'report') return null;
    const untilMs = ledger.heavy.windows.lastServedAtMs(intent, nowMs) + windowAgainMs;
    if (untilMs <= nowMs) return null;
    const freshUntilMs = (intent.heldSinceMs ?? Number.NEGATIVE_INFINITY) + windowAgainMs;
    return freshUntilMs > nowMs
      ? { kind: 'local', freshUntilMs, clause: 'no-scraping' }
      : { kind: 'wait', untilMs, clause: 'no-scraping' };
  },
  due: null,
};
