// §2, §4: limits are not dodged, neither through a second account nor through a second address.
import type { Clause } from '../clause.ts';
import { followedForMs, isFollowed, isWithheld, withheldKey } from '../following.ts';

/** Courtesy: what another account or address asks within a minute of a refusal, it asks because of the refusal. */
export const switchedWithinMs = 60_000;
/** Courtesy: an address that was used within the hour before is one of the account's own. */
export const addressKnownMs = 3_600_000;

export const noCircumvention: Clause = {
  id: 'no-circumvention',
  kind: 'limit',
  title: 'Dodge no limit',
  section: ['2', '4'],
  why: 'The limit is set for each account so that everybody gets a share; two accounts for one thing take two shares.',
  source: {
    kind: 'policy',
    where: 'Fair Use policy §2 "10 requests per second per account", §4 "circumvent"',
    date: '2026-11-22',
  },
  appliesTo: 'all',
  limits: [
    { name: 'reads through a second account', value: 0, unit: 'calls', source: 'policy' },
    { name: 'a thing is followed after its last read for', value: followedForMs, unit: 'ms', source: 'courtesy' },
    { name: 'account or address changed after a 429 within', value: switchedWithinMs, unit: 'ms', source: 'courtesy' },
    { name: 'an address stays known for', value: addressKnownMs, unit: 'ms', source: 'courtesy', stricter: 'lower' },
  ],
  severity: 'major',
  escalates: null,
  implies: [],
  remedy:
    'Read each charger and installation through one account, share what it brings inside the deployment, and ask the cloud for a higher tier where one account is too little.',
  decided:
    'A charger or installation that another account of the deployment read within 24 hours is not read through this one; a read, command or update that was refused to another account with 429 waits a minute here. Needs the facts of the other accounts: whoever does not record them is not stopped.',
  judged:
    'For each deployment (the address of the caller where the receiver wrote, else the whole history) counts reads of a charger or installation that were served while another account was following it, and reads, commands and updates that were refused to one account with 429 and came through another within a minute. Each account has lists, constants and histories of its own: where one that names no installation came through another account so soon, it cannot be told whether it was the same. Where the receiver wrote, also counts calls of an account that come from a new address within a minute of its 429. One integration behind several addresses with an account each cannot be told.',
  examples: {
    keeps: `
      0    state c1 account=one
      10   state c2 account=two
      600  state c1 account=one`,
    breaks: `
      0   state c1 account=one
      10  state c1 account=two`,
  },
  ask(ledger, intent, nowMs) {
    const { follows } = ledger.trespass;
    if (follows.size === 0 || !isWithheld(intent)) return null;
    if (intent.resource !== null && isFollowed(intent) && follows.isAnothers(intent.resource, nowMs)) {
      return {
        kind: 'never',
        clause: 'no-circumvention',
        instead: 'a read through the account that already follows it; share what that one brings',
      };
    }
    const untilMs = follows.refusedAtMs(withheldKey(intent)) + switchedWithinMs;
    return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'no-circumvention' } : null;
  },
  due: null,
};
