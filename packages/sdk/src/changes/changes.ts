// What changes in the mirror, as an async iterable: in order, each once, with its age and its source.
// Invariants: of each value the changes come in the order in which the mirror took them, and none says what was said before.
// A reader that is slower than the changes loses none for good: of one value the latest waits, in the place of the first, so
// that what waits is bounded by what the mirror holds (chargers × ids) and nothing that changes all the time starves the rest.
import { observation as observationWith, sensitivityOfObservation } from '@fairlead/protocol';
import type { Account, AccountEvent, GovernorStatus, LoginState, StreamSourceStatus } from '../account.ts';
import type { Clock } from '../clock.ts';

/** One value of a charger that became different. Source: zaptec-api.md §5.1. */
export interface ValueChange {
  /** Tells it from the change of a row, or of the account. */
  readonly kind: 'value';
  /** Lower case. */
  readonly chargerId: string;
  /** The cloud's number of the observation, such as 710. */
  readonly stateId: number;
  /** The cloud's name of the observation; null for ids that it does not document. */
  readonly name: string | null;
  /** The cloud's text; null where it sends none. */
  readonly value: string | null;
  /** What was handed over, or held, before; undefined where nothing was. */
  readonly before: string | null | undefined;
  /** Event time, ms since 1970 UTC by the cloud's clock. */
  readonly observedAtMs: number;
  /** When it was received, ms since 1970 UTC. */
  readonly receivedAtMs: number;
  /** How old the value was when it was handed over, ms: by the cloud's clock, which the newest answer told. */
  readonly ageMs: number;
  /** How it came: pushed by the bus, or read. */
  readonly via: 'stream' | 'poll';
  /** Came with the first read of its charger: it is not known that it became different. Only with `firstFill`. */
  readonly first?: true;
}

/** A change of what is held: a value, or the row of a charger or installation. */
export type Change =
  | ValueChange
  /** The row of this charger (`chargerId`, lower case): name, installation, roles. */
  | { readonly kind: 'charger'; readonly chargerId: string }
  /** The row of this installation (`installationId`, lower case): name, roles, settings. */
  | { readonly kind: 'installation'; readonly installationId: string };

/** Changes of the account itself, for programs that ask for them with `also`. Of each the latest waits. */
export type StandingChange =
  /** State or trouble of a link to the bus; `source` is how it stands. */
  | { readonly kind: 'stream'; readonly source: StreamSourceStatus }
  /** The login's `state`, or its `trouble`: one sentence on what helps, null where nothing is wrong. */
  | { readonly kind: 'login'; readonly state: LoginState; readonly trouble: string | null }
  /** What may leave; `status` is what the governor allows now. */
  | { readonly kind: 'governor'; readonly status: GovernorStatus };

/** Kinds that `also` takes. */
export type StandingKind = StandingChange['kind'];

/** How an iteration over changes ends, and what comes along. */
export interface ChangesOptions<Also extends StandingKind = never> {
  /** Ends the iteration. Default: none, it ends with `return` or with the account. */
  readonly signal?: AbortSignal;
  /**
   * Kinds that come too. Default none: who follows chargers need not tell them apart from the account's own states.
   *
   * @example ['login', 'stream']
   */
  readonly also?: readonly Also[];
  /** Personal values too, such as who charges. Default false: what follows and prints everything prints nobody. */
  readonly personal?: boolean;
  /**
   * What the first read of a charger's state brings too, some 70 values of each, marked `first`. Default false: nothing of it
   * changed, it only became known; the mirror and `chargers.list()` have it. What the stream tells always comes, and so does
   * each charger's row.
   *
   * @example firstFill: true // everything that is known, and what becomes of it, in one loop
   */
  readonly firstFill?: boolean;
}

/** What `changes()` hands over. */
export type ChangeOf<Also extends StandingKind> = Change | Extract<StandingChange, { readonly kind: Also }>;

type Told = Extract<AccountEvent, { readonly kind: 'observation' }>;
type Waiting = Exclude<AccountEvent, { readonly kind: 'call' | 'observation' }> | (Told & { readonly first?: boolean });
type Reader = (result: IteratorResult<Change | StandingChange, undefined>) => void;

/**
 * Begins with the first change after the call. Ends with the signal, with `return`, or with the account; what waits then is
 * dropped. Any number of `next()` may be under way: they are served in their order.
 *
 * @param cloudClock the cloud's time, by which event times are told and ages are counted
 */
export function changesOf<Also extends StandingKind = never>(
  account: Pick<Account, 'subscribe' | 'mirror'>,
  cloudClock: Pick<Clock, 'nowMs'>,
  ended: AbortSignal,
  { signal, also = [], personal = false, firstFill = false }: ChangesOptions<Also> = {},
): AsyncIterableIterator<ChangeOf<Also>, undefined> {
  const waiting = new Map<string, Waiting>();
  const isFirst = firstReads(account.mirror);
  /** One for each `next()` that its caller holds the promise of. */
  const readers: Reader[] = [];
  let isOver = false;

  const take = (): Change | StandingChange | undefined => {
    for (const [key, event] of waiting) {
      waiting.delete(key);
      if (event.kind !== 'observation' || event.held?.value !== event.observation.value)
        return changeOf(event, account, cloudClock);
    }
    return undefined;
  };
  const serve = (): void => {
    while (readers.length > 0) {
      const change = take();
      if (!change) return;
      readers.shift()?.({ done: false, value: change });
    }
  };
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    unsubscribe();
    for (const each of [signal, ended]) each?.removeEventListener('abort', end);
    waiting.clear();
    for (const reader of readers.splice(0)) reader({ done: true, value: undefined });
  };
  const unsubscribe = account.subscribe((event) => {
    if (!isWanted(event, also, personal)) return;
    const first = event.kind === 'observation' && isFirst(event);
    if (first && !firstFill) return;
    const key = keyOf(event);
    const before = waiting.get(key);
    const isValue = before?.kind === 'observation' && event.kind === 'observation';
    if (isValue) waiting.set(key, { ...event, held: before.held, first: before.first === true });
    else waiting.set(key, event.kind === 'observation' ? { ...event, first } : event);
    serve();
  });
  for (const each of [signal, ended]) each?.addEventListener('abort', end, { once: true });
  if (signal?.aborted || ended.aborted) end();

  const iterator: AsyncIterableIterator<Change | StandingChange, undefined> = {
    next: () =>
      new Promise((resolve) => {
        if (isOver) return resolve({ done: true, value: undefined });
        readers.push(resolve);
        serve();
      }),
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return iterator;
    },
  };
  return iterator as AsyncIterableIterator<ChangeOf<Also>, undefined>;
}

function isWanted(event: AccountEvent, also: readonly StandingKind[], personal: boolean): event is Waiting {
  switch (event.kind) {
    case 'observation':
      return personal || sensitivityOfObservation(event.observation.stateId) === 'plain';
    case 'charger':
    case 'installation':
      return true;
    case 'stream':
    case 'login':
    case 'governor':
      return also.includes(event.kind);
    case 'call':
      return false;
  }
}

function keyOf(event: Waiting): string {
  switch (event.kind) {
    case 'observation':
      return `${event.observation.chargerId} ${event.observation.stateId}`;
    case 'charger':
      return event.chargerId;
    case 'installation':
      return event.installationId;
    case 'stream':
      return `${event.source.bus} ${event.source.scope}`;
    case 'login':
    case 'governor':
      return event.kind;
  }
}

function changeOf(
  event: Waiting,
  { mirror }: Pick<Account, 'mirror'>,
  cloudClock: Pick<Clock, 'nowMs'>,
): Change | StandingChange {
  if (event.kind !== 'observation') return event;
  const { chargerId, stateId, value, observedAtUs, receivedAtMs, via } = event.observation;
  const observedAtMs = Math.floor(observedAtUs / 1_000);
  return {
    kind: 'value',
    ...{ chargerId, stateId, value, observedAtMs, receivedAtMs, via },
    name: observationWith(stateId, mirror.charger(chargerId)?.deviceType)?.name ?? null,
    before: event.held?.value,
    ageMs: Math.max(0, cloudClock.nowMs() - observedAtMs),
    ...(event.first === true && { first: true }),
  };
}

/**
 * Whether a value came with the first read of its charger: of what was never read anything may be new to us alone. All of one
 * answer was received at one instant. One entry a charger: bounded by the mirror's 50,000.
 */
function firstReads(mirror: Account['mirror']): (told: Told) => boolean {
  const firstAtMs = new Map<string, number>();
  const isRead = (chargerId: string): boolean => {
    for (const { via } of mirror.observations(chargerId).values()) if (via === 'poll') return true;
    return false;
  };
  for (const { id } of mirror.chargers()) if (isRead(id)) firstAtMs.set(id, Number.NEGATIVE_INFINITY);
  return ({ observation: { chargerId, via, receivedAtMs }, held }) => {
    if (via !== 'poll') return false;
    const atMs = firstAtMs.get(chargerId) ?? receivedAtMs;
    firstAtMs.set(chargerId, atMs);
    return held === undefined && receivedAtMs === atMs;
  };
}
