// UNWRITTEN
import { policyVersion } from '../clauses/policy-version.ts';
import type { Counting } from './count.ts';

export const countPolicyVersion: Counting<null> = {
  clause: policyVersion,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
