// Charge sessions as a program reads them: the open one by its id, the ended ones from the archive.
import {
  type ArchivedSessionsPage,
  type ChargeHistoryPage,
  type EndedSession,
  type ParsedSession,
  parseArchivedSessions,
  parseChargeHistory,
  parseSession,
} from '@fairlead/protocol';
import type { AccountCore } from '../account/open-account.ts';
import { SdkError } from '../sdk-error.ts';
import { withPersonal } from '../view/personal.ts';
import { cursorPages } from './cursor-pages.ts';
import { HeldAnswers } from './held-answers.ts';
import type { InTurn } from './in-turn.ts';
import { type Asking, askedBy, type Read, readable } from './read.ts';
import { prioritize, type SessionPriority, type WriteOutcome } from './session-priority.ts';
import { type SessionWindow, type WindowQuery, windowQuery } from './session-window.ts';

/**
 * A charge session by its id, open or ended. `signedSession` and `row`, which may tell of a person, are not enumerable: what
 * prints, logs, spreads or serialises a session leaves them out. Source: zaptec-api.md §3.16.
 */
export type Session = ParsedSession;

/**
 * An ended session, and where it was told. What tells of a person is not enumerable, as of one from the archive. Source:
 * zaptec-api.md §7.1, §7.3.
 */
export interface HistorySession extends EndedSession {
  /** Which of the two told it. */
  readonly via: 'archive' | 'charge-history';
  /** Null for the archive; else why the deprecated history was asked. */
  readonly reason: string | null;
}

/** A page of the archive. Source: zaptec-api.md §3.18. */
export interface ArchivedPage {
  /** In the cloud's order, at most 200. */
  readonly sessions: readonly EndedSession[];
  /** Where the next page begins; null on the last one. Opaque, and good for the same window alone. */
  readonly cursor: string | null;
}

/** Where a read of the archive begins. Source: zaptec-api.md §3.18. */
export interface ArchiveAsking extends Asking {
  /**
   * A page's `cursor`: the read goes on where that page ended, at once or days later. Default: from the beginning. The policy
   * tells pages apart by it: one that was served waits, as the beginning does, until a day has passed.
   *
   * @example page.cursor
   */
  readonly cursor?: string;
}

/** The account's charge sessions: by id, the archive, and the history of before. Source: zaptec-api.md §3.16 to §3.18. */
export interface Sessions {
  /**
   * A session by its id: observation 721 while it is open, `sessionId` of a `Charger`. An open one is read again after 600 s
   * at the soonest while the stream tells of every charger (its energy is pushed), else after 60 s, an ended one never: in
   * between the same answer serves. A User may read its own alone (403).
   *
   * @throws SdkError `invalid-option` for what is no id; `cloud-refused` with status 404 or 403; what else keeps the call
   *   from being made while nothing is held, as of `Account.call`
   */
  get(id: string, asking?: Asking): Promise<Read<Session>>;
  /**
   * Ended sessions from the archive, in the cloud's order, pages of 200 as they are wanted. `user`, `tokenName`,
   * `signedSession` and `row` are there for whoever names them, and not enumerable: what prints, logs, spreads or serialises a
   * session leaves them out. The same window, or half of it, is served once a day (`no-scraping`), to whichever caller asks
   * first, over restarts too where `keepIn` is given: store what you read, and ask for the time since.
   *
   * @throws SdkError `invalid-option`; `too-early` with `retryAtMs`; `cloud-refused` where the account may not;
   *   `unreadable-answer` for a page that cannot be read, and where the cloud's cursors lead in a circle or to no end
   */
  archived(window: SessionWindow & ArchiveAsking): AsyncIterable<EndedSession>;
  /**
   * As `archived`, page by page, each with the cursor at which the next one begins: a program that keeps it beside the
   * sessions goes on there, after a failure or in another process, whenever that is, where a read from the beginning would have to
   * wait for a day.
   * Long times are best asked for month by month: each is a window of its own, and a failure costs one of them.
   *
   * @example
   * for await (const { sessions, cursor } of zaptec.sessions.archivedPages({ ...october, cursor: kept ?? undefined })) {
   *   await keep(sessions, cursor);
   * }
   *
   * @throws SdkError as `archived`
   */
  archivedPages(window: SessionWindow & ArchiveAsking): AsyncIterable<ArchivedPage>;
  /**
   * As `archived`; where the cloud has no archive for the account (403, 404), from the deprecated charge history, with the
   * reason at each session.
   *
   * @deprecated The charge history is to be removed: use `archived`, and this only as long as an account needs it.
   * @throws SdkError as `archived`
   */
  history(window: SessionWindow & Asking): AsyncIterable<HistorySession>;
  /**
   * What an open session is to get when current is shared. Sent once.
   *
   * @throws SdkError `invalid-option`; where nothing was sent, the reason, as of `Account.call`, such as `queue-full` or
   *   `closed`
   */
  setPriority(id: string, priority: SessionPriority, asking?: Asking): Promise<WriteOutcome>;
}

/** `uncovered`: the floor of the policy's `no-aggressive-polling` for a session; `covered`: as of a state that is pushed. */
const openSessionMs = { covered: 600_000, uncovered: 60_000 } as const;
/** Who charged and with which card; the signed text and the row say it too. */
const personalFields = ['user', 'tokenName', 'signedSession', 'row'] as const;
/** The most that a page of the archive holds, and one of the charge history. */
const archivePageSize = 200;
const historyPageSize = 100;
/** 100,000 sessions of one window, whose ids are 10 MB while it is read; a cloud that says more is not believed. */
const mostHistoryPages = 1_000;

export function sessionsOf(core: AccountCore, heavy: InTurn): Sessions {
  const { read, settings } = core;
  const sessions = new HeldAnswers<Session>(settings.clock, ({ endedAtMs }) => {
    if (endedAtMs !== null) return Number.POSITIVE_INFINITY;
    return core.allCovered() ? openSessionMs.covered : openSessionMs.uncovered;
  });

  const tellUnreadable = ({ unreadable }: Pick<ArchivedSessionsPage, 'unreadable'>): void => {
    if (unreadable.length === 0) return;
    settings.log.warn({ unreadable }, 'Sessions of a history could not be read and were left out.');
  };

  const archivePage = (query: WindowQuery, asking: Asking, cursor: string | null): Promise<ArchivedSessionsPage> =>
    heavy.run(async () => {
      const paged = { ...query, PageSize: archivePageSize, ...(cursor !== null && { Cursor: cursor }) };
      const { body } = await read({ endpoint: 'archived-sessions', query: paged, ...askedBy(asking) });
      const page = readable('a page of the archive', parseArchivedSessions(body));
      tellUnreadable(page);
      return page;
    });

  const historyPage = (query: WindowQuery, asking: Asking, index: number): Promise<ChargeHistoryPage> =>
    heavy.run(async () => {
      const paged = { ...query, DetailLevel: 1, PageSize: historyPageSize, PageIndex: index };
      const { body } = await read({ endpoint: 'charge-history', query: paged, ...askedBy(asking) });
      const page = readable('a page of the charge history', parseChargeHistory(body));
      tellUnreadable(page);
      return page;
    });

  const archivedPages = ({ app = null, signal, cursor, ...window }: SessionWindow & ArchiveAsking) => {
    const query = windowQuery(window as SessionWindow);
    const asking = { app, ...(signal && { signal }) };
    const from = cursor === undefined || cursor === '' ? null : cursor;
    return cursorPages((next) => archivePage(query, asking, next), from);
  };
  const archivedRows = async function* (asking: SessionWindow & ArchiveAsking) {
    for await (const { rows } of archivedPages(asking)) yield* rows;
  };

  const fallBack = async function* (
    { app = null, signal, ...window }: SessionWindow & Asking,
    reason: string,
  ): AsyncGenerator<HistorySession> {
    const query = windowQuery(window as SessionWindow);
    const asking = { app, ...(signal && { signal }) };
    const known = new Set<string>();
    for (let index = 0, pages = 1; index < Math.min(pages, mostHistoryPages); index++) {
      const page = await historyPage(query, asking, index);
      pages = page.pages;
      const fresh = page.rows.filter(({ id }) => !known.has(id));
      for (const { id } of fresh) known.add(id);
      for (const row of fresh) yield withPersonal({ ...row, via: 'charge-history', reason }, personalFields);
      // Past its last session a history is empty, or says what it said before, whatever it says of its pages.
      if (fresh.length + page.unreadable.length === 0) return;
    }
  };

  return {
    get: async (id, asking = {}) =>
      sessions.read({
        key: id.toLowerCase(),
        ask: () =>
          heavy.run(async () => {
            const { body, receivedAtMs } = await read({ endpoint: 'session', params: { id }, ...askedBy(asking) });
            const session = withPersonal(readable('a session', parseSession(body)), ['signedSession', 'row']);
            return { value: session, readAtMs: receivedAtMs };
          }),
        instead: () => null,
      }),
    async *archived(asking) {
      for await (const row of archivedRows(asking)) yield withPersonal(row, personalFields);
    },
    async *archivedPages(asking) {
      for await (const { rows, cursor } of archivedPages(asking))
        yield { sessions: rows.map((row) => withPersonal(row, personalFields)), cursor };
    },
    async *history(asking) {
      let begun = false;
      try {
        for await (const row of archivedRows(asking)) {
          begun = true;
          yield withPersonal({ ...row, via: 'archive', reason: null }, personalFields);
        }
        return;
      } catch (error) {
        if (begun || !hasNoArchive(error)) throw error;
        const reason = `The archive answered status ${error.status}, so this comes from the deprecated charge history.`;
        yield* fallBack(asking, reason);
      }
    },
    setPriority: (id, priority, asking = {}) => prioritize(core, id, priority, asking),
  };
}

function hasNoArchive(error: unknown): error is SdkError {
  return error instanceof SdkError && error.code === 'cloud-refused' && (error.status === 403 || error.status === 404);
}
