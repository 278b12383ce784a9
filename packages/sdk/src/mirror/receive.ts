// The entrance of the mirror: a charger whose clock runs ahead must not freeze its values until that time has come.
import { misfit } from '../must-fit.ts';
import type { Observation, Observed } from './observed.ts';

/** How far an event time may lie ahead of its receipt before it is disbelieved, 5 min (courtesy). */
export const clockToleranceMs = 5 * 60_000;

/** The cloud may answer a poll from a snapshot that is 15 s old (policy §2). */
const snapshotAgeMs = 15_000;

/**
 * Replaces an event time more than 5 min ahead by when the value was had, and flags it. A message was had when the bus had
 * it, the same at each delivery; a poll when the cloud's snapshot was taken, at the oldest: so neither a second delivery nor
 * an answer from the cache comes before what happened meanwhile. Both by the clock of bus or cloud (`hadAtMs`): the local one,
 * which may be hours behind, counts only where neither is told.
 * It looks at the one record alone, never at what is held, and happens before any comparison: `merge` then orders plain
 * fields and stays a total order. Doing it inside the comparison would make the outcome depend on who meets whom first.
 *
 * @throws SdkError `invalid-option` for what is no observation
 */
export function receive<T extends Observed & Pick<Observation, 'hadAtMs'>>(incoming: T): T {
  const hadAtMs = incoming?.hadAtMs ?? incoming?.receivedAtMs;
  if (typeof incoming?.observedAtUs !== 'number' || typeof hadAtMs !== 'number')
    throw misfit('receive', '`incoming` must be an observation');
  const latestUs = (hadAtMs + clockToleranceMs) * 1000;
  if (incoming.observedAtUs <= latestUs) return incoming;
  const sinceMs = incoming.via === 'poll' ? hadAtMs - snapshotAgeMs : hadAtMs;
  return { ...incoming, observedAtUs: sinceMs * 1000, clockSuspect: true };
}
