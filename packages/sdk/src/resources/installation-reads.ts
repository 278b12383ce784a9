// Reads of one installation: its detail, its tree, its firmware. Not made where its role may not; what the lists know serves
// then, and wherever the cloud cannot be asked now.
import { parseFirmwareRows, parseHierarchy, parseInstallationRow } from '@fairlead/protocol';
import { detailedRecord, tellings, withAnswer } from '../account/installation-answers.ts';
import { mayRead } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import type { Answer, CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { AnswerKind, InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { HeldAnswers, type KnownAnswer } from './held-answers.ts';
import { type Installation, installationOf, listedInstallation, type ReadInstallation } from './installation.ts';
import type { NotFound } from './not-found.ts';
import { type Asking, askedBy, type Read, readable, roleOf, unwhole } from './read.ts';
import { insteadOf } from './role-table.ts';
import {
  discreetFirmware,
  type Firmware,
  type Hierarchy,
  hierarchyOf,
  listedFirmware,
  listedHierarchy,
} from './structure.ts';

export interface InstallationReads {
  detail(id: string, asking: Asking): Promise<Read<Installation>>;
  hierarchy(id: string, asking: Asking): Promise<Read<Hierarchy>>;
  firmware(id: string, asking: Asking): Promise<Read<readonly Firmware[]>>;
}

/** The policy's `detail-cadence`. */
const floorsMs: Readonly<Record<AnswerKind, number>> = {
  detail: 3_600_000,
  hierarchy: 86_400_000,
  firmware: 86_400_000,
};

interface Kind<T> {
  /** As the mirror keeps it. */
  readonly answer: AnswerKind;
  readonly endpoint: CallRequest['endpoint'];
  readonly param: string;
  readonly held: HeldAnswers<T>;
  readonly read: (answer: Answer) => T;
  readonly instead: (record: InstallationRecord) => KnownAnswer<T> | null;
}

export function installationReadsOf(core: AccountCore, unknown: NotFound): InstallationReads {
  const { settings } = core;
  const { mirror } = core.account;
  const { clock, log } = settings;

  const readOne = async <T>(kind: Kind<T>, id: string, asking: Asking): Promise<Read<T>> => {
    await core.firstLists(asking.signal);
    const record = recordIn(core, id);
    if (!record && unknown.has(id)) throw nobodys();
    const instead = (): KnownAnswer<T> | null => (record ? kind.instead(record) : null);
    const reason = record && !mayRead(record) ? insteadOf(kind.endpoint, roleOf(record.roles)) : null;
    const known = reason === null ? null : instead();
    if (known && reason !== null) return { ...known, reason };
    const ask = async () => {
      const kept = recordIn(core, id)?.answers?.[kind.answer];
      // The account reads it by itself: its answer is as good as one of its own.
      if (kept && clock.nowMs() - kept.readAtMs < floorsMs[kind.answer]) {
        const answer = { status: kept.body === undefined ? 204 : 200, body: kept.body, receivedAtMs: kept.readAtMs };
        return { value: kind.read(answer), readAtMs: kept.readAtMs };
      }
      const params = { [kind.param]: id };
      const answer = await core.read({ endpoint: kind.endpoint, params, ...askedBy(asking) });
      const value = kind.read(answer);
      await feed(core, id, kind.answer, answer);
      return { value, readAtMs: answer.receivedAtMs };
    };
    return kind.held.read({ key: id.toLowerCase(), ask, instead }).catch((error: unknown) => {
      if (error instanceof SdkError && error.status === 404) unknown.add(id);
      throw error;
    });
  };

  const details: Kind<ReadInstallation> = {
    ...{ answer: 'detail', endpoint: 'installation', param: 'id', held: new HeldAnswers(clock, () => floorsMs.detail) },
    read: ({ body, receivedAtMs }) =>
      installationOf(readable('an installation', parseInstallationRow(body)), receivedAtMs),
    instead: (record) => ({ value: listedInstallation(record), readAtMs: record.readAtMs }),
  };
  /** Null: the cloud showed none. */
  const trees: Kind<Hierarchy | null> = {
    ...{ answer: 'hierarchy', endpoint: 'installation-hierarchy', param: 'id' },
    held: new HeldAnswers(clock, () => floorsMs.hierarchy),
    read: ({ status, body }) => (status === 204 ? null : treeOf(body)),
    instead: (record) => listedHierarchy(record, mirror),
  };
  const firmwares: Kind<readonly Firmware[]> = {
    ...{ answer: 'firmware', endpoint: 'firmware', param: 'installationId' },
    held: new HeldAnswers(clock, () => floorsMs.firmware),
    read({ body }) {
      const { rows, unreadable } = readable('the firmware of an installation', parseFirmwareRows(body));
      if (unreadable.length > 0) log.warn({ unreadable }, 'Rows of firmware could not be read and were left out.');
      return rows.map(discreetFirmware);
    },
    instead: (record) => listedFirmware(record, mirror),
  };

  return {
    async detail(id, asking) {
      const read = await readOne(details, id, asking);
      const record = recordIn(core, id);
      const value = upToDate({ ...read.value, readAtMs: read.readAtMs ?? read.value.readAtMs }, record);
      return { ...read, value: { ...value, mostAgeMs: record ? core.mostAgeOf(record, value.readAtMs) : null } };
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

/** In the mirror and not left, in any case. */
export function recordIn({ account }: AccountCore, id: string): InstallationRecord | undefined {
  return account.mirror.installation(id.toLowerCase());
}

/** What a caller's read told is kept as what the account's own would have told. */
async function feed({ mirror }: AccountCore, id: string, kind: AnswerKind, answer: Answer): Promise<void> {
  const { body, receivedAtMs: readAtMs } = answer;
  const held = mirror.installation(id.toLowerCase());
  const told = { body, readAtMs };
  const record = held ? withAnswer(held, kind, told) : kind === 'detail' ? detailedRecord(told) : undefined;
  if (record) await mirror.apply({ installations: [record], chargers: [], observations: [] });
}

/** What a list, or a write of this program, told since counts more than the detail of up to an hour ago. */
function upToDate(detail: ReadInstallation, record: InstallationRecord | undefined): ReadInstallation {
  const since = record ? tellings(record).filter(({ readAtMs }) => readAtMs > detail.readAtMs) : [];
  if (since.length === 0) return detail;
  const parsed = parseInstallationRow(Object.assign({}, detail.row, ...since.toReversed().map(({ row }) => row)));
  return parsed.kind === 'ok' ? installationOf(parsed.value, detail.readAtMs) : detail;
}

const notShown =
  'The cloud showed no tree (204): the account has no access to it, or it is being prepared after a consent. These are the chargers that the list told of.';

function treeOf(body: unknown): Hierarchy {
  const parsed = readable('a hierarchy', parseHierarchy(body));
  const [first] = parsed.unreadable;
  if (first) throw unwhole('a hierarchy', first);
  return hierarchyOf(parsed);
}

function nobodys(): SdkError {
  return failure('read an installation', 'cloud-refused', {
    happened: 'the cloud said within the hour that there is no such installation (404)',
    remedy: 'Check the id of the installation',
    status: 404,
  });
}
