// What the doctor looks at: one account as it is held, and the calls of the last day. Looking makes no call.
import type { CallFact, Fact } from '@fairlead/policy';
import type { Account } from '@fairlead/sdk';
import type { AccountConfig } from '../config.ts';
import { factsOfCloud } from '../house/facts-of-cloud.ts';
import type { Store } from '../store/store.ts';

export interface Examined {
  readonly account: Account;
  readonly baseUrl: string;
  /** Configured user groups: their bus is read instead of the installations'. */
  readonly userGroupIds: readonly string[];
  /** Of the last day, oldest first; those to another cloud are left out. */
  readonly calls: readonly CallFact[];
  /** Why the first lists could not be had, `cancelled` where they did not come in time; null where they came. */
  readonly unlisted: unknown;
  /** Whether the doctor stopped waiting before all was read. */
  readonly unfinished: boolean;
}

const dayMs = 86_400_000;
/** Calls of a day at most, as at a start: a polite day is some thousand. */
const mostFacts = 20_000;

export async function callsOfDay(
  store: Pick<Store, 'facts'>,
  { id, baseUrl }: Pick<AccountConfig, 'id' | 'baseUrl'>,
  nowMs: number,
): Promise<readonly CallFact[]> {
  return callsIn(factsOfCloud(await store.facts(id, nowMs - dayMs, mostFacts), baseUrl));
}

export function callsIn(facts: readonly Fact[]): readonly CallFact[] {
  return facts.filter((fact) => fact.kind === 'call');
}
