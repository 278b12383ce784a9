// The shapes of the native API (`/v1`) and of its events. Types only: the dashboard builds on this file alone.
// JSON is camelCase with units in the names, instants are ISO 8601 with `Z`.

/** `live`: stream up and last sign of life at most 20 min ago; `recent`: read at most 15 min ago; else `stale`; never seen: `unknown`. */
export type Freshness = 'live' | 'recent' | 'stale' | 'unknown';

export type ChargerMode =
  | 'unknown'
  | 'disconnected'
  | 'requesting'
  | 'charging'
  | 'finished'
  | 'paused'
  | 'waiting-for-authorisation';

/** A value with where it came from and how old it is. */
export interface Sourced<T> {
  readonly value: T | null;
  readonly observedAt: string | null;
  readonly receivedAt: string | null;
  readonly via: 'stream' | 'poll' | null;
  /**
   * How old the value can be at most while the cloud answers, ms: a change of it would have been told within that time. Not the
   * time since it changed. While the cloud does not answer it grows. Null where nothing was told, or nothing keeps it up to date.
   */
  readonly mostAgeMs: number | null;
}

export interface ChargerView {
  readonly accountId: string;
  readonly id: string;
  readonly serial: string;
  readonly name: string;
  readonly installationId: string | null;
  /** Model in words, by the serial's prefix, else by what the charger tells of itself: `Pro`, `Go`, `Go 2`, `Sense`, `unknown`. */
  readonly model: string;
  readonly freshness: Freshness;
  /** Last sign of life or event of this charger. */
  readonly lastSeenAt: string | null;
  readonly online: Sourced<boolean>;
  readonly mode: Sourced<ChargerMode>;
  /** 0 unless charging: idle noise is hidden here and kept in the raw observations. */
  readonly powerW: Sourced<number>;
  readonly sessionEnergyKwh: Sourced<number>;
  readonly currentA: Sourced<readonly [number, number, number]>;
  readonly allocatedCurrentA: Sourced<number>;
  readonly sessionId: string | null;
  /** Commands under way for this charger, newest first; at most 5. */
  readonly commands: readonly CommandView[];
}

/** `GET /v1/chargers/{id}`: the view and every raw plain observation. */
export interface ChargerDetailView extends ChargerView {
  readonly observations: readonly ObservationView[];
}

export interface ObservationView {
  readonly accountId: string;
  readonly chargerId: string;
  readonly stateId: number;
  /** Name from the cloud's constants; null for ids that are not known. */
  readonly name: string | null;
  readonly unit: string | null;
  readonly value: string | null;
  readonly observedAt: string;
  readonly receivedAt: string;
  readonly via: 'stream' | 'poll';
  /** As of a `Sourced` value; in an event, as it was when the event was made. */
  readonly mostAgeMs: number | null;
  readonly clockSuspect: boolean;
}

export interface InstallationView {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  readonly chargerCount: number;
  readonly maxCurrentA: number | null;
  readonly availableCurrentA: number | null;
  readonly readAt: string;
  /** How old this, the available current too, can be at most while the cloud answers, ms: no stream tells of it. */
  readonly mostAgeMs: number | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; pass as `?after=`; null on the last page. */
  readonly next: string | null;
}

export type CommandName = 'pause' | 'resume';
export type CommandState = 'accepted' | 'checked' | 'queued' | 'sent' | 'confirmed' | 'refused' | 'unconfirmed';

export interface CommandView {
  readonly accountId: string;
  readonly id: string;
  readonly chargerId: string;
  readonly command: CommandName;
  readonly state: CommandState;
  /** The local app that asked. */
  readonly app: string;
  /** Why refused or unconfirmed, and what to do; null otherwise. */
  readonly reason: string | null;
  readonly acceptedAt: string;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
}

export type StreamState = 'off' | 'connecting' | 'live' | 'quiet' | 'stale' | 'shared' | 'down';

/** One receiving link: a user group's or an installation's. */
export interface StreamSourceView {
  readonly bus: 'group' | 'installation';
  readonly scope: string;
  readonly state: StreamState;
  readonly since: string;
  readonly lastMessageAt: string | null;
  readonly messages: number;
  readonly reconnects: number;
  readonly undecodable: number;
  /**
   * When the cloud removes the subscription should nobody read it: 14 days after it was last read. Null while it is read, and
   * where it never was.
   */
  readonly subscriptionEndsAt: string | null;
  /** Last trouble in one sentence, null when there is none. */
  readonly trouble: string | null;
}

export interface StreamView {
  readonly accountId: string;
  /** The worst of its sources. */
  readonly state: StreamState;
  readonly sources: readonly StreamSourceView[];
}

export interface FairUseView {
  readonly accountId: string;
  /** Margin that we keep, requests per second and burst. */
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Tokens in the bucket now. */
  readonly availableRequests: number;
  readonly queued: number;
  readonly callsLastMinute: number;
  readonly callsToday: number;
  readonly refusalsToday: number;
  /** Until when everything waits because the cloud refused; null when nothing waits. */
  readonly pausedUntil: string | null;
  readonly clauses: readonly ClauseVerdictView[];
}

export interface ClauseVerdictView {
  readonly clause: string;
  readonly title: string;
  readonly verdict: 'kept' | 'broken' | 'not-applicable' | 'cannot-tell';
  readonly evidence: string;
}

/** What the cloud side of an account looks like. */
export interface AccountView {
  readonly accountId: string;
  /** `refused`: the cloud said no to the credentials; stored state is served until they change. */
  readonly login: 'not-yet' | 'ok' | 'refused' | 'unreachable';
  readonly trouble: string | null;
}

/** Sent at the start of every SSE stream, and again whenever deltas cannot be resumed. */
export interface SnapshotEvent {
  readonly accounts: readonly AccountView[];
  readonly chargers: readonly ChargerView[];
  readonly installations: readonly InstallationView[];
  readonly streams: readonly StreamView[];
  readonly fairUse: readonly FairUseView[];
}

/** SSE `event:` names and the JSON of their `data:`. `id:` is `<epoch>-<integer>`, rising. */
export interface Events {
  readonly snapshot: SnapshotEvent;
  readonly charger: ChargerView;
  readonly observation: ObservationView;
  readonly installation: InstallationView;
  readonly session: {
    readonly accountId: string;
    readonly chargerId: string;
    readonly sessionId: string;
    readonly event: 'started' | 'ended';
    readonly at: string;
  };
  readonly command: CommandView;
  readonly stream: StreamView;
  readonly 'fair-use': FairUseView;
  readonly app: { readonly accountId: string; readonly name: string; readonly event: 'created' | 'revoked' | 'login' };
}

/** `problem`: something does not work before somebody acts. `warning`: it works with less. */
export type FindingLevel = 'ok' | 'warning' | 'problem';

/** One thing that the doctor looked at. Sentences for people; nothing secret or personal stands in them. */
export interface FindingView {
  /** '' for what concerns the house as a whole. */
  readonly accountId: string;
  readonly level: FindingLevel;
  /** Stable, for programs, such as `messages-off`. */
  readonly code: string;
  readonly what: string;
  /** Why it matters; null where `what` says it. */
  readonly why: string | null;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
  /** Whom to ask; null where nobody is. */
  readonly ask: string | null;
}

/** `GET /v1/doctor`, and `fairlead doctor --json`. */
export interface DoctorView {
  /** `gateway`: one that runs told what it holds. `doctor`: the cloud was asked. */
  readonly examinedBy: 'doctor' | 'gateway';
  readonly at: string;
  /** Calls to the cloud that this examination cost. */
  readonly calls: number;
  /** The worst of its findings. */
  readonly level: FindingLevel;
  readonly findings: readonly FindingView[];
}

/** Body of every error (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable code, such as `unknown-charger`. */
  readonly code: string;
  /** Clause of the policy that says so. */
  readonly clause?: string;
  readonly retryAfterMs?: number;
}
