// Installations as a program reads them. What changes slowly is held for as long as its floor says.
import { chargerIdPattern } from '@fairlead/protocol';
import { installationRecordOf, pageOf } from '../account/cloud-rows.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import type { Charger } from '../view/charger.ts';
import type { ChargerListAsking, ChargerReads } from './charger-reads.ts';
import { type CandidatesAsking, candidatesOf } from './consent-candidates.ts';
import type { InTurn } from './in-turn.ts';
import { discreetInstallation, type Installation, listedInstallation } from './installation.ts';
import { installationReadsOf, recordIn } from './installation-reads.ts';
import { freshList, type ListAsking, stillAsked } from './listed.ts';
import { NotFound } from './not-found.ts';
import { type Asking, askedBy, hasRole, type ListedRole, type Read } from './read.ts';
import { type Report, type ReportAsking, reportsOf } from './report.ts';
import type { Firmware, Hierarchy } from './structure.ts';

/** Which installations are listed, and how old the list may be. Source: zaptec-api.md §3.2. */
export interface InstallationListAsking extends ListAsking {
  /** Only installations with this in their name, in any case. Default: all. @example 'depot' */
  readonly name?: string;
  /** Only installations at which the account has one of these roles. Default: all. @example ['Owner'] */
  readonly roles?: readonly ListedRole[];
  /** `Smart`: Go and Home. Default: all. @example 'Pro' */
  readonly type?: 'Pro' | 'Smart';
}

/** The account's installations, and what can be read of each. Source: zaptec-api.md §3.2 to §3.5. */
export interface Installations {
  /**
   * The account's installations: from the mirror while the list is fresh (`maxAgeMs`), else after one read of the whole list
   * in pages of 100. Narrowed without a call. Waits for the first lists.
   *
   * @throws SdkError `invalid-option`; `cancelled`, `closed`; where no list could be read yet, the reason as of
   *   `Account.ready`, such as `unreachable`, `login-refused` or `too-early`
   */
  list(asking?: InstallationListAsking): AsyncIterable<Installation>;
  /**
   * By id, or by its whole name in any case; null where the account has none such, or none any more by its last whole list.
   * From the mirror, else by one look-up, at most once an hour; never by the whole list.
   *
   * @throws SdkError `invalid-option`; what keeps the look-up from being made, as of `Account.call`, such as
   *   `unreachable` or `queue-full`
   */
  find(idOrName: string, asking?: Asking): Promise<Installation | null>;
  /**
   * The installation as the cloud has it now, at most once an hour; in between the same answer serves. For the role User: the
   * row of the list, with the reason.
   *
   * @throws SdkError `invalid-option` for what is no id; `cloud-refused` with status 404 for an id that is nobody's, and what keeps the call from being made
   * while nothing is held
   */
  detail(id: string, asking?: Asking): Promise<Read<Installation>>;
  /** Circuits and their chargers, at most once a day. Where the cloud shows none (204): the chargers of the list, with the reason. @throws SdkError as `detail` */
  hierarchy(id: string, asking?: Asking): Promise<Read<Hierarchy>>;
  /** Firmware of every charger by one call, at most once a day. For the role User: what the state told, with the reason. @throws SdkError as `detail` */
  firmware(id: string, asking?: Asking): Promise<Read<readonly Firmware[]>>;
  /**
   * Its chargers, as `chargers.list` tells them.
   *
   * @throws SdkError `invalid-option`, and as of `chargers.list`, such as `unreachable`
   */
  chargers(id: string, asking?: Omit<ChargerListAsking, 'installationId'>): AsyncIterable<Charger>;
  /**
   * The account's installations that a partner's user group does not see yet: what `consentLink` can be made for. One read an
   * hour at most, and only where no full list of installations was read within the hour; narrowed by `name` it goes at once.
   *
   * @throws SdkError `invalid-option`; `too-early` with `retryAtMs`, and what else keeps the call from being made while
   *   nothing is held, as of `Account.call`
   */
  candidates(lookupKey: string, asking?: CandidatesAsking): Promise<Read<readonly Installation[]>>;
  /**
   * Sums of its sessions between two dates, a row for each user, charger or card. The same window is fetched once a day; in
   * between the same answer serves. A User is told of its own sessions alone.
   *
   * @throws SdkError `invalid-option`; `too-early` where half of the window was fetched within the day; `cloud-refused`,
   *   and what else keeps the call from being made, as of `Account.call`
   */
  report(id: string, asking: ReportAsking & Asking): Promise<Read<Report>>;
}

export function installationsOf(core: AccountCore, chargers: Pick<ChargerReads, 'list'>, heavy: InTurn): Installations {
  const { mirror, settings } = core;
  const unknown = new NotFound(settings.clock);
  for (const fact of core.history) unknown.restore(fact, 'installations');
  const reads = installationReadsOf(core, unknown);
  const report = reportsOf(core, heavy);

  const held = (idOrName: string): InstallationRecord | undefined =>
    recordIn(core, idOrName) ??
    core.account.mirror.installations().find(({ name }) => name.toLowerCase() === idOrName.toLowerCase());

  /** Held as what has left the account. */
  const hasLeft = (idOrName: string): boolean =>
    mirror
      .installations()
      .some(({ id, name }) => [id, name].some((text) => text.toLowerCase() === idOrName.toLowerCase()));

  const viewOf = (record: InstallationRecord): Installation =>
    discreetInstallation({ ...listedInstallation(record), mostAgeMs: core.mostAgeOf(record) });

  const lookUp = async (idOrName: string, asking: Asking): Promise<void> => {
    if (chargerIdPattern.test(idOrName)) return void (await reads.detail(idOrName, asking));
    const query = { NameFilter: idOrName, PageSize: 100 };
    const answer = await core.read({ endpoint: 'installations', query, ...askedBy(asking) });
    const rows = pageOf(answer.body).rows.map((row) => installationRecordOf(row, answer.receivedAtMs));
    const installations = rows.filter((row) => row !== undefined);
    await mirror.apply({ installations, chargers: [], observations: [] });
  };

  return {
    async *list(asking = {}) {
      const sinceMs = await freshList(core, 'installations', asking);
      for (const record of mirror.installations()) {
        if (record.readAtMs < sinceMs) continue;
        stillAsked(asking);
        const installation = viewOf(record);
        if (isAsked(installation, record.roles, asking)) yield installation;
      }
    },
    async find(idOrName, asking = {}) {
      if (!held(idOrName)) await core.firstLists(asking.signal);
      if (!held(idOrName) && idOrName.trim() !== '' && !unknown.has(idOrName)) {
        await lookUp(idOrName, asking).catch((error: unknown) => {
          if (!(error instanceof SdkError)) throw error;
          // Of one that left, the list has said so already: where it was looked up within the hour, that stands.
          const isKnownGone = error.code === 'too-early' && hasLeft(idOrName);
          if (!isKnownGone && error.status !== 404 && error.status !== 403) throw error;
        });
        if (!held(idOrName)) unknown.add(idOrName);
      }
      const found = held(idOrName);
      return found ? viewOf(found) : null;
    },
    async detail(id, asking = {}) {
      const read = await reads.detail(id, asking);
      return { ...read, value: discreetInstallation(read.value) };
    },
    hierarchy: (id, asking = {}) => reads.hierarchy(id, asking),
    firmware: (id, asking = {}) => reads.firmware(id, asking),
    chargers: (id, asking = {}) => chargers.list({ ...asking, installationId: id }),
    candidates: candidatesOf(core),
    report,
  };
}

function isAsked({ name, type }: Installation, bits: number, asking: InstallationListAsking): boolean {
  const isNamed = !asking.name || name.toLowerCase().includes(asking.name.toLowerCase());
  return isNamed && (asking.type === undefined || type === asking.type) && hasRole(bits, asking.roles);
}
