// Reads of one installation: its detail, its tree, its firmware. Not made where its role may not; what the lists know serves
// then, and wherever the cloud cannot be asked now.
import { type ParsedInstallation, parseFirmwareRows, parseHierarchy, parseInstallationRow } from '@fairlead/protocol';
import { installationRecordOf } from '../account/cloud-rows.ts';
import { mayRead } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { Answer, CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { HeldAnswers, type KnownAnswer } from './held-answers.ts';
import { type Installation, installationOf, listedInstallation } from './installation.ts';
import type { NotFound } from './not-found.ts';
import { type Asking, askedBy, checkedId, type Read, readable, roleOf, unwhole } from './read.ts';
import { insteadOf } from './role-table.ts';
import { type Firmware, type Hierarchy, hierarchyOf, listedFirmware, listedHierarchy } from './structure.ts';

export interface InstallationReads {
  detail(id: string, asking: Asking): Promise<Read<Installation>>;
  hierarchy(id: string, asking: Asking): Promise<Read<Hierarchy>>;
  firmware(id: string, asking: Asking): Promise<Read<readonly Firmware[]>>;
}

/** The floors of the policy's `detail-cadence`. */
const hourMs = 3_600_000;
const dayMs = 86_400_000;

interface Kind<T> {
  readonly endpoint: CallRequest['endpoint'];
  readonly param: string;
  readonly held: HeldAnswers<T>;
  readonly read: (answer: Answer) => T | Promise<T>;
  readonly instead: (record: InstallationRecord) => KnownAnswer<T> | null;
}

export function installationReadsOf(core: AccountCore, unknown: NotFound): InstallationReads {
  const { mirror, settings } = core;
  const { clock, log } = settings;

  const readOne = async <T>(kind: Kind<T>, id: string, asking: Asking): Promise<Read<T>> => {
    checkedId('an installation', id);
    await core.account.ready(asking.signal);
    const record = recordIn(core, id);
    if (!record && unknown.has(id)) throw nobodys();
    const instead = (): KnownAnswer<T> | null => (record ? kind.instead(record) : null);
    const reason = record && !mayRead(record) ? insteadOf(kind.endpoint, roleOf(record.roles)) : null;
    const known = reason === null ? null : instead();
    if (known && reason !== null) return { ...known, reason };
    const ask = async () => {
      const params = { [kind.param]: id };
      const answer = await core.read({ endpoint: kind.endpoint, params, ...askedBy(asking) });
      return { value: await kind.read(answer), readAtMs: answer.receivedAtMs };
    };
    return kind.held.read({ key: id.toLowerCase(), ask, instead }).catch((error: unknown) => {
      if (error instanceof SdkError && error.status === 404) unknown.add(id);
      throw error;
    });
  };

  const details: Kind<Installation> = {
    ...{ endpoint: 'installation', param: 'id', held: new HeldAnswers(clock, () => hourMs) },
    async read({ body, receivedAtMs }) {
      const parsed = readable('an installation', parseInstallationRow(body));
      await feed(core, parsed, receivedAtMs);
      return installationOf(parsed, receivedAtMs);
    },
    instead: (record) => ({ value: listedInstallation(record), readAtMs: record.readAtMs }),
  };
  /** Null: the cloud showed none. */
  const trees: Kind<Hierarchy | null> = {
    ...{ endpoint: 'installation-hierarchy', param: 'id', held: new HeldAnswers(clock, () => dayMs) },
    read: ({ status, body }) => (status === 204 ? null : treeOf(body)),
    instead: (record) => listedHierarchy(record, mirror),
  };
  const firmwares: Kind<readonly Firmware[]> = {
    ...{ endpoint: 'firmware', param: 'installationId', held: new HeldAnswers(clock, () => dayMs) },
    read({ body }) {
      const { rows, unreadable } = readable('the firmware of an installation', parseFirmwareRows(body));
      if (unreadable.length > 0) log.warn({ unreadable }, 'Rows of firmware could not be read and were left out.');
      return rows;
    },
    instead: (record) => listedFirmware(record, mirror),
  };

  return {
    async detail(id, asking) {
      const read = await readOne(details, id, asking);
      return { ...read, value: upToDate(read.value, recordIn(core, id)) };
    },
    async hierarchy(id, asking) {
      const { value, readAtMs, reason } = await readOne(trees, id, asking);
      if (value !== null) return { value, readAtMs, reason };
      const record = recordIn(core, id);
      const listed = record ? listedHierarchy(record, mirror) : null;
      const nothing = { id: id.toLowerCase(), name: null, networkType: null, circuits: [], row: null };
      return { ...(listed ?? { value: nothing, readAtMs }), reason: notShown };
    },
    firmware: (id, asking) => readOne(firmwares, id, asking),
  };
}

/** In the mirror, in any case. */
export function recordIn({ mirror }: AccountCore, id: string): InstallationRecord | undefined {
  return mirror.installations().find((record) => record.id === id.toLowerCase());
}

/** The mirror holds rows of the list: a detail brings their fields up to date and adds none, so that the next list is no change. */
async function feed(core: AccountCore, { row, id }: ParsedInstallation, readAtMs: number): Promise<void> {
  const fresh = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  const newest = ([name, held]: readonly [string, unknown]): readonly [string, unknown] => {
    const lower = name.toLowerCase();
    return [name, fresh.has(lower) ? fresh.get(lower) : held];
  };
  const held = recordIn(core, id)?.row;
  const record = installationRecordOf(held ? Object.fromEntries(Object.entries(held).map(newest)) : row, readAtMs);
  if (record) await core.mirror.apply({ installations: [record], chargers: [], observations: [] });
}

/** What a list, or a write of this program, told since counts more than the detail of up to an hour ago. */
function upToDate(detail: Installation, record: InstallationRecord | undefined): Installation {
  if (!record || record.readAtMs <= detail.readAtMs) return detail;
  const parsed = parseInstallationRow({ ...detail.row, ...record.row });
  return parsed.kind === 'ok' ? installationOf(parsed.value, detail.readAtMs) : detail;
}

const notShown =
  'The cloud showed no tree (204): the account has no access to it, or it is being prepared after a consent. These are the chargers that the list told of.';

function treeOf(body: unknown): Hierarchy {
  const parsed = readable('a hierarchy', parseHierarchy(body));
  const [first] = parsed.unreadable;
  if (first) throw unwhole(first);
  return hierarchyOf(parsed);
}

function nobodys(): SdkError {
  return failure('read an installation', 'cloud-refused', {
    happened: 'the cloud said within the hour that there is none such (404)',
    remedy: 'Check the id',
    status: 404,
  });
}
