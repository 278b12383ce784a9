// Reading the lists, and looking up one charger that the stream told of. Every row goes into the mirror page by page.
import type { Fact } from '@fairlead/policy';
import { chargerIdPattern, cloudFields, endpoint, userRoles } from '@fairlead/protocol';
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { clockToleranceMs } from '../mirror/receive.ts';
import { SdkError } from '../sdk-error.ts';
import { Instants, whenSetBack } from '../watched-clock.ts';
import { type AnswerTimes, installationRecordOf, listedChargerOf, type Page, pageOf } from './cloud-rows.ts';

/** The largest page that the cloud serves. */
const pageSize = 100;
/** 50,000 chargers, the mirror's own bound, are 500 pages; a cloud that says more is not believed. */
const mostPages = 1_000;
/** What was added while a list is read may reach one page further than its first page told; the rest comes with the next read. */
const pagesGrown = 1;

export interface ListsOptions {
  readonly mirror: Mirror;
  readonly clock: Clock;
  /** For the account's own reads: waits for the weather. */
  readonly call: (request: CallRequest) => Promise<Answer>;
  /** For what a caller asks: an outage is told, not waited out. */
  readonly callNow: (request: CallRequest) => Promise<Answer>;
  readonly log: Log;
}

/** Who reads. `user`: a caller who waits for it. `unknown-charger`: the account, which holds nothing. */
export interface Reading {
  readonly cause: 'start' | 'reconcile' | 'user' | 'unknown-charger';
  readonly app?: string | null;
}

export interface Lists {
  /** Of callers (`user`) the reads of one list are one, under the signal of the first: give the account's. @throws SdkError */
  readInstallations(reading: Reading, signal: AbortSignal): Promise<void>;
  /** As `readInstallations`. @throws SdkError */
  readChargers(reading: Reading, signal: AbortSignal): Promise<void>;
  /** One call: by serial where it is known, else by id. True when the charger is known now. @throws SdkError */
  lookUp(chargerId: string, serial: string | null, signal: AbortSignal): Promise<boolean>;
  /** One call for a caller, by serial or id; the mirror knows the charger afterwards, or the cloud does not. @throws SdkError */
  lookUpNow(idOrSerial: string, app: string | null, signal: AbortSignal): Promise<void>;
  /** When the last whole read of a list began to arrive, ms; null when none is known. Rows read before are in it no more. */
  readAtMs(list: ListName): number | null;
  /** Whether the account still has what this row tells of: the last whole list told of it, or something since. */
  tellsOf(list: ListName, row: { readonly readAtMs: number }): boolean;
  /** Tells each time that a list was read whole: what it told of no more has left. One listener, the writers of currents. */
  onWhole(listener: (list: ListName) => void): void;
  /** A read of an earlier run, in their order; one of a time still to come says nothing. */
  restore(fact: Fact, nowMs: number): void;
  /** All of them are restored: a list whose rows were not kept was not read. */
  restored(): void;
  /** Rows of a charger list or a detail into the mirror. */
  keepChargers(rows: readonly unknown[], answer: AnswerTimes): Promise<void>;
}

/** A read that goes page by page. */
interface PagedRead {
  index: number;
  /** As the newest page told. */
  pages: number;
  /** As the first page told. */
  mostPages: number;
  /** When the first page came. */
  sinceMs: number;
  /** Of the rows so far: 1,000 pages × 100 × about 100 bytes = 10 MB, until the read has ended. */
  readonly ids: Set<string>;
}

/** Whether a page has a row that no page before it had; rows without an id are no rows. */
function bringsNew(rows: Page['rows'], ids: Set<string>): boolean {
  const before = ids.size;
  for (const row of rows) {
    const id = cloudFields(row)?.get('id');
    if (typeof id === 'string') ids.add(id.toLowerCase());
  }
  return ids.size > before;
}

export type ListName = 'chargers' | 'installations';

/** Whether an account may read a charger's state and an installation's stream (zaptec-api.md §2.8). */
export function mayRead({ roles }: { readonly roles: number }): boolean {
  return (roles & (userRoles.Owner | userRoles.Maintainer | userRoles.Administrator)) !== 0;
}

/** Whether an account may send commands and updates. Only a plain user is known to be refused (zaptec-api.md §2.8). */
export function mayManage({ roles }: { readonly roles: number }): boolean {
  return roles !== userRoles.User;
}

/** What a clock was set back by since the list began is not told of below 30 s, and would put its row before the list. */
function notBefore<T extends { readonly readAtMs: number }>(row: T, atMs: number): T {
  return row.readAtMs < atMs ? { ...row, readAtMs: atMs } : row;
}

export function openLists({ mirror, clock, call, callNow, log }: ListsOptions): Lists {
  const readAtMs = new Instants(clock);
  const keepChargers = async (
    rows: Page['rows'],
    answer: AnswerTimes,
    sinceMs = readAtMs.get('chargers') ?? 0,
  ): Promise<void> => {
    const listed = rows.map((row) => listedChargerOf(row, answer)).filter((row) => row !== undefined);
    if (listed.length < rows.length)
      log.warn({ left: rows.length - listed.length }, 'Rows of the charger list could not be read and were left out.');
    const observations = listed.filter(({ charger }) => !mayRead(charger)).flatMap(({ told }) => told);
    const chargers = listed.map(({ charger }) => notBefore(charger, sinceMs));
    await mirror.apply({ chargers, installations: [], observations });
  };

  let toldWhole: (list: ListName) => void = () => {};
  /** Of reads of earlier runs, until all are restored: when their first page came. */
  const begunAtMs = new Map<ListName, number>();

  /** Where a read broke off: its next page still belongs to it for a minute, a first page only after the floor. */
  const brokenOff = new Map<ListName, PagedRead>();
  /** Bounded by those who read: the account, and one for all callers, of each list. */
  const goingOn = new Set<PagedRead>();
  // Without it the rows of its first page, which are moved in the mirror, would be older than the list that told them.
  whenSetBack(clock, (byMs) => {
    for (const reading of [...brokenOff.values(), ...goingOn]) reading.sinceMs -= byMs;
  });

  const readPages = async (
    list: ListName,
    { cause, app = null }: Reading,
    signal: AbortSignal,
    keep: (rows: Page['rows'], answer: AnswerTimes, sinceMs: number) => Promise<unknown>,
  ): Promise<void> => {
    const reading = brokenOff.get(list) ?? { index: 0, pages: 1, mostPages, sinceMs: 0, ids: new Set() };
    brokenOff.delete(list);
    goingOn.add(reading);
    const send = cause === 'user' ? callNow : call;
    const lane = cause === 'user' ? 'interactive' : 'sync';
    for (; reading.index < Math.min(reading.pages, reading.mostPages); reading.index++) {
      const { index } = reading;
      try {
        const query = { PageSize: pageSize, PageIndex: index };
        const answer = await send({ endpoint: list, cause, lane, app, signal, query });
        const page = pageOf(answer.body);
        reading.pages = page.pages;
        if (index === 0) {
          reading.sinceMs = Math.max(answer.receivedAtMs, readAtMs.get(list) ?? 0);
          reading.mostPages = Math.min(mostPages, page.pages + pagesGrown);
        }
        await keep(page.rows, answer, reading.sinceMs);
        // Past its last row a list is empty, or says what it said before, whatever it says of its pages.
        if (!bringsNew(page.rows, reading.ids)) break;
      } catch (error) {
        goingOn.delete(reading);
        const tooEarly = error instanceof SdkError && error.code === 'too-early';
        if (index > 0 && !tooEarly) brokenOff.set(list, reading);
        throw error;
      }
    }
    goingOn.delete(reading);
    readAtMs.set(list, Math.max(reading.sinceMs, readAtMs.get(list) ?? 0)); // another reader may have been later
    toldWhole(list);
  };

  const askFor = async (
    { chargerId, serial }: { readonly chargerId: string; readonly serial: string | null },
    send: typeof call,
    asker: Pick<CallRequest, 'lane' | 'app' | 'signal'>,
  ): Promise<void> => {
    const request = { ...asker, cause: 'unknown-charger' } as const;
    if (serial !== null) {
      const query = { NameFilter: serial, PageSize: pageSize };
      const answer = await send({ ...request, endpoint: 'chargers', query });
      await keepChargers(pageOf(answer.body).rows, answer);
    } else {
      const answer = await send({ ...request, endpoint: 'charger', params: { id: chargerId } });
      await keepChargers([answer.body], answer);
    }
  };

  const keepInstallations = async (
    rows: Page['rows'],
    { receivedAtMs }: AnswerTimes,
    sinceMs: number,
  ): Promise<void> => {
    const installations = rows
      .map((row) => installationRecordOf(row, receivedAtMs))
      .filter((record) => record !== undefined)
      .map((record) => notBefore(record, sinceMs));
    const left = rows.length - installations.length;
    if (left > 0) log.warn({ left }, 'Rows of the installation list could not be read and were left out.');
    await mirror.apply({ chargers: [], observations: [], installations });
  };

  /** Callers who want a list at once share its one read. */
  const underWay = new Map<ListName, Promise<void>>();
  const shared = (list: ListName, reading: Reading, read: () => Promise<void>): Promise<void> => {
    if (reading.cause !== 'user') return read();
    const joined = underWay.get(list) ?? read().finally(() => underWay.delete(list));
    underWay.set(list, joined);
    return joined;
  };

  return {
    readInstallations: (reading, signal) =>
      shared('installations', reading, () => readPages('installations', reading, signal, keepInstallations)),
    readChargers: (reading, signal) =>
      shared('chargers', reading, () => readPages('chargers', reading, signal, keepChargers)),
    async lookUp(chargerId, serial, signal) {
      await askFor({ chargerId, serial }, call, { lane: 'sync', app: null, signal });
      return mirror.charger(chargerId) !== undefined;
    },
    async lookUpNow(idOrSerial, app, signal) {
      const serial = chargerIdPattern.test(idOrSerial) ? null : idOrSerial.toUpperCase();
      await askFor({ chargerId: idOrSerial.toLowerCase(), serial }, callNow, { lane: 'interactive', app, signal });
    },
    readAtMs: (list) => readAtMs.get(list) ?? null,
    tellsOf: (list, row) => row.readAtMs >= (readAtMs.get(list) ?? 0),
    onWhole(listener) {
      toldWhole = listener;
    },
    restore(fact, nowMs) {
      if (fact.kind !== 'call' || fact.class !== 'list' || fact.status !== 200) return;
      if (fact.narrowing !== 'none' || fact.resource !== null) return;
      const list = fact.path === endpoint('chargers').path ? 'chargers' : 'installations';
      if ((fact.page ?? 0) === 0) begunAtMs.set(list, fact.answeredAtMs ?? fact.sentAtMs);
      const atMs = begunAtMs.get(list);
      // A full page may have one after it, unless it said that it is the last: where the next one never came, the rows from
      // there on have not left the list.
      const isFull = (fact.rows ?? 0) >= (fact.pageSize ?? pageSize);
      const saysLast = fact.pages !== undefined && (fact.page ?? 0) + 1 >= fact.pages;
      if (atMs === undefined || (isFull && !saysLast)) return;
      // Not the latest: a clock that was behind for a while told the rows an earlier time than those before.
      if (atMs > nowMs + clockToleranceMs) readAtMs.delete(list);
      else readAtMs.set(list, atMs);
    },
    restored() {
      begunAtMs.clear();
      for (const [list, atMs] of readAtMs) {
        const rows = list === 'chargers' ? mirror.chargers() : mirror.installations();
        if (!rows.some((row) => row.readAtMs >= atMs)) readAtMs.delete(list);
      }
    },
    keepChargers,
  };
}
