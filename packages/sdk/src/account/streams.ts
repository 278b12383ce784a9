// The account's stream sources: which there are, and whether a charger is covered by one that is well.
// Sources come from configuration (user groups), else from installations with messaging and role Owner or Service.
import type { Fact } from '@fairlead/policy';
import type { Answer, CallRequest, StreamSourceStatus } from '../account.ts';
import type { Timer } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import type { ConnectionDetails, MessageSource } from '../stream/message-source.ts';
import type { StreamScope } from '../stream/stream-scope.ts';
import { maxSources, type StreamSupervisor, superviseStream } from '../stream/supervise-stream.ts';
import { connectionDetailsOf } from './cloud-rows.ts';
import { mayRead } from './lists.ts';
import type { Settings } from './settings.ts';
import type { Coverage } from './upkeep.ts';

/** A group's bus need not carry every installation: a charger counts as covered when it was heard within a day. */
const heardWithinMs = 86_400_000;
/** Pulses come about every 10 min (zaptec-api.md §4.5); so long a group's charger may be silent after the start. */
const firstHeardWithinMs = 1_800_000;
/**
 * How often the law is told that an installation has no stream: at the first list after 17 h. Lists are at most 6.6 h apart,
 * so that a journal need not reach back further than a day.
 */
const toldOffEveryMs = 61_200_000;
/** How long the lists wait for the stream: what happens after it is attached is not missed. */
const attachWithinMs = 5_000;

export interface StreamsOptions {
  readonly settings: Settings;
  readonly userGroupIds: readonly string[];
  readonly source: MessageSource;
  readonly mirror: Mirror;
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly journal: (fact: Fact) => void;
  readonly onStatus: (status: StreamSourceStatus) => void;
  /** The stream became well or stopped being so somewhere. */
  readonly onCoverage: () => void;
  readonly onUnknownCharger: (chargerId: string, serial: string | null) => void;
}

export interface Streams {
  /** Opens what is not open yet. Resolves when each of them is open or failed once, after at most 5 s. */
  attach(): Promise<void>;
  status(): readonly StreamSourceStatus[];
  /** Since when the stream does not tell of this charger, null while it does. */
  uncoveredSinceMs(charger: ChargerRow): number | null;
  /** The same with more to it. */
  coverage(charger: ChargerRow): Coverage;
  close(): Promise<void>;
}

export function openStreams(options: StreamsOptions): Streams {
  const { settings, userGroupIds, mirror } = options;
  const { accountId, clock, random, log } = settings;
  const supervisors: StreamSupervisor[] = [];
  const attached = new Set<string>();
  const wellSinceMs = new Map<string, number>();
  const wellUntilMs = new Map<string, number>();
  const lostAtMs = new Map<string, number>();
  /** One entry an installation of the mirror. */
  const toldOffAtMs = new Map<string, number>();
  let lapse: Timer | null = null;
  let closed = false;
  let release = (): void => {};
  let onStatus = (): void => {};

  const details = async ({ bus, scope }: StreamScope): Promise<ConnectionDetails> => {
    const endpoint = bus === 'group' ? 'group-stream-details' : 'installation-stream-details';
    const answer = await options.call({ endpoint, params: { id: scope }, cause: 'routine', lane: 'sync', app: null });
    return connectionDetailsOf(answer.body);
  };

  /** Whom the stream has not told of by then counts as not covered from then on: its reads are planned anew. */
  const lookAgain = (): void => {
    if (userGroupIds.length === 0 || closed) return;
    if (lapse !== null) clock.clearTimer(lapse);
    lapse = clock.setTimer(options.onCoverage, firstHeardWithinMs);
  };

  const noteStatus = (status: StreamSourceStatus): void => {
    const well = status.state === 'live' || status.state === 'quiet';
    const key = keyOf(status);
    if (well !== wellSinceMs.has(key)) {
      if (well) {
        wellSinceMs.set(key, clock.nowMs());
        lookAgain();
      } else {
        wellSinceMs.delete(key);
        wellUntilMs.set(key, clock.nowMs());
      }
      lostAtMs.set(key, clock.nowMs());
      options.onCoverage();
    }
    options.onStatus(status);
    onStatus();
  };

  const wanted = (): readonly StreamScope[] =>
    userGroupIds.length > 0
      ? userGroupIds.map((scope) => ({ bus: 'group', scope }))
      : mirror
          .installations()
          .filter((installation) => installation.messagingEnabled && mayRead(installation))
          .map(({ id }) => ({ bus: 'installation', scope: id }));

  /** Whose stream is switched off is polled in good faith: the law must be able to see it. */
  const tellSwitchedOff = (): void => {
    const nowMs = clock.nowMs();
    for (const { id, messagingEnabled } of userGroupIds.length > 0 ? [] : mirror.installations()) {
      if (messagingEnabled || nowMs - (toldOffAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < toldOffEveryMs) continue;
      toldOffAtMs.set(id, nowMs);
      options.journal({
        v: 1,
        kind: 'stream',
        accountId,
        bus: 'installation',
        scope: id,
        event: 'refused',
        atMs: nowMs,
      });
    }
  };

  const heardSinceMs = (chargerId: string, sinceMs: number): boolean => {
    for (const { via, receivedAtMs } of mirror.observations(chargerId).values()) {
      if (via === 'stream' && receivedAtMs >= sinceMs) return true;
    }
    return false;
  };

  const uncoveredByGroups = (charger: ChargerRow): number | null => {
    const nowMs = clock.nowMs();
    const well = [...wellSinceMs.values()];
    if (well.length === 0) return Math.max(0, ...lostAtMs.values());
    const fresh = well.some((sinceMs) => nowMs - sinceMs < firstHeardWithinMs);
    return fresh || heardSinceMs(charger.id, nowMs - heardWithinMs) ? null : Math.min(...well);
  };

  const uncoveredSinceMs = (charger: ChargerRow): number | null => {
    if (userGroupIds.length > 0) return uncoveredByGroups(charger);
    const key = keyOf({ bus: 'installation', scope: charger.installationId ?? '' });
    return wellSinceMs.has(key) ? null : (lostAtMs.get(key) ?? 0);
  };

  return {
    async attach() {
      if (closed) return;
      tellSwitchedOff();
      const fresh = wanted().filter((scope) => !attached.has(keyOf(scope)));
      const room = maxSources - attached.size;
      if (fresh.length > room)
        log.warn({ left: fresh.length - room }, `Only ${maxSources} sources are read; the other chargers are polled.`);
      const scopes = fresh.slice(0, Math.max(0, room));
      if (scopes.length === 0) return;
      for (const scope of scopes) {
        attached.add(keyOf(scope));
        lostAtMs.set(keyOf(scope), clock.nowMs());
      }
      const { source, journal, onUnknownCharger } = options;
      const supervisor = superviseStream({
        ...{ accountId, clock, random, log, source, mirror, journal, onUnknownCharger },
        scopes,
        details,
        onStatus: noteStatus,
      });
      supervisors.push(supervisor);
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, attachWithinMs);
        release = () => {
          clock.clearTimer(timer);
          resolve();
        };
        const waits = (): boolean => supervisor.status().some(({ state }) => state === 'off' || state === 'connecting');
        onStatus = () => void (waits() || release());
        supervisor.start();
      });
    },
    status: () => supervisors.flatMap((supervisor) => supervisor.status()),
    uncoveredSinceMs,
    coverage(charger) {
      const keys =
        userGroupIds.length > 0 ? [...attached] : [keyOf({ bus: 'installation', scope: charger.installationId ?? '' })];
      const until = keys.map((key) => wellUntilMs.get(key)).filter((untilMs) => untilMs !== undefined);
      const wellBefore = until.length === 0 ? null : Math.max(...until);
      const lostMs = uncoveredSinceMs(charger);
      if (lostMs !== null) return { covered: false, sinceMs: lostMs, wellUntilMs: wellBefore, isHeard: false };
      const well = keys.map((key) => wellSinceMs.get(key)).filter((sinceMs) => sinceMs !== undefined);
      const isHeard = userGroupIds.length === 0 || heardSinceMs(charger.id, clock.nowMs() - heardWithinMs);
      return { covered: true, sinceMs: Math.min(...well), wellUntilMs: wellBefore, isHeard };
    },
    async close() {
      closed = true;
      if (lapse !== null) clock.clearTimer(lapse);
      release();
      await Promise.all(supervisors.map((supervisor) => supervisor.close()));
    },
  };
}

function keyOf({ bus, scope }: StreamScope): string {
  return `${bus} ${scope}`;
}
