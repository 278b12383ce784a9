// What the doctor looks at: one account as it is held, and the calls of the last day. Looking makes no call.
import type { CallFact } from '@fairlead/policy';
import type { Account } from '@fairlead/sdk';

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
