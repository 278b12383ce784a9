// §3, Data Handling and Storage: what is stored is kept reasonably up to date, by the stream or by reading it again.
import type { Clause } from '../clause.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** How old a value may get that no stream tells of: the floors say how soon one may read, this says how late one may. */
export const reconcileWithinMs = 3_600_000;
/** Time of a round for each charger: 8.3 reads a second of the 9.9 that a client may send. From 30,000 on it exceeds an hour. */
export const roundPerChargerMs = 120;
/** An hour, and a minute in which the longest flight is still read. */
export const oldestValueMs = 3_660_000;
/** A round is asked for so long before it must be over: the idle polling floor (600 s) and some failed tries fit in. */
export const askedEarlierMs = 900_000;
/** Chargers that are asked for at once. */
const mostAsked = 64;

export const freshData: Clause = {
  id: 'fresh-data',
  kind: 'duty',
  title: 'Keep stored data reasonably up to date',
  section: ['3'],
  why: 'Who is shown a value believes it; one that nobody refreshed makes people act on what is long over.',
  source: { kind: 'policy', where: 'Fair Use policy §3, Data Handling and Storage', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [
    {
      name: 'a charger is read again while no stream is open',
      value: reconcileWithinMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    {
      name: 'read again so much later for each charger beyond 30,000',
      value: roundPerChargerMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    { name: 'oldest value that may be held', value: oldestValueMs, unit: 'ms', source: 'courtesy', stricter: 'lower' },
    { name: 'asked for earlier than that', value: askedEarlierMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'When the stream is lost, read the state of every charger that is held within the hour and hourly until it is open again; give each value its age.',
  decided:
    'No call is stopped by it. While no stream is open after one was, each charger whose state is held is to be read again, begun early enough to be done within the hour; the 64 most urgent are named.',
  judged:
    'After the loss of the last stream, each charger whose state had been read must be read again within an hour, and hourly from then on, until a stream is open; a read that failed counts as tried, a charger answered 403 or 404 is held no longer. A stream of any installation counts for the whole account. A measured age of the oldest value beyond the hour and the minute breaks it too; more is allowed to an account with more than 30,000 chargers only where the measurement names it. What is held by a program that never opened a stream, or that fell silent for more than an hour while it was lost, cannot be told without such a measurement.',
  examples: {
    keeps: `
      0     stream opened
      10    state c1
      600   stream lost
      4000  state c1
      4100  stream opened`,
    breaks: `
      0     stream opened
      10    state c1
      600   stream lost
      3000  list
      4300  stream opened`,
  },
  ask: () => null,
  due({ streams, duties }: Ledger) {
    const downSinceMs = streams.downSinceMs;
    if (downSinceMs === null) return [];
    const patienceMs = patienceOf(duties.size);
    return duties.heldLongest(downSinceMs, mostAsked).map(({ charger, sinceMs }) => ({
      clause: 'fresh-data',
      act: 'reconcile',
      scope: charger,
      byMs: sinceMs + patienceMs,
    }));
  },
};

/** So long may a round be put off: it takes its time for every charger, and must be over within its time. */
function patienceOf(chargers: number): number {
  const roundMs = chargers * roundPerChargerMs;
  return Math.max(0, Math.max(reconcileWithinMs, roundMs) - askedEarlierMs - roundMs);
}
