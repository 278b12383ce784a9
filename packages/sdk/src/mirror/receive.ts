// The entrance of the mirror: a charger whose clock runs ahead must not freeze its values until that time has come.
import type { Observed } from './observed.ts';

/** How far an event time may lie ahead of its receipt before it is disbelieved, 5 min (courtesy). */
export const clockToleranceMs = 5 * 60_000;

/**
 * Replaces an event time more than 5 min ahead of receipt by the time of receipt and flags it.
 * It looks at the one record alone, never at what is held, and happens before any comparison: `merge` then orders plain
 * fields and stays a total order. Doing it inside the comparison would make the outcome depend on who meets whom first.
 */
export function receive<T extends Observed>(incoming: T): T {
  const latestUs = (incoming.receivedAtMs + clockToleranceMs) * 1000;
  if (incoming.observedAtUs <= latestUs) return incoming;
  return { ...incoming, observedAtUs: incoming.receivedAtMs * 1000, clockSuspect: true };
}
