// Chargers as a program reads them: from what is held, and from the cloud only where that does not do.
import { deviceTypes, type ParsedCharger, parseChargerRow } from '@fairlead/protocol';
import { observationsOf } from '../account/cloud-rows.ts';
import { mayRead } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { type Charger, chargerOf } from '../view/charger.ts';
import { discreetRow } from '../view/personal.ts';
import type { ChargerFinder } from './charger-finder.ts';
import { FirstValues, type ValuesAsking } from './first-values.ts';
import { HeldAnswers } from './held-answers.ts';
import { freshList, type ListAsking, readList, stillAsked } from './listed.ts';
import { type Asking, askedBy, hasRole, type ListedRole, type Read, readable, roleOf } from './read.ts';
import { insteadOf } from './role-table.ts';

/**
 * A charger as the cloud's list and detail tell it; its state is in the view. What tells of a person in `row` is there by its
 * name and not enumerable. Source: zaptec-api.md §3.8.
 */
export type ChargerDetail = Omit<ParsedCharger, 'removed'>;

/** Which chargers are listed, and how old the list may be. Source: zaptec-api.md §3.7. */
export interface ChargerListAsking extends ListAsking, ValuesAsking {
  /** Only the chargers of the installation with this id, a UUID. Default: of all. @example installation.id */
  readonly installationId?: string;
  /** Only chargers with this in name or serial, in any case. Default: all. @example 'garage' */
  readonly name?: string;
  /** Only chargers at which the account has one of these roles. Default: all. @example ['Owner', 'Service'] */
  readonly roles?: readonly ListedRole[];
  /**
   * Only this type of device, as the cloud calls it: `Smart` is Pro and Home, `Apollo` Go and Go 2. Default: all.
   *
   * @example 'Apollo'
   */
  readonly deviceType?: keyof typeof deviceTypes;
}

export interface ChargerReads {
  /**
   * The account's chargers: from the mirror while the list is fresh (`maxAgeMs`), else after one read of the whole list in
   * pages of 100. Narrowed without a call. Waits for the first lists and, for 30 s in all at most, for the first state of each
   * charger, which the account reads anyway; `values: 'held'` does not wait for states.
   *
   * @throws SdkError `invalid-option`; `cancelled`, `closed`; where no list could be read yet, the reason as of
   *   `Account.ready`, such as `unreachable`, `login-refused` or `too-early`
   */
  list(asking?: ChargerListAsking): AsyncIterable<Charger>;
  /**
   * By id or serial, in any case; null where the account has none such, or none any more by its last whole list. From the mirror, else by one look-up of this charger
   * (`NameFilter`), at most once an hour; never by the whole list. A text that is neither id nor serial is nobody's. Waits for
   * the first state as `list` does.
   *
   * @throws SdkError `invalid-option`; `unreachable`, `too-early` (it was looked up within the hour, and nothing of that was kept)
   *   and what else keeps the look-up from being made, as of `Account.call`
   */
  find(idOrSerial: string, asking?: Asking & ValuesAsking): Promise<Charger | null>;
  /**
   * The charger's row as the cloud has it now, at most once an hour; in between the same answer serves. It feeds the mirror.
   * For the role User: the row of the list, with the reason.
   *
   * @throws SdkError `invalid-option`, `unknown-charger`, and what keeps the call from being made while nothing is held,
   *   as of `Account.call`
   */
  detail(idOrSerial: string, asking?: Asking): Promise<Read<ChargerDetail>>;
  /**
   * Asks the cloud for the charger's state, which goes into the mirror. The policy lets it go 600 s after the read before
   * while a stream is open or no car charges, else after 60 s; what is pushed is newer anyway. For the role User: a read of
   * the list, with the reason.
   *
   * @throws SdkError `invalid-option`; `held` or `too-early` with `retryAtMs` when it may not go yet: use `find`;
   *   `unknown-charger`; and what else keeps the call from being made, as of `Account.call`
   */
  readState(idOrSerial: string, asking?: Asking): Promise<Read<Charger>>;
}

/** The floor of the policy's `detail-cadence`. */
const hourMs = 3_600_000;

export function chargerReadsOf(core: AccountCore, finder: ChargerFinder): ChargerReads {
  const { mirror, settings, lists } = core;
  const details = new HeldAnswers<ChargerDetail>(settings.clock, () => hourMs);
  /** A read that brought nothing new leaves no trace in the mirror. Bound: the mirror's chargers, 100,000 × 100 bytes = 10 MB. */
  const stateReadAtMs = new Map<string, number>();
  const viewOf = (row: ChargerRow): Charger => chargerOf(row, mirror, core.followedOf(row));
  const listed = ({ row }: ChargerRow): ChargerDetail => asDetail(readable('a kept charger', parseChargerRow(row)));

  return {
    async *list(asking = {}) {
      const sinceMs = await freshList(core, 'chargers', asking);
      const first = new FirstValues(core, asking);
      try {
        for (const row of mirror.chargers()) {
          if (!isAsked(row, asking) || row.readAtMs < sinceMs) continue;
          stillAsked(asking);
          await first.of(row.id);
          yield viewOf(mirror.charger(row.id) ?? row);
        }
      } finally {
        first.end();
      }
    },
    async find(idOrSerial, asking = {}) {
      const row = await finder.find(idOrSerial, asking);
      if (!row) return null;
      const first = new FirstValues(core, asking);
      await first.of(row.id).finally(() => first.end());
      return viewOf(mirror.charger(row.id) ?? row);
    },
    async detail(idOrSerial, asking = {}) {
      const row = await finder.known(idOrSerial, asking);
      const reason = mayRead(row) ? null : insteadOf('charger', roleOf(row.roles));
      if (reason !== null) return { value: listed(row), readAtMs: row.readAtMs, reason };
      return details.read({
        key: row.id,
        ask: async () => {
          const answer = await core.read({ endpoint: 'charger', params: { id: row.id }, ...askedBy(asking) });
          const value = asDetail(readable('a charger', parseChargerRow(answer.body)));
          await lists.keepChargers([answer.body], answer);
          return { value, readAtMs: answer.receivedAtMs };
        },
        instead: () => ({ value: listed(row), readAtMs: row.readAtMs }),
      });
    },
    async readState(idOrSerial, asking = {}) {
      const row = await finder.known(idOrSerial, asking);
      const reason = mayRead(row) ? null : insteadOf('charger-state', roleOf(row.roles));
      if (reason !== null) {
        await readList(core, 'chargers', asking);
        const now = mirror.charger(row.id) ?? row;
        return { value: viewOf(now), readAtMs: now.readAtMs, reason };
      }
      const polledAtMs = stateReadAtMs.get(row.id) ?? newestPollMs(core, row.id);
      const answer = await core.read({
        ...{ endpoint: 'charger-state', params: { id: row.id }, ...askedBy(asking) },
        ...(polledAtMs !== null && { heldSinceMs: polledAtMs }),
      });
      const observations = observationsOf(answer, settings.log);
      await mirror.apply({ observations, chargers: [], installations: [] });
      stateReadAtMs.set(row.id, answer.receivedAtMs);
      return { value: viewOf(row), readAtMs: answer.receivedAtMs, reason: null };
    },
  };
}

function isAsked(row: ChargerRow, { installationId, name, roles, deviceType }: ChargerListAsking): boolean {
  const isThere = installationId === undefined || row.installationId === installationId.toLowerCase();
  const isOfType = deviceType === undefined || row.deviceType === deviceTypes[deviceType];
  return isThere && isOfType && hasRole(row.roles, roles) && (!name || isNamed(row, name));
}

function isNamed({ name, serial }: ChargerRow, part: string): boolean {
  return [name, serial].some((text) => text.toLowerCase().includes(part.toLowerCase()));
}

function asDetail({ removed: _, ...charger }: ParsedCharger): ChargerDetail {
  return { ...charger, row: discreetRow(charger.row) };
}

/** When a read last told of the charger; pushed values are no whole state. */
function newestPollMs({ mirror }: AccountCore, chargerId: string): number | null {
  let newestMs: number | null = null;
  for (const { via, receivedAtMs } of mirror.observations(chargerId).values())
    if (via === 'poll' && (newestMs === null || receivedAtMs > newestMs)) newestMs = receivedAtMs;
  return newestMs;
}
