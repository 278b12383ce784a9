// Installations as a program reads them. What changes slowly is held for as long as its floor says.
import {
  chargerIdPattern,
  type ParsedInstallation,
  parseFirmwareRows,
  parseHierarchy,
  parseInstallationRow,
  parseReport,
} from '@fairlead/protocol';
import { installationRecordOf, pageOf } from '../account/cloud-rows.ts';
import { mayRead } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { Answer, CallRequest } from '../account.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import type { Charger } from '../view/charger.ts';
import type { Chargers } from './chargers.ts';
import { HeldAnswers, type KnownAnswer } from './held-answers.ts';
import type { InTurn } from './in-turn.ts';
import { type Installation, installationOf, listedInstallation } from './installation.ts';
import { freshList, type ListAsking } from './listed.ts';
import { NotFound } from './not-found.ts';
import { type Asking, askedBy, type Read, readable, roleOf } from './read.ts';
import { type Report, type ReportAsking, reportRequest } from './report.ts';
import { insteadOf } from './role-table.ts';
import { type Firmware, type Hierarchy, hierarchyOf, listedFirmware, listedHierarchy } from './structure.ts';

export interface Installations {
  /**
   * The account's installations: from the mirror while the list is fresh (`maxAgeMs`), else after one read of the whole list
   * in pages of 100. Waits for the first lists.
   *
   * @throws SdkError when no list could be read yet
   */
  list(asking?: ListAsking): AsyncIterable<Installation>;
  /**
   * By id, or by its whole name in any case; null where the account has none such. From the mirror, else by one look-up, at
   * most once an hour; never by the whole list.
   *
   * @throws SdkError what keeps the look-up from being made
   */
  find(idOrName: string, asking?: Asking): Promise<Installation | null>;
  /**
   * The installation as the cloud has it now, at most once an hour; in between the same answer serves. For the role User: the
   * row of the list, with the reason.
   *
   * @throws SdkError `cloud-refused` with status 404 for an id that is nobody's, and what keeps the call from being made
   * while nothing is held
   */
  detail(id: string, asking?: Asking): Promise<Read<Installation>>;
  /** Circuits and their chargers, at most once a day. Where the cloud shows none (204): the chargers of the list, with the reason. @throws SdkError as `detail` */
  hierarchy(id: string, asking?: Asking): Promise<Read<Hierarchy>>;
  /** Firmware of every charger by one call, at most once a day. For the role User: what the state told, with the reason. @throws SdkError as `detail` */
  firmware(id: string, asking?: Asking): Promise<Read<readonly Firmware[]>>;
  /** Its chargers, as `chargers.list` tells them. */
  chargers(id: string, asking?: ListAsking): AsyncIterable<Charger>;
  /**
   * Sums of its sessions between two dates, a row for each user, charger or card. The same window is fetched once a day; in
   * between the same answer serves. A User is told of its own sessions alone.
   *
   * @throws SdkError `invalid-option`; `too-early` where half of the window was fetched within the day
   */
  report(id: string, asking: ReportAsking & Asking): Promise<Read<Report>>;
}

/** The floors of the policy's `detail-cadence` and `no-scraping`. */
const hourMs = 3_600_000;
const dayMs = 86_400_000;

export function installationsOf(core: AccountCore, chargers: Chargers, heavy: InTurn): Installations {
  const { mirror, settings } = core;
  const { clock } = settings;
  const unknown = new NotFound(clock);
  const details = new HeldAnswers<Installation>(clock, () => hourMs);
  const trees = new HeldAnswers<Hierarchy>(clock, () => dayMs);
  const firmwares = new HeldAnswers<readonly Firmware[]>(clock, () => dayMs);
  const reports = new HeldAnswers<Report>(clock, () => dayMs);

  const recordOf = (id: string): InstallationRecord | undefined =>
    mirror.installations().find((record) => record.id === id.toLowerCase());
  const named = (name: string): InstallationRecord | undefined =>
    mirror.installations().find((record) => record.name.toLowerCase() === name.toLowerCase());

  /** A read of one installation: not made where its role may not, and what the lists know serves then. */
  const readOne = async <T>(
    kind: { readonly endpoint: CallRequest['endpoint']; readonly held: HeldAnswers<T>; readonly param: string },
    { id, asking }: { readonly id: string; readonly asking: Asking },
    how: {
      readonly read: (answer: Answer) => T | Promise<T>;
      readonly instead: (record: InstallationRecord) => KnownAnswer<T> | null;
    },
  ): Promise<Read<T>> => {
    await core.account.ready(asking.signal);
    const record = recordOf(id);
    const instead = (): KnownAnswer<T> | null => (record ? how.instead(record) : null);
    const reason = record && !mayRead(record) ? insteadOf(kind.endpoint, roleOf(record.roles)) : null;
    if (!record && unknown.has(id)) throw nobodys();
    const told = reason === null ? null : instead();
    if (told && reason !== null) return { ...told, reason };
    return kind.held.read({
      key: id.toLowerCase(),
      ask: async () => {
        const params = { [kind.param]: id };
        const answer = await core.read({ endpoint: kind.endpoint, params, ...askedBy(asking) }).catch((error) => {
          if (error instanceof SdkError && error.status === 404) unknown.add(id);
          throw error;
        });
        return { value: await how.read(answer), readAtMs: answer.receivedAtMs };
      },
      instead,
    });
  };

  /** The mirror holds rows of the list: a detail brings their fields up to date and adds none, so that the next list is no change. */
  const feed = async ({ row, id }: ParsedInstallation, readAtMs: number): Promise<void> => {
    const held = recordOf(id)?.row;
    const fresh = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    const listed = held
      ? Object.fromEntries(Object.entries(held).map(([name, value]) => [name, freshOr(fresh, name, value)]))
      : row;
    const record = installationRecordOf(listed, readAtMs);
    if (record) await mirror.apply({ installations: [record], chargers: [], observations: [] });
  };

  const readDetail = (id: string, asking: Asking): Promise<Read<Installation>> =>
    readOne(
      { endpoint: 'installation', held: details, param: 'id' },
      { id, asking },
      {
        read: async ({ body, receivedAtMs }) => {
          const parsed = readable('an installation', parseInstallationRow(body));
          await feed(parsed, receivedAtMs);
          return installationOf(parsed, receivedAtMs);
        },
        instead: (record) => ({ value: listedInstallation(record), readAtMs: record.readAtMs }),
      },
    );

  const lookUp = async (idOrName: string, asking: Asking): Promise<void> => {
    if (chargerIdPattern.test(idOrName)) return void (await readDetail(idOrName, asking));
    const answer = await core.read({
      ...{ endpoint: 'installations', query: { NameFilter: idOrName, PageSize: 100 }, ...askedBy(asking) },
    });
    const rows = pageOf(answer.body).rows.map((row) => installationRecordOf(row, answer.receivedAtMs));
    const installations = rows.filter((row) => row !== undefined);
    await mirror.apply({ installations, chargers: [], observations: [] });
  };

  return {
    async *list(asking = {}) {
      const sinceMs = await freshList(core, 'installations', asking);
      for (const record of mirror.installations()) if (record.readAtMs >= sinceMs) yield listedInstallation(record);
    },
    async find(idOrName, asking = {}) {
      const held = (): InstallationRecord | undefined => recordOf(idOrName) ?? named(idOrName);
      if (!held()) await core.account.ready(asking.signal);
      if (!held() && idOrName.trim() !== '' && !unknown.has(idOrName)) {
        await lookUp(idOrName, asking).catch((error: unknown) => {
          const none = error instanceof SdkError && (error.status === 404 || error.status === 403);
          if (!none) throw error;
        });
        if (!held()) unknown.add(idOrName);
      }
      const found = held();
      return found ? listedInstallation(found) : null;
    },
    detail: (id, asking = {}) => readDetail(id, asking),
    hierarchy: async (id, asking = {}) => {
      const read = await readOne(
        { endpoint: 'installation-hierarchy', held: trees, param: 'id' },
        { id, asking },
        {
          read: ({ status, body }) => (status === 204 ? nothingShown(id) : treeOf(body)),
          instead: (record) => listedHierarchy(record, mirror),
        },
      );
      const record = recordOf(id);
      const listed = read.value.circuits.length === 0 && record ? listedHierarchy(record, mirror) : null;
      return listed && read.reason === null ? { ...listed, reason: notShown } : read;
    },
    firmware: (id, asking = {}) =>
      readOne(
        { endpoint: 'firmware', held: firmwares, param: 'installationId' },
        { id, asking },
        {
          read: ({ body }) => {
            const { rows, unreadable } = readable('the firmware of an installation', parseFirmwareRows(body));
            if (unreadable.length > 0) settings.log.warn({ unreadable }, 'Rows of firmware could not be read.');
            return rows.map(({ row: _, ...firmware }) => firmware);
          },
          instead: (record) => listedFirmware(record, mirror),
        },
      ),
    chargers: (id, asking = {}) => chargers.list({ ...asking, installationId: id }),
    async report(id, { app = null, signal, ...asking }) {
      const request = reportRequest(id, asking);
      return reports.read({
        key: JSON.stringify([id, { ...asking, form: null }]).toLowerCase(),
        ask: () =>
          heavy.run(async () => {
            const { body, receivedAtMs } = await core.read({
              ...request,
              ...askedBy({ app, ...(signal && { signal }) }),
            });
            const { unreadable, ...value } = readable('a report', parseReport(body));
            const [first] = unreadable;
            if (first) throw unwhole(first.field);
            return { value, readAtMs: receivedAtMs };
          }),
        instead: () => null,
      });
    },
  };
}

const notShown =
  'The cloud showed no tree (204): the account has no access to it, or it is being prepared after a consent. These are the chargers of the list.';

function nobodys(): SdkError {
  return new SdkError(
    'cloud-refused',
    'Failed to read an installation: the cloud said within the hour that there is none such (404). Check the id.',
    { status: 404 },
  );
}

function nothingShown(id: string): Hierarchy {
  return { id: id.toLowerCase(), name: null, networkType: null, circuits: [] };
}

function treeOf(body: unknown): Hierarchy {
  const parsed = readable('a hierarchy', parseHierarchy(body));
  const [first] = parsed.unreadable;
  if (first) throw unwhole(first.field);
  return hierarchyOf(parsed);
}

/** A sum or a tree with a part left out would be a wrong one. */
function unwhole(field: string): SdkError {
  return new SdkError(
    'unreadable-answer',
    `Failed to read an answer as a whole: "${field}" has a wrong shape. Report it if it lasts.`,
  );
}

function freshOr(fresh: ReadonlyMap<string, unknown>, name: string, held: unknown): unknown {
  return fresh.has(name.toLowerCase()) ? fresh.get(name.toLowerCase()) : held;
}
