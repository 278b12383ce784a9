// Who reads the bus, as facts for the judge. A key says which bus it opens and not whose program came with it: a link is
// taken for one of the account that was told the connection details last, since they are to be fetched before every connect.
// Invariant: an account's stream is open from its first link to the end of its last.
import type { ReaderEvent } from '@fairlead/broker';
import type { StreamFact } from '@fairlead/policy';
import { kindOf, scopeOf } from '../bus/bus-kinds.ts';
import type { Clock } from '../contract.ts';

/** 10,000 facts × ~200 B = 2 MB; a reader that comes back each minute fills them in two and a half days. */
export const maxStreamEvents = 10_000;

/** How often it is noted that an account was told of no stream: what the judge has heard it keeps. */
const refusedEveryMs = 86_400_000;

export interface StreamWatch {
  /** Connection details were handed out; who had no stream of this bus then is said to have `lost` it, once. */
  told(topic: string, accountId: string): void;
  /** It was told that it cannot have a stream of this bus: noted once a day. */
  refused(topic: string, accountId: string): void;
  reader(event: Pick<ReaderEvent, 'kind' | 'topic' | 'reader'>): void;
  /** While the bus takes nobody in, it is not the reader who stays away. */
  outage(on: boolean): void;
  /** From now on nothing is noted. */
  close(): void;
  /** The latest openings and losses, oldest first. */
  events(): readonly StreamFact[];
}

export function createStreamWatch(clock: Clock, record: (fact: StreamFact) => void): StreamWatch {
  /** One per topic, at most the broker's topics × 0.2 kB. */
  const lastTold = new Map<string, string>();
  /** One per open link: the doors' own bounds. */
  const accountOf = new Map<object, string>();
  const links = new Map<string, number>();
  /** Topics that accounts were told of: 5 accounts × the broker's 100,003 topics × 0.1 kB = 50 MB if all look at all. */
  const everTold = new Set<string>();
  /** As many. */
  const refusedAtMs = new Map<string, number>();
  const events: StreamFact[] = [];
  let isOut = false;
  let isClosed = false;

  const note = (topic: string, accountId: string, event: StreamFact['event']): void => {
    if (isClosed) return;
    const fact: StreamFact = {
      v: 1,
      kind: 'stream',
      accountId,
      bus: kindOf(topic),
      scope: scopeOf(topic),
      event,
      atMs: clock.nowMs(),
    };
    if (events.length >= maxStreamEvents) events.shift();
    events.push(fact);
    record(fact);
  };
  const came = (topic: string, reader: object): void => {
    const accountId = lastTold.get(topic);
    if (accountId === undefined) return;
    accountOf.set(reader, accountId);
    const key = `${accountId} ${topic}`;
    const open = links.get(key) ?? 0;
    links.set(key, open + 1);
    if (open === 0) note(topic, accountId, 'opened');
  };
  const went = (topic: string, reader: object): void => {
    const accountId = accountOf.get(reader);
    if (accountId === undefined) return;
    accountOf.delete(reader);
    const key = `${accountId} ${topic}`;
    const left = (links.get(key) ?? 1) - 1;
    if (left > 0) {
      links.set(key, left);
      return;
    }
    links.delete(key);
    note(topic, accountId, isOut ? 'refused' : 'lost');
  };
  /** Who has asked for a stream and has none: the judge is to know that this was looked at, not left unrecorded. */
  const asked = (topic: string, accountId: string): void => {
    const key = `${accountId} ${topic}`;
    if (links.has(key)) return;
    if (isOut) note(topic, accountId, 'refused');
    else if (!everTold.has(key)) note(topic, accountId, 'lost');
    everTold.add(key);
  };
  return {
    told(topic, accountId) {
      lastTold.set(topic, accountId);
      // After the call that told them has become a fact itself.
      queueMicrotask(() => asked(topic, accountId));
    },
    refused(topic, accountId) {
      const key = `${accountId} ${topic}`;
      const nowMs = clock.nowMs();
      if (links.has(key) || nowMs - (refusedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < refusedEveryMs) return;
      refusedAtMs.set(key, nowMs);
      queueMicrotask(() => note(topic, accountId, 'refused'));
    },
    reader({ kind, topic, reader }) {
      if (kind === 'came') came(topic, reader);
      else went(topic, reader);
    },
    outage(on) {
      isOut = on;
    },
    close() {
      isClosed = true;
    },
    events: () => [...events],
  };
}
