// Reading the lists, and looking up one charger that the stream told of. Every row goes into the mirror page by page.
import { userRoles } from '@fairlead/protocol';
import type { Answer, CallRequest, Log } from '../account.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { installationRecordOf, listedChargerOf, type Page, pageOf } from './cloud-rows.ts';

/** The largest page that the cloud serves. */
const pageSize = 100;
/** 50,000 chargers, the mirror's own bound, are 500 pages; a cloud that says more is not believed. */
const mostPages = 1_000;

export interface ListsOptions {
  readonly mirror: Mirror;
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly log: Log;
}

export interface Lists {
  /** @throws SdkError */
  readInstallations(cause: 'start' | 'reconcile', signal: AbortSignal): Promise<void>;
  /** @throws SdkError */
  readChargers(cause: 'start' | 'reconcile', signal: AbortSignal): Promise<void>;
  /** One call: by serial where it is known, else by id. True when the charger is known now. @throws SdkError */
  lookUp(chargerId: string, serial: string | null, signal: AbortSignal): Promise<boolean>;
}

/** Whether an account may read a charger's state and an installation's stream (zaptec-api.md §2.8). */
export function mayRead({ roles }: { readonly roles: number }): boolean {
  return (roles & (userRoles.Owner | userRoles.Maintainer | userRoles.Administrator)) !== 0;
}

/** Whether an account may send commands and updates. Only a plain user is known to be refused (zaptec-api.md §2.8). */
export function mayManage({ roles }: { readonly roles: number }): boolean {
  return roles !== userRoles.User;
}

export function openLists({ mirror, call, log }: ListsOptions): Lists {
  const keepChargers = async (rows: Page['rows'], readAtMs: number): Promise<void> => {
    const listed = rows.map((row) => listedChargerOf(row, readAtMs)).filter((row) => row !== undefined);
    if (listed.length < rows.length)
      log.warn({ left: rows.length - listed.length }, 'Rows of the charger list could not be read and were left out.');
    const observations = listed.filter(({ charger }) => !mayRead(charger)).flatMap(({ told }) => told);
    await mirror.apply({ chargers: listed.map(({ charger }) => charger), installations: [], observations });
  };

  /** Where a read broke off: its next page still belongs to it for a minute, a first page only after the floor. */
  const brokenOff = new Map<CallRequest['endpoint'], { readonly index: number; readonly pages: number }>();

  const readPages = async (
    request: CallRequest,
    keep: (rows: Page['rows'], readAtMs: number) => Promise<unknown>,
  ): Promise<void> => {
    let { index, pages } = brokenOff.get(request.endpoint) ?? { index: 0, pages: 1 };
    brokenOff.delete(request.endpoint);
    for (; index < Math.min(pages, mostPages); index++) {
      try {
        const answer = await call({ ...request, query: { PageSize: pageSize, PageIndex: index } });
        const page = pageOf(answer.body);
        pages = page.pages;
        await keep(page.rows, answer.receivedAtMs);
      } catch (error) {
        const tooEarly = error instanceof SdkError && error.code === 'too-early';
        if (index > 0 && !tooEarly) brokenOff.set(request.endpoint, { index, pages });
        throw error;
      }
    }
  };

  return {
    readInstallations: (cause, signal) =>
      readPages({ endpoint: 'installations', cause, lane: 'sync', app: null, signal }, (rows, readAtMs) =>
        mirror.apply({
          chargers: [],
          observations: [],
          installations: rows.map((row) => installationRecordOf(row, readAtMs)).filter((row) => row !== undefined),
        }),
      ),
    readChargers: (cause, signal) =>
      readPages({ endpoint: 'chargers', cause, lane: 'sync', app: null, signal }, keepChargers),
    async lookUp(chargerId, serial, signal) {
      const shared = { cause: 'unknown-charger', lane: 'sync', app: null, signal } as const;
      if (serial !== null) {
        const query = { NameFilter: serial, PageSize: pageSize };
        const answer = await call({ ...shared, endpoint: 'chargers', query });
        await keepChargers(pageOf(answer.body).rows, answer.receivedAtMs);
      } else {
        const answer = await call({ ...shared, endpoint: 'charger', params: { id: chargerId } });
        await keepChargers([answer.body], answer.receivedAtMs);
      }
      return mirror.charger(chargerId) !== undefined;
    },
  };
}
