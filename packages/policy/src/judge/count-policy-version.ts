// policy-version, counted: a person accepted the version in force, or it cannot be told; never broken.

import { policyVersion } from '../clauses/policy-version.ts';
import { policyInForce } from '../clauses.ts';
import { countAttested } from './count-attested.ts';

export const countPolicyVersion = countAttested(policyVersion, { canBreak: false, version: policyInForce.version });
