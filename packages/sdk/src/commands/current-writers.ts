// The writers of an account's available currents: one an installation, opened with its first wish, closed with the account.
import type { CallFact, ClauseId, Decision, Fact } from '@fairlead/policy';
import { mayBeGo2, stateIds } from '@fairlead/protocol';
import { HeldKnowledge } from '../account/known-of-call.ts';
import { mayManage } from '../account/lists.ts';
import type { AccountCore } from '../account/open-account.ts';
import { readInstallation } from '../account/read-installation.ts';
import type { CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { modelTold } from '../view/model-told.ts';
import { withNextTry } from './asked-again.ts';
import type { CurrentAnswer } from './current-answer.ts';
import { CurrentWriter } from './current-writer.ts';
import type { WriterDoor } from './current-writer-door.ts';
import { heldCurrent, inForceForMs, withCurrent } from './held-current.ts';
import { type CurrentWish, checkedCurrent, currentBody, type PhaseCurrents } from './phase-currents.ts';
import { notSent, type Refused } from './refusal.ts';
import { verdictOf } from './verdict-of.ts';

/** A wish waits no longer than this for the details of its installation; what is held serves then. */
const detailsWithinMs = 5_000;
/** One write each 15 minutes (policy `current-cadence`). */
const slotMs = 900_000;
const scheduleMode = 1;
const automaticMode = 2;

export interface CurrentWriters {
  /** @throws SdkError `closed` */
  want(record: InstallationRecord, wish: CurrentWish, app: string | null): Promise<CurrentAnswer>;
}

export function currentWritersOf(core: AccountCore): CurrentWriters {
  const { account, mirror, ended } = core;
  const { clock } = core.settings;
  const startedAtMs = clock.nowMs();
  const known = new HeldKnowledge(mirror, { clock, aheadMs: core.aheadMs });
  /** Bounded by the installations of the mirror, and so are the reads. */
  const writers = new Map<string, CurrentWriter>();
  const reading = new Map<string, Promise<void>>();
  /** What the cloud said when it refused, by installation: said again while the refusal stands. */
  const refusals = new Map<string, Refused>();

  const recordOf = (id: string): InstallationRecord | undefined => mirror.installations().find((one) => one.id === id);
  const requestOf = (id: string, phasesA: PhaseCurrents, app: string | null): CallRequest => ({
    ...{ endpoint: 'installation-update', params: { id }, body: currentBody(phasesA) },
    ...{ cause: 'command', lane: 'command', app },
  });

  /**
   * Until when the slot is spent by a write that nobody here remembers, as the cloud tells when the current was changed (seen in
   * some answers, zaptec-api.md §3.3). What is remembered goes by the journal: a change may be the cloud's own.
   */
  const forgottenSlotMs = (id: string): number => {
    const record = core.history.length === 0 ? recordOf(id) : undefined;
    const changedAtMs = record
      ? (heldCurrent(record).changedAtMs ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
    return changedAtMs > startedAtMs ? 0 : changedAtMs + slotMs;
  };

  const doorOf = (id: string): WriterDoor => ({
    opens(phasesA) {
      const decision = core.ask(requestOf(id, phasesA, null));
      // What the cloud said no to meanwhile is asked all the same: the wish is refused with words instead of waiting for a day.
      const waits = decision.kind === 'wait' && !isNo(decision.clause);
      const policyMs = waits ? decision.untilMs : clock.nowMs();
      const forgottenMs = forgottenSlotMs(id);
      return {
        opensAtMs: Math.max(policyMs, forgottenMs),
        isSlotSpent: (waits && decision.clause === 'current-cadence') || forgottenMs > policyMs,
      };
    },
    async write(phasesA, { app, signal, onSent, onBack }) {
      const request = requestOf(id, phasesA, app);
      const ending = await core.submit({ ...request, signal, onSent }, onBack);
      const verdict = withNextTry(verdictOf(ending, 'installation-update'), () => core.ask(request));
      if (verdict.outcome === 'refused' && verdict.sentAtMs !== null) refusals.set(id, verdict);
      return verdict;
    },
    async hold(phasesA, setAtMs) {
      const record = recordOf(id);
      if (!record) return;
      await mirror.apply({ chargers: [], observations: [], installations: [withCurrent(record, phasesA, setAtMs)] });
    },
    read: () => readInstallation({ mirror, call: (request) => account.call(request) }, id),
    record: () => recordOf(id),
    hasLeft: () => account.mirror.installation(id) === undefined,
    besidePolicy: core.besidePolicy,
    connected: () => known.of({ endpoint: 'installation-update', resource: id, command: null }).connected,
  });

  const writerOf = (id: string): CurrentWriter => {
    const open = writers.get(id);
    if (open) return open;
    const writer = new CurrentWriter(doorOf(id), clock);
    for (const fact of core.history) if (mayHaveWritten(fact, id)) writer.noteEarlier(fact.sentAtMs);
    writers.set(id, writer);
    return writer;
  };

  const unsubscribe = account.subscribe((event) => {
    switch (event.kind) {
      case 'observation': {
        const { chargerId, stateId } = event.observation;
        const id = stateId === stateIds.ChargerOperationMode ? mirror.charger(chargerId)?.installationId : null;
        if (id) writers.get(id)?.arm();
        return;
      }
      case 'installation':
        writers.get(event.installationId)?.arm();
        return;
      case 'call': {
        const { fact } = event;
        const writer = fact.resource === null ? undefined : writers.get(fact.resource);
        if (writer && mayHaveWritten(fact, fact.resource ?? '')) writer.noteWrite(fact.sentAtMs);
      }
    }
  });
  core.lists.onWhole((list) => {
    if (list === 'installations') for (const writer of writers.values()) writer.arm();
  });
  ended.addEventListener(
    'abort',
    () => {
      unsubscribe();
      for (const writer of writers.values()) writer.close();
    },
    { once: true },
  );

  /** Reads the details where what is held is old or does not tell what is needed; never longer than a wish may wait. */
  const refresh = (record: InstallationRecord): Promise<void> => {
    const { knownAtMs, mode, phasesA } = heldCurrent(record);
    const isFresh = knownAtMs + inForceForMs > clock.nowMs();
    const underWay = reading.get(record.id);
    if (underWay) return underWay;
    if (isFresh && mode !== null && phasesA !== null) return Promise.resolve();
    const read = new Promise<void>((resolve) => {
      const timer = clock.setTimer(resolve, detailsWithinMs);
      doorOf(record.id)
        .read()
        .catch((cause: unknown) =>
          core.settings.log.debug({ cause }, 'The details of an installation could not be read.'),
        )
        .finally(() => {
          clock.clearTimer(timer);
          resolve();
        });
    }).finally(() => reading.delete(record.id));
    reading.set(record.id, read);
    return read;
  };

  /** A writer that is opened now would be closed by nobody. */
  const refuseClosed = (): void => {
    if (ended.aborted) throw failure('set the available current', 'closed');
  };

  return {
    async want(asked, wish, app) {
      refuseClosed();
      if (!mayManage(asked))
        return refusedAnswer(
          notSent('role', `Not sent: this account is a plain user of the installation. ${roleNeeded}`),
        );
      await refresh(asked);
      refuseClosed();
      const record = recordOf(asked.id) ?? asked;
      const held = heldCurrent(record);
      const isFresh = held.knownAtMs + inForceForMs > clock.nowMs();
      const byMode = isFresh ? refusedByMode(held.mode) : null;
      if (byMode) return refusedAnswer(byMode);
      const chargers = mirror.chargers().filter(({ installationId }) => installationId === record.id);
      const checked = checkedCurrent(wish, {
        maxCurrentA: held.maxCurrentA,
        needsEqualPhases: chargers.some((charger) => mayBeGo2(modelTold(charger, mirror), charger.deviceType)),
      });
      if (checked.kind === 'refused') return refusedAnswer(checked.refused);
      const standing = refusedByCloud(core.ask(requestOf(record.id, checked.phasesA, app)));
      if (standing) return refusedAnswer(saidAgain(standing, refusals.get(record.id)));
      return writerOf(record.id).want(checked.phasesA, { app, notes: checked.notes });
    },
  };
}

const roleNeeded = 'The available current needs the role Owner or Service.';

function refusedByMode(mode: number | null): Refused | null {
  switch (mode) {
    case scheduleMode:
      return notSent(
        'schedule',
        'Not sent: a schedule owns the current of this installation. End it in the portal first.',
      );
    case automaticMode:
      return notSent(
        'automatic',
        'Not sent: Zaptec Sense (APM) owns the current of this installation. Switch it to manual in the portal first.',
      );
    default:
      return null;
  }
}

/** What says that the cloud said no (527), or that a right is missing (403): not that it is too early. */
const isNo = (clause: ClauseId): boolean => clause === 'command-precondition' || clause === 'no-intrusion';

/** What the cloud said no to stands for a day, or, but for a right, until the installation is read in another mode. */
function refusedByCloud(decision: Decision): Refused | null {
  if (decision.kind !== 'wait' || !isNo(decision.clause)) return null;
  const { untilMs, clause } = decision;
  const verdict = verdictOf({ kind: 'not-sent', reason: 'too-early', untilMs, clause }, 'installation-update');
  return verdict.outcome === 'refused' ? verdict : null;
}

/** With the words of the cloud's own refusal, where it was this run that got it. */
function saidAgain(standing: Refused, first: Refused | undefined): Refused {
  return first ? { ...standing, why: first.why, reason: `${first.reason} ${standing.reason}` } : standing;
}

function refusedAnswer(refused: Refused): CurrentAnswer {
  const done = Promise.resolve(refused);
  return { state: 'refused', phasesA: null, appliesAtMs: null, late: false, note: refused.reason, done };
}

/** 2xx, or what leaves it open: not what did not arrive. Refused for good are 3xx, 4xx and the codes 512 and 527. */
function mayHaveWritten(fact: Fact, installationId: string): fact is CallFact {
  if (fact.kind !== 'call' || fact.class !== 'update' || fact.resource !== installationId) return false;
  if (fact.sets !== 'available-current') return false;
  const { status, code, arrived } = fact;
  if (arrived === 'no') return false;
  return status === null || status < 300 || (status >= 500 && code !== 512 && code !== 527);
}
