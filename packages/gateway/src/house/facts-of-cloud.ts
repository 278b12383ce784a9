// What of an account's journal concerns the cloud that it talks to now.
import type { Fact } from '@fairlead/policy';

/** Calls to another cloud (an emulator before, another port) neither bind nor burden this one. */
export function factsOfCloud(facts: readonly Fact[], baseUrl: string): readonly Fact[] {
  const { host } = new URL(baseUrl);
  return facts.filter((fact) => fact.kind !== 'call' || fact.door.host === host);
}
