// What the cloud saw and what a client told of itself, as one history to be judged.
import type { Emulator } from '@fairlead/emulator';
import { type CallFact, type ClauseId, type Fact, judge } from '@fairlead/policy';

export const happenedAtMs = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);

export function inOrder(facts: readonly Fact[]): readonly Fact[] {
  return facts.toSorted((one, other) => happenedAtMs(one) - happenedAtMs(other));
}

/** The calls as the cloud saw them, and what the client says of its streams: that there is none, or none any more, no call shows. */
export function jointHistory(seen: readonly CallFact[], told: readonly Fact[]): readonly Fact[] {
  // The cloud knows an account by its token's subject, the client by its configured name.
  const accountId = seen.find((call) => call.accountId !== null)?.accountId ?? null;
  const streams = told.flatMap((fact) => (fact.kind === 'stream' ? [{ ...fact, accountId }] : []));
  return inOrder([...seen, ...streams]);
}

/** All that the cloud saw by itself: calls, and who read the bus. */
export function seenBy(emulator: Emulator): readonly Fact[] {
  return [...emulator.calls(), ...emulator.streamEvents()];
}

export function brokenClauses(history: readonly Fact[]): readonly ClauseId[] {
  const { verdicts } = judge(history);
  return verdicts.filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause);
}
