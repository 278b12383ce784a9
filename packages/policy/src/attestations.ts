// What may be attested, to which clause it speaks, and who may say it.
// Invariant: undeclared is never kept; a measurement beyond its limit is broken, whatever it claims.
import type { Unit } from './clause.ts';
import { oldestValueMs } from './clauses/fresh-data.ts';
import { callsNotJournalled } from './clauses/monitored.ts';
import { tokensHandedOut } from './clauses/no-sharing.ts';
import { userPasswordsAtRest } from './clauses/no-user-passwords.ts';
import { secretsSeen } from './clauses/secrets-confidential.ts';
import type { ClauseId } from './decision.ts';
import type { AttestationSubject } from './fact.ts';

export interface Attestation {
  readonly clause: ClauseId;
  /**
   * `self-test`: a program finds out; a person may say it too. `operator`: a person declares it, and no program can. What
   * is measured counts with its number only, whoever says it.
   */
  readonly by: 'operator' | 'self-test';
  /** What holds when it is attested, in words that follow `shown:`. */
  readonly asks: string;
  /** The most that may be measured; null where nothing is measured. */
  readonly atMost: { readonly value: number; readonly unit: Unit } | null;
}

export const attestations: Readonly<Record<AttestationSubject, Attestation>> = {
  'personal-fields-listed': tested('personal-data', 'every field that holds personal data is listed with its reason'),
  'retention-set': tested('personal-data', 'each category of personal data has a retention, and it is enforced'),
  'export-and-erasure-work': tested('personal-data', "a person's data can be exported and erased"),
  'logs-redacted': tested('personal-data', 'logs hold no personal data'),
  'secrets-in-outputs': measured(
    'secrets-confidential',
    'no secret stands in logs, URLs, error texts, journals or reports',
    { value: secretsSeen, unit: 'secrets' },
  ),
  'secrets-at-rest-in-clear': measured('secrets-confidential', 'no secret is stored in clear', {
    value: secretsSeen,
    unit: 'secrets',
  }),
  'transport-encrypted': tested('secrets-confidential', 'everything beyond loopback is encrypted'),
  'cloud-tokens-handed-out': measured('no-sharing', "no output returns a token of the cloud's", {
    value: tokensHandedOut,
    unit: 'tokens',
  }),
  'apps-have-own-keys': tested('no-sharing', 'each local app has a key of its own'),
  'user-passwords-at-rest': measured('no-user-passwords', "no password of a Zaptec user's is stored", {
    value: userPasswordsAtRest,
    unit: 'passwords',
  }),
  'accounts-are-own': declared('no-user-passwords', "the accounts that log in are the integrator's own"),
  'purpose-lawful': declared('lawful-purpose', 'the purpose is lawful, and neither advertising nor sales'),
  'contact-answered': declared('honest-identity', 'the contact in the User-Agent is answered'),
  'calls-not-journalled': measured('monitored', 'every call up to then stands in the journal', {
    value: callsNotJournalled,
    unit: 'calls',
  }),
  'oldest-mirrored-value': measured(
    'fresh-data',
    'the oldest value held was read, or told by a stream that was open, within the hour before',
    { value: oldestValueMs, unit: 'ms' },
  ),
  'policy-accepted': declared('policy-version', 'a person has accepted the version of the policy that is in force'),
};

function tested(clause: ClauseId, asks: string): Attestation {
  return { clause, by: 'self-test', asks, atMost: null };
}

function measured(clause: ClauseId, asks: string, atMost: NonNullable<Attestation['atMost']>): Attestation {
  return { clause, by: 'self-test', asks, atMost };
}

function declared(clause: ClauseId, asks: string): Attestation {
  return { clause, by: 'operator', asks, atMost: null };
}
