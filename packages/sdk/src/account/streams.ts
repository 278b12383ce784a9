// The account's stream sources: which there are, what they are opened with, and what the law is told of those that are not.
// Sources come from configuration (user groups), else from installations with messaging and role Owner or Service.
import type { Fact } from '@fairlead/policy';
import type { Answer, CallRequest, MirrorView, StreamSourceStatus } from '../account.ts';
import type { Timer } from '../clock.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import type { ConnectionDetails, MessageSource } from '../stream/message-source.ts';
import type { StreamScope } from '../stream/stream-scope.ts';
import { maxSources, type StreamOptions, type StreamSupervisor, supervisedInTurn } from '../stream/supervise-stream.ts';
import { turns } from '../stream/turns.ts';
import { Instants, whenSetBack } from '../watched-clock.ts';
import { connectionDetailsOf } from './cloud-rows.ts';
import { mayRead } from './lists.ts';
import type { Settings } from './settings.ts';
import { firstHeardWithinMs, keyOf, streamCoverage } from './stream-coverage.ts';
import { lookedInVain, notYet, streamDenial } from './stream-denial.ts';
import type { Coverage } from './upkeep.ts';

/** Trouble of a source that is one too many. */
const tooMany = `Only ${maxSources} sources are read at once; the chargers of this one are polled.`;
/**
 * How often the law is told that an installation has no stream: at the first list after 17 h. Lists are at most 6.6 h apart,
 * so that a journal need not reach back further than a day.
 */
const toldOffEveryMs = 61_200_000;
/** How long the lists wait for the stream; the first states wait longer (stream-coverage.ts). */
const attachWithinMs = 5_000;

export interface StreamsOptions {
  readonly settings: Settings;
  readonly userGroupIds: readonly string[];
  readonly source: MessageSource;
  readonly mirror: Mirror;
  /** What has not left the account: a charger that is told of and not in it is reported as unknown. */
  readonly shown: Pick<MirrorView, 'charger'>;
  readonly call: (request: CallRequest) => Promise<Answer>;
  readonly journal: (fact: Fact) => void;
  readonly onStatus: (status: StreamSourceStatus) => void;
  /** The stream became well or stopped being so somewhere. */
  readonly onCoverage: () => void;
  readonly onUnknownCharger: (chargerId: string, serial: string | null) => void;
  readonly detectShared: boolean;
  /** Facts of earlier runs, from the start on: when each source was last read. */
  readonly history: () => readonly Fact[];
}

export interface Streams {
  /** Opens what is not open yet. Resolves when each of them is open or failed once, after at most 5 s. */
  attach(): Promise<void>;
  status(): readonly StreamSourceStatus[];
  /** Since when the stream does not tell of this charger, null while it does. */
  uncoveredSinceMs(charger: ChargerRow): number | null;
  /** The same with more to it. */
  coverage(charger: ChargerRow): Coverage;
  /** Until when a first read of its state waits for what tells of it to be open; null where it need not. */
  openingUntilMs(charger: ChargerRow): number | null;
  /** When messages of this charger may have been lost for good, the last time; null when they never were. */
  missedAtMs(charger: ChargerRow): number | null;
  /** When what a dead link took of this charger's messages may be had sooner by reading its state; null when there is none. */
  lateAtMs(charger: ChargerRow): number | null;
  /** The cloud answers again: of those who wait to try again, the first tries now (supervise-stream.ts). */
  hurry(): void;
  close(): Promise<void>;
}

export function openStreams(options: StreamsOptions): Streams {
  const { settings, userGroupIds, mirror } = options;
  const { accountId, clock, random, log } = settings;
  /** One for each list that told of new sources, which are at most `maxSources` together. */
  const supervisors: StreamSupervisor[] = [];
  const inTurn = turns({ clock, random });
  const attached = new Set<string>();
  const cover = streamCoverage({ mirror, clock, byGroups: userGroupIds.length > 0 });
  let known: ReadonlyMap<string, number> | null = null;
  const lastReadAtMs = (key: string): number | undefined => {
    known ??= lastReads(options.history());
    return known.get(key);
  };
  /** When the sources of which an earlier run was told that there are none may be looked for again. */
  let inVain: Map<string, number> | null = null;
  /** Sources that are one too many. */
  const left = new Map<string, StreamSourceStatus>();
  /** One entry an installation of the mirror. */
  const toldOffAtMs = new Instants(clock);
  whenSetBack(clock, (byMs) => {
    for (const [key, status] of left) left.set(key, { ...status, sinceMs: status.sinceMs - byMs });
  });
  let lapse: Timer | null = null;
  let closed = false;
  /** Who waits for sources to open. */
  const waiting = new Set<{ readonly look: () => void; readonly end: () => void }>();
  let attaching: Promise<void> = Promise.resolve();

  /**
   * Until when the stream told of things before this run: without it a program that is started again each minute would never
   * poll. Who remembers nothing knows of no time before now.
   */
  const toldUntilMs = (key: string): number =>
    options.history().length === 0 ? clock.nowMs() : (lastReadAtMs(key) ?? 0);

  const details = async ({ bus, scope }: StreamScope): Promise<ConnectionDetails> => {
    inVain ??= lookedInVain(options.history(), clock.nowMs());
    const againAtMs = inVain.get(scope) ?? 0;
    if (clock.nowMs() < againAtMs) throw notYet(againAtMs);
    inVain.delete(scope);
    const endpoint = bus === 'group' ? 'group-stream-details' : 'installation-stream-details';
    try {
      const answer = await options.call({ endpoint, params: { id: scope }, cause: 'routine', lane: 'sync', app: null });
      return connectionDetailsOf(answer.body);
    } catch (cause) {
      throw cause instanceof SdkError ? streamDenial(cause, bus) : cause;
    }
  };

  /** Whom the stream has not told of by then counts as not covered from then on: its reads are planned anew. */
  const lookAgain = (inMs = firstHeardWithinMs): void => {
    if (userGroupIds.length === 0 || closed) return;
    if (lapse !== null) clock.clearTimer(lapse);
    lapse = clock.setTimer(() => {
      options.onCoverage();
      lookAgain(cover.nextLapseMs());
    }, inMs);
  };

  const noteStatus = (status: StreamSourceStatus): void => {
    const became = cover.noted(status);
    if (became === 'well') lookAgain();
    if (became !== null) options.onCoverage();
    options.onStatus(status);
    for (const { look } of waiting) look();
  };

  const wanted = (): readonly StreamScope[] =>
    userGroupIds.length > 0
      ? userGroupIds.map((scope) => ({ bus: 'group', scope }))
      : mirror
          .installations()
          .filter((installation) => installation.messagingEnabled && mayRead(installation))
          .map(({ id }) => ({ bus: 'installation', scope: id }));

  /** Whose stream is switched off, or one too many, is polled in good faith: the law must be able to see it. */
  const tellSwitchedOff = (): void => {
    const nowMs = clock.nowMs();
    for (const { id, messagingEnabled } of userGroupIds.length > 0 ? [] : mirror.installations()) {
      if (messagingEnabled && !left.has(keyOf({ bus: 'installation', scope: id }))) continue;
      if (nowMs - (toldOffAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < toldOffEveryMs) continue;
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

  const leaveOut = (scope: StreamScope): void => {
    const counts = { messages: 0, reconnects: 0, undecodable: 0 };
    const times = { sinceMs: clock.nowMs(), lastMessageAtMs: null, subscriptionEndsAtMs: null };
    const status: StreamSourceStatus = { ...scope, state: 'off', ...counts, ...times, trouble: tooMany };
    left.set(keyOf(scope), status);
    options.onStatus(status);
  };

  const attachFresh = async (): Promise<void> => {
    if (closed) return;
    const fresh = wanted().filter((scope) => !attached.has(keyOf(scope)) && !left.has(keyOf(scope)));
    const room = Math.max(0, maxSources - attached.size);
    if (fresh.length > room)
      log.warn({ left: fresh.length - room }, `Only ${maxSources} sources are read; the other chargers are polled.`);
    for (const scope of fresh.slice(room)) leaveOut(scope);
    tellSwitchedOff();
    const scopes = fresh.slice(0, room);
    if (scopes.length === 0) return;
    for (const scope of scopes) {
      attached.add(keyOf(scope));
      cover.attached(scope, Math.min(clock.nowMs(), toldUntilMs(keyOf(scope))));
    }
    const { source, journal, shown, onUnknownCharger } = options;
    const sources: StreamOptions = {
      ...{ accountId, clock, random, log, source, journal, onUnknownCharger },
      mirror: { ...mirror, charger: shown.charger },
      ...{ scopes, detectShared: options.detectShared },
      lastReadAtMs: (scope) => lastReadAtMs(keyOf(scope)) ?? null,
      onMissed(scope) {
        cover.missed(scope);
        options.onCoverage();
      },
      onDoubt: cover.doubted,
      onLate(scope) {
        cover.late(scope);
        options.onCoverage();
      },
      details,
      onStatus: noteStatus,
    };
    const supervisor = supervisedInTurn(sources, inTurn);
    supervisors.push(supervisor);
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clock.clearTimer(timer);
        waiting.delete(waiter);
        resolve();
      };
      const timer = clock.setTimer(end, attachWithinMs);
      const waits = (): boolean => supervisor.status().some(({ state }) => state === 'off' || state === 'connecting');
      const waiter = { end, look: () => void (waits() || end()) };
      waiting.add(waiter);
      supervisor.start();
    });
  };

  return {
    async attach() {
      // What another call of it began to open is waited for as well.
      attaching = Promise.all([attaching, attachFresh()]).then(() => {});
      await attaching;
    },
    status: () => [...supervisors.flatMap((supervisor) => supervisor.status()), ...left.values()],
    uncoveredSinceMs: cover.uncoveredSinceMs,
    openingUntilMs: cover.openingUntilMs,
    coverage: cover.coverage,
    missedAtMs: cover.missedAtMs,
    lateAtMs: cover.lateAtMs,
    hurry: inTurn.hurry,
    async close() {
      closed = true;
      if (lapse !== null) clock.clearTimer(lapse);
      for (const { end } of waiting) end();
      await Promise.all(supervisors.map((supervisor) => supervisor.close()));
    },
  };
}

/** When each source was last read, as far as earlier runs tell. */
function lastReads(history: readonly Fact[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const fact of history) if (fact.kind === 'stream' && fact.event !== 'refused') found.set(keyOf(fact), fact.atMs);
  return found;
}
